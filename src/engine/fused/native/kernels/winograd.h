// Convolutions with 3x3 kernels and stride 1 by Winograd's F(4x4, 3x3), forward and backward: transformed tiles, one
// matrix product for each of 36 points, and back. Layouts and cost: as of the WebAssembly kernels.

#pragma once

#include "operations.h"
#include "product.h"
#include "winogradTransforms.h"

namespace {

constexpr int TILE_INPUTS = 6, TILE_OUTPUTS = 4, POINTS = TILE_INPUTS * TILE_INPUTS;

INLINE int tilesAcross(int outputs) { return (outputs + TILE_OUTPUTS - 1) / TILE_OUTPUTS; }

/** A square of pixels that a tile is made from or gives: its sample's image, and where in it, or beyond, it begins. */
struct Square {
  const Address image;
  const int top, left, size, height, width;
  const size_t pixel;

  INLINED inline bool isInside() const {
    return top >= 0 && left >= 0 && top + size <= height && left + size <= width;
  }
  INLINED inline size_t rowBytes() const { return width * pixel; }
  /** Of a pixel inside the image, so many rows and columns on. */
  INLINED inline Address at(int row, int column) const {
    return image + static_cast<size_t>((top + row) * width + left + column) * pixel;
  }
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

  /** What a tile reads, or the gradient by that; it may reach beyond the image on every side. */
  INLINED inline Square inputs(Address images, int tile) const {
    return squareOf(tile, images, height, width, xPixel, TILE_INPUTS, its.padTop(), its.padLeft());
  }
  /** What a tile gives, or the gradient by that; it may reach beyond the image at its ends. */
  INLINED inline Square outputs(Address images, int tile) const {
    return squareOf(tile, images, outputHeight, outputWidth, yPixel, TILE_OUTPUTS, 0, 0);
  }

private:
  INLINED inline Square squareOf(
    int tile, Address images, int itsHeight, int itsWidth, size_t pixel, int size, int padTop, int padLeft
  ) const {
    const int sample = tile / perSample, inSample = tile - sample * perSample, row = inSample / across;
    const int top = row * TILE_OUTPUTS - padTop, left = (inSample - row * across) * TILE_OUTPUTS - padLeft;
    const Address image = images + static_cast<size_t>(sample * itsHeight) * itsWidth * pixel;
    return {image, top, left, size, itsHeight, itsWidth, pixel};
  }
};

/** Calls `body` with the number of each row of a square that has pixels inside the image, its first one, and how many. */
template <class Body> INLINE void eachRowInside(const Square &square, Body body) {
  const int first = greater(0, -square.left), across = smaller(square.size, square.width - square.left) - first;
  const int end = smaller(square.size, square.height - square.top);
  for (int row = greater(0, -square.top); row < end && across > 0; row++) body(row, first, across);
}

/** A square, with zeros where it reaches beyond its image. */
static void cutOut(const Square &square, Address to) {
  clear(to, static_cast<size_t>(square.size * square.size) * square.pixel);
  eachRowInside(square, [&](int row, int first, int across) INLINED {
    copy(to + static_cast<size_t>(row * square.size + first) * square.pixel, square.at(row, first), across * square.pixel);
  });
}

/** Transforms the input tiles from `first` on; what lies outside the image is 0. */
template <class Its> INLINE void gatherTiles(const TiledImage<Its> &all, int first, int count) {
  const size_t pixel = all.xPixel;
  Address points = all.xPoints;
  for (int i = 0; i < count; i++, points += pixel) {
    const Square inputs = all.inputs(all.its.x(), first + i);
    if (inputs.isInside()) {
      transformInput(inputs.at(0, 0), inputs.rowBytes(), pixel, points, all.xStride);
    } else {
      cutOut(inputs, all.patch);
      transformInput(all.patch, TILE_INPUTS * pixel, pixel, points, all.xStride);
    }
  }
}

/** Transforms the tiles of the gradient by the output from `first` on. */
template <class Its> INLINE void gatherGradients(const TiledImage<Its> &all, int first, int count) {
  const size_t pixel = all.yPixel;
  Address points = all.yPoints;
  for (int i = 0; i < count; i++, points += pixel) {
    const Square outputs = all.outputs(all.its.dy(), first + i);
    if (outputs.isInside()) {
      transformOutputGradient(outputs.at(0, 0), outputs.rowBytes(), pixel, points, all.yStride);
    } else {
      cutOut(outputs, all.patch);
      transformOutputGradient(all.patch, TILE_OUTPUTS * pixel, pixel, points, all.yStride);
    }
  }
}

/** Adds the tiles of the gradient by the input, from `first` on, to dx; what lies outside the image is dropped. */
template <class Its> INLINE void scatterTiles(const TiledImage<Its> &all, int first, int count) {
  const size_t pixel = all.xPixel;
  Address points = all.xPoints;
  for (int i = 0; i < count; i++, points += pixel) {
    const Square inputs = all.inputs(all.its.dx(), first + i);
    if (inputs.isInside()) {
      addInputGradient(points, all.xStride, inputs.at(0, 0), inputs.rowBytes(), pixel);
      continue;
    }
    clear(all.patch, POINTS * pixel);
    addInputGradient(points, all.xStride, all.patch, TILE_INPUTS * pixel, pixel);
    eachRowInside(inputs, [&](int row, int firstAcross, int across) INLINED {
      const Address to = inputs.at(row, firstAcross);
      const Address from = all.patch + static_cast<size_t>(row * TILE_INPUTS + firstAcross) * pixel;
      eachVector(across * pixel, [&](auto zero, size_t at) INLINED {
        using V = decltype(zero);
        store(to + at, load<V>(to + at) + load<V>(from + at));
      });
    });
  }
}

/** Writes the output tiles from `first` on. */
template <class Its> INLINE void writeOutputs(const TiledImage<Its> &all, int first, int count) {
  const size_t pixel = all.yPixel;
  Address points = all.yPoints;
  for (int i = 0; i < count; i++, points += pixel) {
    const Square outputs = all.outputs(all.its.y(), first + i);
    if (outputs.isInside()) {
      transformOutput(points, all.yStride, outputs.at(0, 0), outputs.rowBytes(), pixel);
      continue;
    }
    transformOutput(points, all.yStride, all.patch, TILE_OUTPUTS * pixel, pixel);
    eachRowInside(outputs, [&](int row, int firstAcross, int across) INLINED {
      const Address from = all.patch + static_cast<size_t>(row * TILE_OUTPUTS + firstAcross) * pixel;
      copy(outputs.at(row, firstAcross), from, across * pixel);
    });
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
        all.yPixel, its.weights() + point * pointBytes, POINTS * pointBytes, context.packed()
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
        POINTS * transposedBytes, context.packed()
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
