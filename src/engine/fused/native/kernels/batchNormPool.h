// Batch norm by the statistics of the batch, then ReLU if wanted, then max pooling of 2x2 windows with stride 2, as one
// operation: the normalised image is never written. Layouts and cost: as of the WebAssembly kernels.

#pragma once

#include "batchNorm.h"

namespace {

/**
 * Mean and 1 / √(variance + epsilon) of every channel over all pixels, sample by sample, so that the second look at the
 * pixels finds them in the cache: means of samples, and squares around them. `sums` holds two rows of channels for each
 * sample.
 */
KERNEL void carryOut(const BatchStatistics &its, Context &context) {
  const int batch = context.batch, pixels = its.pixels();
  const size_t bytes = static_cast<size_t>(its.channels()) * 4, sampleBytes = pixels * bytes;
  const float share = 1.0f / static_cast<float>(pixels), batchShare = 1.0f / static_cast<float>(batch);
  for (int sample = 0; sample < batch; sample++) {
    const Address x = its.x() + sample * sampleBytes, to = its.sums() + sample * 2 * bytes;
    eachColumns(bytes, [&](auto columns, size_t at) INLINED {
      using V = typename decltype(columns)::Vector;
      constexpr int COUNT = decltype(columns)::COUNT;
      V mean[COUNT], square[COUNT];
      UNROLL for (int c = 0; c < COUNT; c++) mean[c] = square[c] = V{};
      for (size_t pixel = at; pixel < sampleBytes; pixel += bytes) {
        UNROLL for (int c = 0; c < COUNT; c++) mean[c] += load<V>(x + pixel + c * sizeof(V));
      }
      UNROLL for (int c = 0; c < COUNT; c++) {
        mean[c] *= share;
        store(to + at + c * sizeof(V), mean[c]);
      }
      for (size_t pixel = at; pixel < sampleBytes; pixel += bytes) {
        UNROLL for (int c = 0; c < COUNT; c++) {
          const V distance = load<V>(x + pixel + c * sizeof(V)) - mean[c];
          square[c] = multiplyAdd(distance, distance, square[c]);
        }
      }
      UNROLL for (int c = 0; c < COUNT; c++) store(to + bytes + at + c * sizeof(V), square[c] * share);
    });
  }
  const Address sums = its.sums();
  const size_t end = batch * 2 * bytes;
  eachVector(bytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    V mean{}, variance{};
    for (size_t own = at; own < end; own += 2 * bytes) mean += load<V>(sums + own);
    mean *= batchShare;
    store(its.mean() + at, mean);
    for (size_t own = at; own < end; own += 2 * bytes) {
      const V distance = load<V>(sums + own) - mean;
      variance += multiplyAdd(distance, distance, load<V>(sums + own + bytes));
    }
    store(its.scale() + at, inverseDeviation(variance * batchShare, its.epsilon()));
  });
}

/**
 * y ← the largest of gamma · normalised + beta in every window, and 0 if that is less and ReLU is wanted. Notes which
 * cell of the window it is (0 to 3, the first of equal ones) in `winners` and its normalised value in `kept`.
 */
KERNEL void carryOut(const NormalisePool &its, Context &context) {
  const int height = its.height(), width = its.width();
  const size_t pixel = static_cast<size_t>(its.channels()) * 4, row = width * pixel;
  size_t to = 0;
  for (int sample = 0; sample < context.batch; sample++) {
    for (int down = 0; down + 2 <= height; down += 2) {
      Address x = its.x() + (static_cast<size_t>(sample * height) + down) * row;
      for (int across = width / 2; across > 0; across--, x += 2 * pixel, to += pixel) {
        eachVector(pixel, [&](auto zero, size_t at) INLINED {
          using V = decltype(zero);
          const V mean = load<V>(its.mean() + at), scale = load<V>(its.scale() + at);
          const V gamma = load<V>(its.gamma() + at), beta = load<V>(its.beta() + at);
          const V n0 = (load<V>(x + at) - mean) * scale, n1 = (load<V>(x + at + pixel) - mean) * scale;
          const V n2 = (load<V>(x + at + row) - mean) * scale, n3 = (load<V>(x + at + row + pixel) - mean) * scale;
          const V y0 = multiplyAdd(n0, gamma, beta), y1 = multiplyAdd(n1, gamma, beta);
          const V y2 = multiplyAdd(n2, gamma, beta), y3 = multiplyAdd(n3, gamma, beta);
          // Not-less-or-equal rather than greater: not-a-number has to pass through.
          const IntegersOf<V> leftAbove = y1 <= y0, leftBelow = y3 <= y2;
          const V above = select<V>(leftAbove, y0, y1), below = select<V>(leftBelow, y2, y3);
          const IntegersOf<V> isAbove = below <= above;
          store(its.y() + to + at, larger(select<V>(isAbove, above, below), floorOf<V>(its.activation())));
          const V nAbove = select<V>(leftAbove, n0, n1), nBelow = select<V>(leftBelow, n2, n3);
          store(its.kept() + to + at, select<V>(isAbove, nAbove, nBelow));
          // Comparisons are all ones, which is -1, where they hold.
          store<IntegersOf<V>>(its.winners() + to + at, ((leftAbove + 1) & isAbove) | ((leftBelow + 3) & ~isAbove));
        });
      }
    }
  }
}

/** What the gradient by a channel's pixels is made of. */
template <class V, int Count> struct PoolGradient {
  V mean[Count], scale[Count], factor[Count], level[Count], slope[Count];

  INLINED inline void read(const NormalisePoolGradient &its, size_t at, float share) {
    UNROLL for (int c = 0; c < Count; c++) {
      const size_t own = at + c * sizeof(V);
      mean[c] = load<V>(its.mean() + own);
      scale[c] = load<V>(its.scale() + own);
      factor[c] = load<V>(its.gamma() + own) * scale[c];
      level[c] = load<V>(its.betaGradient() + own) * share;
      slope[c] = load<V>(its.gammaGradient() + own) * share;
    }
  }

  INLINED inline void put(int c, Address x, Address dx, V d) const {
    const V normalised = (load<V>(x) - mean[c]) * scale[c];
    store(dx, factor[c] * (d - level[c] - normalised * slope[c]));
  }
};

/**
 * dx from dy of the pooled image: dx = gamma · scale · (d - mean(d) - normalised · mean(d · normalised)), the means over
 * all pixels, where d is dy in the cell that won, if ReLU let it pass, and 0 elsewhere. Leaves the masked dy in `dy`.
 */
KERNEL void carryOut(const NormalisePoolGradient &its, Context &context) {
  const int batch = context.batch, height = its.height(), width = its.width();
  const size_t pixel = static_cast<size_t>(its.channels()) * 4, row = width * pixel;
  const size_t pooledBytes = static_cast<size_t>(batch * (height / 2) * (width / 2)) * pixel;
  const float share = 1.0f / static_cast<float>(batch * height * width);
  eachColumns(pixel, [&](auto columns, size_t at) INLINED {
    using V = typename decltype(columns)::Vector;
    constexpr int COUNT = decltype(columns)::COUNT;
    sumColumns(
      columns, at, pooledBytes, pixel, its.y(), its.kept(), its.dy(), its.gammaGradient(), its.betaGradient(),
      its.activation() == RELU
    );
    PoolGradient<V, COUNT> gradient;
    gradient.read(its, at, share);
    Address x = its.x() + at, dx = its.dx() + at, dy = its.dy() + at, winners = its.winners() + at;
    // Pixels of an odd last column, and of an odd last row, are in no window.
    const auto putUnpooled = [&](size_t place) INLINED {
      UNROLL for (int c = 0; c < COUNT; c++) gradient.put(c, x + place + c * sizeof(V), dx + place + c * sizeof(V), V{});
    };
    for (int sample = 0; sample < batch; sample++) {
      for (int down = 0; down + 2 <= height; down += 2, x += row, dx += row) {
        for (int across = width / 2; across > 0; across--, x += 2 * pixel, dx += 2 * pixel, dy += pixel, winners += pixel) {
          UNROLL for (int c = 0; c < COUNT; c++) {
            const size_t own = c * sizeof(V);
            const V d = load<V>(dy + own);
            const IntegersOf<V> winner = load<IntegersOf<V>>(winners + own);
            gradient.put(c, x + own, dx + own, keep<V>(d, winner == 0));
            gradient.put(c, x + own + pixel, dx + own + pixel, keep<V>(d, winner == 1));
            gradient.put(c, x + own + row, dx + own + row, keep<V>(d, winner == 2));
            gradient.put(c, x + own + row + pixel, dx + own + row + pixel, keep<V>(d, winner == 3));
          }
        }
        if (width % 2 == 0) continue;
        putUnpooled(0);
        putUnpooled(row);
        x += pixel;
        dx += pixel;
      }
      if (height % 2 == 0) continue;
      for (int across = width; across > 0; across--, x += pixel, dx += pixel) putUnpooled(0);
    }
  });
}

} // namespace
