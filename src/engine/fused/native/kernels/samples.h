// Samples on their way in and out: inputs as they come from outside, tokens to the mean of their embeddings, means to a
// Gaussian policy's outputs; and parameters between the flat layout and panels. Layouts and cost: as of the WebAssembly
// kernels.

#pragma once

#include "operations.h"
#include "vector.h"

namespace {

/** Copies rows of `width` floats to rows `stride` floats apart. */
KERNEL void carryOut(const CopyInput &its, Context &context) {
  const int width = its.width(), stride = its.stride();
  const char *from = context.inputs;
  Address to = its.to();
  if (width == stride) {
    copy(to, from, static_cast<size_t>(its.rows() * width) * 4);
    return;
  }
  for (int row = its.rows(); row > 0; row--, from += width * 4, to += stride * 4) {
    for (int j = 0; j < width * 4; j += 4) putFloat(to + j, floatAt(from + j));
  }
}

/** to ← to + row, any number of floats: rows of the table have no padding to write into. */
INLINE void addRow(Address row, Address to, size_t bytes) {
  size_t at = 0;
  for (; at + sizeof(Eight) <= bytes; at += sizeof(Eight)) store(to + at, load<Eight>(to + at) + load<Eight>(row + at));
  for (; at < bytes; at += 4) putFloat(to + at, floatAt(to + at) + floatAt(row + at));
}

INLINE void divideInto(Address values, float divisor, Address to, size_t bytes) {
  eachVector(bytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    store(to + at, load<V>(values + at) / splat<V>(divisor));
  });
}

/** How many of a sample's tokens are there: the others are negative. */
INLINE float countTokens(const char *tokens, int length) {
  float present = 0;
  for (int index = 0; index < length; index++) {
    if (floatAt(tokens + index * 4) >= 0) present += 1;
  }
  return present;
}

/** The mean of the embeddings of a sample's tokens; zeros where it has none. */
KERNEL void carryOut(const EmbeddingBag &its, Context &context) {
  const size_t rowBytes = static_cast<size_t>(its.units()) * 4, outputBytes = static_cast<size_t>(its.stride()) * 4;
  Address x = its.x(), y = its.y();
  for (int sample = context.batch; sample > 0; sample--, x += its.inputStride() * 4, y += outputBytes) {
    clear(y, outputBytes);
    for (int index = 0; index < its.length(); index++) {
      const float token = floatAt(x + index * 4);
      if (token >= 0) addRow(its.table() + static_cast<size_t>(token) * rowBytes, y, rowBytes);
    }
    const float present = countTokens(x, its.length());
    if (present > 0) divideInto(y, present, y, outputBytes);
  }
}

/** Adds each sample's share to its tokens' rows, in order; all other rows of the gradient become 0. */
KERNEL void carryOut(const EmbeddingBagGradient &its, Context &context) {
  const size_t rowBytes = static_cast<size_t>(its.units()) * 4, outputBytes = static_cast<size_t>(its.stride()) * 4;
  Address x = its.x(), dy = its.dy();
  clear(its.gradient(), its.tokens() * rowBytes);
  for (int sample = context.batch; sample > 0; sample--, x += its.inputStride() * 4, dy += outputBytes) {
    const float present = countTokens(x, its.length());
    if (present == 0) continue;
    divideInto(dy, present, its.share(), outputBytes);
    for (int index = 0; index < its.length(); index++) {
      const float token = floatAt(x + index * 4);
      if (token >= 0) addRow(its.share(), its.gradient() + static_cast<size_t>(token) * rowBytes, rowBytes);
    }
  }
}

/** A sample's means, then log standard deviations, which are learned and the same for all samples. */
KERNEL void carryOut(const AppendDeviations &its, Context &context) {
  const int bytes = its.components() * 4;
  Address means = its.means(), y = its.y();
  for (int sample = context.batch; sample > 0; sample--, means += its.inputStride() * 4, y += its.outputStride() * 4) {
    for (int j = 0; j < bytes; j += 4) {
      putFloat(y + j, floatAt(means + j));
      putFloat(y + bytes + j, floatAt(its.logDeviations() + j));
    }
  }
}

/** The gradient by the means, and that by the log standard deviations, summed over the batch. */
KERNEL void carryOut(const AppendDeviationsGradient &its, Context &context) {
  const int bytes = its.components() * 4, rowBytes = its.inputStride() * 4;
  Address dy = its.dy(), dx = its.dx(), gradient = its.gradient();
  clear(gradient, bytes);
  for (int sample = context.batch; sample > 0; sample--, dy += its.outputStride() * 4, dx += rowBytes) {
    for (int j = 0; j < bytes; j += 4) {
      putFloat(dx + j, floatAt(dy + j));
      putFloat(gradient + j, floatAt(gradient + j) + floatAt(dy + bytes + j));
    }
    for (int j = bytes; j < rowBytes; j += 4) putFloat(dx + j, 0);
  }
}

/** Between a row-major matrix [rows, columns] and panels [columns / 8][rows][8], whose padding is left alone. */
INLINE void movePanels(int rows, int columns, Address flat, Address panels, bool pack) {
  for (int column = 0; column < columns; column += PANEL) {
    const size_t bytes = static_cast<size_t>(smaller(PANEL, columns - column)) * 4;
    Address own = flat + column * 4;
    for (int row = 0; row < rows; row++, panels += PANEL_ROW, own += columns * 4) {
      const Address from = pack ? own : panels, to = pack ? panels : own;
      if (bytes == PANEL_ROW) store(to, load<Eight>(from));
      else for (size_t at = 0; at < bytes; at += 4) putFloat(to + at, floatAt(from + at));
    }
  }
}

} // namespace
