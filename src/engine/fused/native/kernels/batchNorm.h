// Batch norm by the statistics of the batch at hand, optionally followed by ReLU, and its gradient. Rows are `width`
// floats, a multiple of 8; every column is normalised over all rows. Cost: as of the WebAssembly kernels.

#pragma once

#include "activations.h"
#include "operations.h"
#include "vector.h"

namespace {

/** What an output is at least, with ReLU and without. */
template <class V> INLINE V floorOf(int activation) { return splat<V>(activation == RELU ? 0 : -__builtin_inff()); }

/**
 * y = gamma · normalised + beta, then ReLU if wanted. Keeps what the gradient needs: the normalised values (`normalised`
 * may be `x`) and 1 / √(variance + epsilon) in `scale`.
 */
KERNEL void carryOut(const BatchNorm &its, Context &) {
  const int rows = its.rows();
  const size_t bytes = static_cast<size_t>(its.width()) * 4, length = rows * bytes;
  const float share = 1.0f / static_cast<float>(rows);
  eachColumns(bytes, [&](auto columns, size_t at) INLINED {
    using V = typename decltype(columns)::Vector;
    constexpr int COUNT = decltype(columns)::COUNT;
    V mean[COUNT], variance[COUNT], scale[COUNT], gamma[COUNT], beta[COUNT];
    UNROLL for (int c = 0; c < COUNT; c++) mean[c] = variance[c] = V{};
    const Address x = its.x() + at, normalised = its.normalised() + at, y = its.y() + at;
    for (size_t row = 0; row < length; row += bytes) {
      UNROLL for (int c = 0; c < COUNT; c++) mean[c] += load<V>(x + row + c * sizeof(V));
    }
    UNROLL for (int c = 0; c < COUNT; c++) mean[c] *= share;
    for (size_t row = 0; row < length; row += bytes) {
      UNROLL for (int c = 0; c < COUNT; c++) {
        const V distance = load<V>(x + row + c * sizeof(V)) - mean[c];
        variance[c] = multiplyAdd(distance, distance, variance[c]);
      }
    }
    UNROLL for (int c = 0; c < COUNT; c++) {
      scale[c] = inverseDeviation(variance[c] * share, its.epsilon());
      store(its.scale() + at + c * sizeof(V), scale[c]);
      gamma[c] = load<V>(its.gamma() + at + c * sizeof(V));
      beta[c] = load<V>(its.beta() + at + c * sizeof(V));
    }
    const V floor = floorOf<V>(its.activation());
    for (size_t row = 0; row < length; row += bytes) {
      UNROLL for (int c = 0; c < COUNT; c++) {
        const V n = (load<V>(x + row + c * sizeof(V)) - mean[c]) * scale[c];
        store(normalised + row + c * sizeof(V), n);
        store(y + row + c * sizeof(V), larger(multiplyAdd(n, gamma[c], beta[c]), floor));
      }
    }
  });
}

/**
 * Sums dy, and its products with the normalised values, over rows, for columns from byte `at` on: the gradients by beta
 * and gamma. With `rectify`, dy is first masked where y was not positive.
 */
template <class Columns>
INLINE void sumColumns(
  Columns, size_t at, size_t length, size_t bytes, Address y, Address normalised, Address dy, Address gammaGradient,
  Address betaGradient, bool rectify
) {
  using V = typename Columns::Vector;
  constexpr int COUNT = Columns::COUNT;
  V sum[COUNT], product[COUNT];
  UNROLL for (int c = 0; c < COUNT; c++) sum[c] = product[c] = V{};
  for (size_t row = at; row < length; row += bytes) {
    UNROLL for (int c = 0; c < COUNT; c++) {
      const size_t place = row + c * sizeof(V);
      V d = load<V>(dy + place);
      if (rectify) {
        d = keep<V>(d, load<V>(y + place) > V{});
        store(dy + place, d);
      }
      sum[c] += d;
      product[c] = multiplyAdd(d, load<V>(normalised + place), product[c]);
    }
  }
  UNROLL for (int c = 0; c < COUNT; c++) {
    store(betaGradient + at + c * sizeof(V), sum[c]);
    store(gammaGradient + at + c * sizeof(V), product[c]);
  }
}

/**
 * Turns dy into dx in place: dx = gamma · scale · (dy - mean(dy) - normalised · mean(dy · normalised)), the means over
 * rows.
 */
KERNEL void carryOut(const BatchNormGradient &its, Context &) {
  const int rows = its.rows();
  const size_t bytes = static_cast<size_t>(its.width()) * 4, length = rows * bytes;
  const float share = 1.0f / static_cast<float>(rows);
  const Address normalised = its.normalised(), dy = its.dy();
  eachColumns(bytes, [&](auto columns, size_t at) INLINED {
    using V = typename decltype(columns)::Vector;
    constexpr int COUNT = decltype(columns)::COUNT;
    sumColumns(
      columns, at, length, bytes, its.y(), normalised, dy, its.gammaGradient(), its.betaGradient(), its.activation() == RELU
    );
    V factor[COUNT], sum[COUNT], product[COUNT];
    UNROLL for (int c = 0; c < COUNT; c++) {
      const size_t own = at + c * sizeof(V);
      factor[c] = load<V>(its.gamma() + own) * load<V>(its.scale() + own);
      sum[c] = load<V>(its.betaGradient() + own) * share;
      product[c] = load<V>(its.gammaGradient() + own) * share;
    }
    for (size_t row = at; row < length; row += bytes) {
      UNROLL for (int c = 0; c < COUNT; c++) {
        const size_t place = row + c * sizeof(V);
        const V centred = load<V>(dy + place) - sum[c] - load<V>(normalised + place) * product[c];
        store(dy + place, factor[c] * centred);
      }
    }
  });
}

} // namespace
