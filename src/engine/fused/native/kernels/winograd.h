// Convolutions with 3x3 kernels and stride 1 by Winograd's F(4x4, 3x3), forward and backward: transformed tiles, one
// matrix product for each of 36 points, and back. Layouts and cost: as of the WebAssembly kernels.

#pragma once

#include "operations.h"
#include "product.h"
#include "winogradTransforms.h"

namespace {

constexpr int TILE_INPUTS = 6, TILE_OUTPUTS = 4, POINTS = TILE_INPUTS * TILE_INPUTS;

INLINE int tilesAcross(int outputs) { return (outputs + TILE_OUTPUTS - 1) / TILE_OUTPUTS; }

/** A tile's sample, and its first output pixel. */
struct TilePlace {
  int sample, top, left;
};

/** Sizes of an image's tiles and of a block's points, for both directions. */
template <class Its> struct TiledImage {
  const Its &its;
  const int height = its.height(), width = its.width(), outputHeight = its.outputHeight(), outputWidth = its.outputWidth();
  const size_t xPixel = its.channels() * 4, yPixel = its.outputs() * 4;
  // Points whose distance is a multiple of 4 KiB would share sets of the first-level cache.
  const size_t xStride = its.blockTiles() * xPixel + 64, yStride = its.blockTiles() * yPixel + 64;
  const Address patch = its.workspace();
  const Address xPoints = patch + POINTS * (xPixel > yPixel ? xPixel : yPixel), yPoints = xPoints + POINTS * xStride;
  const int across = tilesAcross(outputWidth), perSample = across * tilesAcross(outputHeight);

  INLINED inline TilePlace place(int tile) const {
    const int sample = tile / perSample, inSample = tile - sample * perSample, row = inSample / across;
    return {sample, row * TILE_OUTPUTS, (inSample - row * across) * TILE_OUTPUTS};
  }
};

/** A square of an image, with zeros where it reaches beyond. */
static void cutOut(Address image, int height, int width, int top, int left, int size, size_t pixel, Address to) {
  clear(to, static_cast<size_t>(size * size) * pixel);
  const int firstAcross = greater(0, -left), across = smaller(size, width - left) - firstAcross;
  for (int row = greater(0, -top); row < smaller(size, height - top) && across > 0; row++) {
    copy(
      to + static_cast<size_t>(row * size + firstAcross) * pixel,
      image + static_cast<size_t>((top + row) * width + left + firstAcross) * pixel, across * pixel
    );
  }
}

/** Transforms the input tiles from `first` on; what lies outside the image is 0. */
template <class Its> INLINE void gatherTiles(const TiledImage<Its> &all, int first, int count) {
  const auto &its = all.its;
  const size_t pixel = all.xPixel, rowBytes = all.width * pixel;
  Address points = all.xPoints;
  for (int i = 0; i < count; i++, points += pixel) {
    const TilePlace place = all.place(first + i);
    const int top = place.top - its.padTop(), left = place.left - its.padLeft();
    const Address image = its.x() + static_cast<size_t>(place.sample * all.height) * rowBytes;
    if (top >= 0 && left >= 0 && top + TILE_INPUTS <= all.height && left + TILE_INPUTS <= all.width) {
      transformInput(image + top * rowBytes + left * pixel, rowBytes, pixel, points, all.xStride);
    } else {
      cutOut(image, all.height, all.width, top, left, TILE_INPUTS, pixel, all.patch);
      transformInput(all.patch, TILE_INPUTS * pixel, pixel, points, all.xStride);
    }
  }
}

/** Transforms the tiles of the gradient by the output from `first` on. */
template <class Its> INLINE void gatherGradients(const TiledImage<Its> &all, int first, int count) {
  const size_t pixel = all.yPixel, rowBytes = all.outputWidth * pixel;
  Address points = all.yPoints;
  for (int i = 0; i < count; i++, points += pixel) {
    const auto [sample, top, left] = all.place(first + i);
    const Address image = all.its.dy() + static_cast<size_t>(sample * all.outputHeight) * rowBytes;
    if (top + TILE_OUTPUTS <= all.outputHeight && left + TILE_OUTPUTS <= all.outputWidth) {
      transformOutputGradient(image + top * rowBytes + left * pixel, rowBytes, pixel, points, all.yStride);
    } else {
      cutOut(image, all.outputHeight, all.outputWidth, top, left, TILE_OUTPUTS, pixel, all.patch);
      transformOutputGradient(all.patch, TILE_OUTPUTS * pixel, pixel, points, all.yStride);
    }
  }
}

/** Adds the tiles of the gradient by the input, from `first` on, to dx; what lies outside the image is dropped. */
template <class Its> INLINE void scatterTiles(const TiledImage<Its> &all, int first, int count) {
  const auto &its = all.its;
  const size_t pixel = all.xPixel, rowBytes = all.width * pixel;
  Address points = all.xPoints;
  for (int i = 0; i < count; i++, points += pixel) {
    const TilePlace place = all.place(first + i);
    const int top = place.top - its.padTop(), left = place.left - its.padLeft();
    const Address image = its.dx() + static_cast<size_t>(place.sample * all.height) * rowBytes;
    if (top >= 0 && left >= 0 && top + TILE_INPUTS <= all.height && left + TILE_INPUTS <= all.width) {
      addInputGradient(points, all.xStride, image + top * rowBytes + left * pixel, rowBytes, pixel);
      continue;
    }
    clear(all.patch, POINTS * pixel);
    addInputGradient(points, all.xStride, all.patch, TILE_INPUTS * pixel, pixel);
    const int firstAcross = greater(0, -left), across = smaller(TILE_INPUTS, all.width - left) - firstAcross;
    for (int row = greater(0, -top); row < smaller(TILE_INPUTS, all.height - top) && across > 0; row++) {
      const Address to = image + (top + row) * rowBytes + (left + firstAcross) * pixel;
      const Address from = all.patch + static_cast<size_t>(row * TILE_INPUTS + firstAcross) * pixel;
      eachVector(across * pixel, [&](auto zero, size_t at) INLINED {
        using V = decltype(zero);
        store(to + at, load<V>(to + at) + load<V>(from + at));
      });
    }
  }
}

/** Writes the output tiles from `first` on. */
template <class Its> INLINE void writeOutputs(const TiledImage<Its> &all, int first, int count) {
  const size_t pixel = all.yPixel, rowBytes = all.outputWidth * pixel;
  Address points = all.yPoints;
  for (int i = 0; i < count; i++, points += pixel) {
    const auto [sample, top, left] = all.place(first + i);
    const Address to = all.its.y() + (static_cast<size_t>(sample * all.outputHeight) + top) * rowBytes + left * pixel;
    if (top + TILE_OUTPUTS <= all.outputHeight && left + TILE_OUTPUTS <= all.outputWidth) {
      transformOutput(points, all.yStride, to, rowBytes, pixel);
      continue;
    }
    transformOutput(points, all.yStride, all.patch, TILE_OUTPUTS * pixel, pixel);
    const int down = smaller(TILE_OUTPUTS, all.outputHeight - top), across = smaller(TILE_OUTPUTS, all.outputWidth - left);
    for (int row = 0; row < down; row++) copy(to + row * rowBytes, all.patch + row * TILE_OUTPUTS * pixel, across * pixel);
  }
}

/** y ← convolution of x. `workspace`: a patch of 36 pixels, then a block's points of x, then those of y. */
KERNEL void carryOut(const Winograd &its, Context &context) {
  const TiledImage<Winograd> all{its};
  const int tiles = context.batch * all.perSample, depth = its.depth();
  const size_t pointBytes = depth * PANEL_ROW;
  for (int first = 0; first < tiles; first += its.blockTiles()) {
    const int count = smaller(its.blockTiles(), tiles - first);
    gatherTiles(all, first, count);
    for (int point = 0; point < POINTS; point++) {
      multiply(
        count, its.outputs() / PANEL, depth, all.xPoints + point * all.xStride, all.xPixel, all.yPoints + point * all.yStride,
        all.yPixel, its.weights() + point * pointBytes, POINTS * pointBytes
      );
    }
    writeOutputs(all, first, count);
  }
}

/**
 * `gradient` ← that by the transformed weights; dx ← that by the input, where there is a dx, with `transposed`
 * transformed weights [channels / 8][36 · outputs][8]. With `accumulate`, adds both to what stands there.
 */
KERNEL void carryOut(const WinogradGradient &its, Context &context) {
  const TiledImage<WinogradGradient> all{its};
  const int tiles = context.batch * all.perSample, depth = its.depth(), outputs = its.outputs();
  const size_t pointBytes = depth * PANEL_ROW, transposedBytes = outputs * PANEL_ROW;
  const bool hasInputGradient = its.dx() != nullptr;
  if (hasInputGradient && !its.accumulate()) {
    clear(its.dx(), static_cast<size_t>(context.batch * all.height * all.width) * all.xPixel);
  }
  for (int first = 0; first < tiles; first += its.blockTiles()) {
    const int count = smaller(its.blockTiles(), tiles - first);
    gatherTiles(all, first, count);
    gatherGradients(all, first, count);
    for (int point = 0; point < POINTS; point++) {
      const Address ofX = all.xPoints + point * all.xStride, ofY = all.yPoints + point * all.yStride;
      multiplyTransposed(
        depth, outputs / PANEL, count, ofX, all.xPixel, ofY, all.yPixel, its.gradient() + point * pointBytes,
        POINTS * pointBytes, its.accumulate() || first > 0
      );
      if (!hasInputGradient) continue;
      multiply(
        count, its.channels() / PANEL, outputs, ofY, all.yPixel, ofX, all.xPixel, its.transposed() + point * transposedBytes,
        POINTS * transposedBytes
      );
    }
    if (hasInputGradient) scatterTiles(all, first, count);
  }
}

/** G g Gᵀ of every weight: panels [panels][9 · depth][8] to panels [panels][36 · depth][8]. */
KERNEL void carryOut(const WinogradWeights &its, Context &) {
  const size_t step = its.depth() * PANEL_ROW;
  Address weights = its.weights(), to = its.to();
  for (int panel = its.panels(); panel > 0; panel--, weights += 9 * step, to += POINTS * step) {
    eachVector(step, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      transformSquare<V, 3, 6>(
        [](const V (&from)[3], V (&line)[6]) INLINED { kernelLine(from, line); },
        [&](int row, int column) INLINED { return load<V>(weights + at + (row * 3 + column) * step); },
        [&](int row, int column, V value) INLINED { store(to + at + (row * 6 + column) * step, value); }
      );
    });
  }
}

/** Gᵀ u G: the transpose of WINOGRAD_WEIGHTS, from points to the gradient of the weights. */
KERNEL void carryOut(const WinogradWeightGradient &its, Context &) {
  const size_t step = its.depth() * PANEL_ROW;
  Address points = its.points(), gradient = its.gradient();
  for (int panel = its.panels(); panel > 0; panel--, points += POINTS * step, gradient += 9 * step) {
    eachVector(step, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      transformSquare<V, 6, 3>(
        [](const V (&from)[6], V (&line)[3]) INLINED { kernelLineTransposed(from, line); },
        [&](int row, int column) INLINED { return load<V>(points + at + (row * 6 + column) * step); },
        [&](int row, int column, V value) INLINED { store(gradient + at + (row * 3 + column) * step, value); }
      );
    });
  }
}

} // namespace
