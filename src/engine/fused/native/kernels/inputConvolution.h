// Convolution of the samples themselves, which have few channels and need no gradient: windows are written out as rows of
// a matrix [positions, kernel · kernel · channels], a block of positions at a time, which stays in the nearest cache.
//
// Cost: as of the WebAssembly kernels.

#pragma once

#include "product.h"
#include "sizes.h"

namespace {

// What a window's row is copied with: it may write up to three floats too much, for which there is room.
using Quarter = Vectors<4>::Floats;

/** A window inside the image, kernel row by kernel row, in whole vectors. */
INLINE void copyWindow(int kernel, size_t rowBytes, size_t segment, Address from, Address to) {
  for (; kernel > 0; kernel--, from += rowBytes, to += segment) {
    for (size_t at = 0; at < segment; at += 16) store<Quarter>(to + at, load<Quarter>(from + at));
  }
}

/** Windows of `count` output positions, numbered through all samples, from `first` on; outside the image is 0. */
template <class Its> INLINE void writeWindows(const Its &its, Address samples, int first, int count) {
  const int height = its.height(), width = its.width(), kernel = its.kernel(), step = its.step();
  const int outputHeight = its.outputHeight(), outputWidth = its.outputWidth();
  const size_t pixel = its.channels() * 4, windowBytes = static_cast<size_t>(its.stride()) * 4, rowBytes = width * pixel;
  Address to = its.workspace();
  int column = first % outputWidth, row = first / outputWidth;
  for (; count > 0; count--, to += windowBytes) {
    const int sample = row / outputHeight;
    const int top = (row - sample * outputHeight) * step - its.padTop(), left = column * step - its.padLeft();
    const Address image = samples + static_cast<size_t>(sample * height) * rowBytes;
    if (top >= 0 && left >= 0 && top + kernel <= height && left + kernel <= width) {
      copyWindow(kernel, rowBytes, kernel * pixel, image + static_cast<size_t>(top * width + left) * pixel, to);
    } else {
      clear(to, windowBytes);
      const int firstAcross = greater(0, -left), across = smaller(kernel, width - left) - firstAcross;
      for (int down = greater(0, -top); down < smaller(kernel, height - top) && across > 0; down++) {
        const Address from = image + static_cast<size_t>((top + down) * width + left + firstAcross) * pixel;
        const Address cell = to + static_cast<size_t>(down * kernel + firstAcross) * pixel;
        for (size_t at = 0; at < across * pixel; at += 4) putFloat(cell + at, floatAt(from + at));
      }
    }
    if (++column == outputWidth) {
      column = 0;
      row++;
    }
  }
}

/** Calls `body` with each block of positions' first one and number, when their windows are written. */
template <class Its, class Body> INLINE void eachBlock(const Its &its, Context &context, Body body) {
  const int total = context.batch * its.outputHeight() * its.outputWidth();
  for (int first = 0; first < total; first += WINDOW_ROWS) {
    const int count = smaller(WINDOW_ROWS, total - first);
    writeWindows(its, context.inputs, first, count);
    body(first, count);
  }
}

/**
 * Whether products read windows from the sample itself, padded: that pays where rows of outputs are long, and those of a
 * kernel too. Either way sums have the same order.
 */
template <class Its> INLINE bool readsSample(const Its &its) {
  return its.kernel() * its.channels() >= 8 && its.outputWidth() >= 24;
}

/** Samples with the zeros around them, one at a time in the workspace. */
template <class Its> struct PaddedSamples {
  const Its &its;
  const size_t pixel = its.channels() * 4;
  const int height = (its.outputHeight() - 1) * its.step() + its.kernel();
  const int width = (its.outputWidth() - 1) * its.step() + its.kernel();
  const size_t rowBytes = width * pixel;

  /** Calls `body` for each row of outputs: with its windows, and how many outputs come before. */
  template <class Body> INLINED inline void eachRow(Context &context, Body body) const {
    const int outputHeight = its.outputHeight(), outputWidth = its.outputWidth();
    Address sample = context.inputs;
    for (int index = 0; index < context.batch; index++, sample += its.height() * its.width() * pixel) {
      pad(sample);
      for (int row = 0; row < outputHeight; row++) {
        const Address windows = its.workspace() + row * its.step() * rowBytes;
        body(
          SourceRows{windows, its.step() * pixel, its.kernel(), rowBytes},
          static_cast<size_t>(index * outputHeight + row) * outputWidth
        );
      }
    }
  }

private:
  INLINED inline void pad(Address sample) const {
    const int top = its.padTop(), left = its.padLeft();
    const int rows = smaller(its.height(), height - top), across = smaller(its.width(), width - left);
    clear(its.workspace(), height * rowBytes);
    for (int row = 0; row < rows; row++) {
      copy(its.workspace() + (row + top) * rowBytes + left * pixel, sample + row * its.width() * pixel, across * pixel);
    }
  }
};

/** y ← convolution of the samples. */
KERNEL void carryOut(const InputConvolution &its, Context &context) {
  const int across = its.kernel() * its.channels(), depth = its.kernel() * across, panels = its.panels();
  const size_t rowBytes = panels * PANEL_ROW, panelBytes = depth * PANEL_ROW;
  if (readsSample(its)) {
    const PaddedSamples<InputConvolution> samples{its};
#ifdef PACKS_WEIGHTS
    if (panels == 4 && depth <= PACKED_TERMS) {
      packTerms<2>(depth, its.weights(), panelBytes, context.packed());
      samples.eachRow(context, [&](SourceRows windows, size_t before) INLINED {
        const TargetRows target{its.y() + before * rowBytes, rowBytes};
        multiplyPacked<2>(its.outputWidth(), across, windows, target, context.packed(), false);
      });
      return;
    }
#endif
    samples.eachRow(context, [&](SourceRows windows, size_t before) INLINED {
      const TargetRows target{its.y() + before * rowBytes, rowBytes};
      multiplyPanels(its.outputWidth(), panels, across, windows, target, its.weights(), panelBytes);
    });
    return;
  }
  const size_t windowBytes = static_cast<size_t>(its.stride()) * 4;
  eachBlock(its, context, [&](int first, int count) INLINED {
    multiply(
      count, panels, depth, its.workspace(), windowBytes, its.y() + first * rowBytes, rowBytes, its.weights(), panelBytes,
      context.packed()
    );
  });
}

/** `gradient` ← that by the weights. */
KERNEL void carryOut(const InputConvolutionGradient &its, Context &context) {
  const int across = its.kernel() * its.channels(), depth = its.kernel() * across, panels = its.panels();
  const size_t rowBytes = panels * PANEL_ROW, panelBytes = depth * PANEL_ROW;
  if (readsSample(its)) {
    const PaddedSamples<InputConvolutionGradient> samples{its};
    samples.eachRow(context, [&](SourceRows windows, size_t before) INLINED {
      for (int row = 0; row < its.kernel(); row++) {
        multiplyTransposed(
          across, panels, its.outputWidth(), windows.first + row * windows.stretchBytes, windows.bytes,
          its.dy() + before * rowBytes, rowBytes, its.gradient() + row * across * PANEL_ROW, panelBytes, before > 0
        );
      }
    });
    return;
  }
  const size_t windowBytes = static_cast<size_t>(its.stride()) * 4;
  eachBlock(its, context, [&](int first, int count) INLINED {
    multiplyTransposed(
      depth, panels, count, its.workspace(), windowBytes, its.dy() + first * rowBytes, rowBytes, its.gradient(), panelBytes,
      first > 0
    );
  });
}

} // namespace
