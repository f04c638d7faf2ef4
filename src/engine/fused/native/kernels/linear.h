// Dense layers and convolutions: one matrix product over gathered rows, forward and backward.
//
// Every output position sums over taps: pairs of an input position and a slice of the weights. Positions with the same
// taps form a group, so padding is never multiplied. A group's tables hold, for each position of each sample, the address
// of `depth` input floats of each tap and that of the output's floats; for each tap, bytes inside a panel of weights. The
// gradient by the input is the same product, with groups of input positions and transposed weights.
//
// Cost: as of the WebAssembly kernels, but that the gradient by the weights finds its rows by the tables, without packing.

#pragma once

#include "operations.h"
#include "tiles.h"

namespace {

/** target ← Σ over taps of source · weights, for all groups. */
KERNEL void carryOut(const Linear &its, Context &context) {
  const Address memory = context.memory, weights = its.weights();
  const int depth = its.depth(), panels = its.panels();
  const size_t panelBytes = its.panelBytes();
  Address group = its.groups();
  for (int groups = its.groupCount(); groups > 0; groups--, group += PositionGroup::BYTES) {
    const int taps = wordAt(group + PositionGroup::taps);
    Address sources = memory + bytesAt(group + PositionGroup::sources);
    Address targets = memory + bytesAt(group + PositionGroup::targets);
    const Address offsets = memory + bytesAt(group + PositionGroup::offsets);
    eachStretch(context.batch * wordAt(group + PositionGroup::positions), [&](int tileRows) INLINED {
      eachTile(tileRows, panels, [&](auto tile, int panel) INLINED {
        using Its = decltype(tile);
        Sums<typename Its::Vector, Its::ROWS, Its::COUNT> sums;
        sums.clear();
        const Address own = weights + panel * panelBytes;
        for (int tap = 0; tap < taps; tap++) {
          const char *from[Its::ROWS];
          UNROLL for (int row = 0; row < Its::ROWS; row++) from[row] = memory + bytesAt(sources + (row * taps + tap) * 4);
          // Weights of a derivative along a vector may stand ahead of those that the operation names.
          sums.addProduct(from, depth, own + wordAt(offsets + tap * 4), panelBytes);
        }
        UNROLL for (int row = 0; row < Its::ROWS; row++) {
          sums.storeRow(row, memory + bytesAt(targets + row * 4) + panel * PANEL_ROW);
        }
      });
      sources += static_cast<size_t>(tileRows * taps) * 4;
      targets += tileRows * 4;
    });
  }
}

/** Writes the columns of eight rows of eight floats, of which the last ones may be missing. */
INLINE void transposeBlock(Address from, int rows, Address to) {
  Eight r[8], s[8], t[8];
  UNROLL for (int i = 0; i < 8; i++) r[i] = i < rows ? load<Eight>(from + i * PANEL_ROW) : Eight{};
  UNROLL for (int i = 0; i < 4; i++) {
    s[2 * i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    s[2 * i + 1] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  UNROLL for (int half = 0; half < 8; half += 4) UNROLL for (int i = 0; i < 2; i++) {
    t[half + i] = __builtin_shufflevector(s[half + i], s[half + i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    t[half + i + 2] = __builtin_shufflevector(s[half + i], s[half + i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  UNROLL for (int i = 0; i < 4; i++) {
    store<Eight>(to + i * PANEL_ROW, __builtin_shufflevector(t[i], t[i + 4], 0, 1, 2, 3, 8, 9, 10, 11));
    store<Eight>(to + (i + 4) * PANEL_ROW, __builtin_shufflevector(t[i], t[i + 4], 4, 5, 6, 7, 12, 13, 14, 15));
  }
}

/** Weights for the gradient by the input: panels [depth / 8][taps][outputs, padded to 8][8] of the transposed weights. */
KERNEL void carryOut(const TransposeWeights &its, Context &) {
  const int taps = its.taps(), depth = its.depth(), outputPanels = (its.outputs() + PANEL - 1) / PANEL;
  const size_t fromPanelBytes = static_cast<size_t>(taps * depth) * PANEL_ROW;
  for (int tap = 0; tap < taps; tap++) {
    for (int row = 0; row < depth; row += PANEL) {
      Address from = its.weights() + static_cast<size_t>(tap * depth + row) * PANEL_ROW;
      Address to = its.to() + static_cast<size_t>((row / PANEL * taps + tap) * outputPanels) * PANEL * PANEL_ROW;
      for (int panel = 0; panel < outputPanels; panel++, from += fromPanelBytes, to += PANEL * PANEL_ROW) {
        transposeBlock(from, depth - row, to);
      }
    }
  }
}

/** Positions whose sources and dy are summed over at a time: both stay in the nearest caches. */
constexpr int BLOCK_ROWS = 128;

/** A part of a tap's range of positions: where the addresses of its sources and targets stand. */
struct Span {
  uint32_t sources, sourceBytes, targets, count;
};

/** The parts of a tap's ranges inside a block. Returns how many. */
INLINE int listSpans(
  Address group, int batch, Address ranges, int rangeCount, int block, int blockEnd, Span *spans
) {
  int count = 0, groupStart = 0;
  for (; rangeCount > 0; rangeCount--, ranges += SourceRange::BYTES) {
    const int start = batch * wordAt(ranges + SourceRange::start);
    const int end = start + batch * wordAt(ranges + SourceRange::positions);
    const int first = greater(start, block), last = smaller(end, blockEnd);
    if (first >= last) continue;
    for (; groupStart < start; group += PositionGroup::BYTES) groupStart += batch * wordAt(group + PositionGroup::positions);
    const uint32_t before = first - start, sourceBytes = wordAt(ranges + SourceRange::sourceBytes);
    spans[count++] = {
      static_cast<uint32_t>(wordAt(ranges + SourceRange::sources)) + before * sourceBytes, sourceBytes,
      static_cast<uint32_t>(wordAt(group + PositionGroup::targets)) + before * 4, static_cast<uint32_t>(last - first),
    };
  }
  return count;
}

template <class Operation> INLINE size_t panelBytesOf(const Operation &its) {
  return static_cast<size_t>(its.tapCount() * its.depth()) * PANEL_ROW;
}

/**
 * Gradient by the weights, in their panels: for every tap, Σ over the positions that have it of sourceᵀ · dy. dy stands
 * `dyDistance` bytes from the targets. `workspace` holds a span for each group. `finish` takes the sums of a tile, where
 * they begin in `gradient`, and whether they are whole.
 */
template <class Operation, class Finish>
INLINE void sumWeightGradient(const Operation &its, Context &context, bool goesOn, Finish finish) {
  const Address memory = context.memory;
  const int total = context.batch * its.positions(), tapCount = its.tapCount(), depth = its.depth();
  const size_t panelBytes = panelBytesOf(its);
  const Address memoryOfSlopes = memory + its.dyDistance();
  Span *spans = reinterpret_cast<Span *>(its.workspace());
  for (int block = 0; block < total; block += BLOCK_ROWS) {
    const int blockEnd = smaller(block + BLOCK_ROWS, total);
    const bool accumulate = goesOn || block > 0, isLast = blockEnd == total;
    for (int tap = 0; tap < tapCount; tap++) {
      const Address own = its.taps() + tap * Tap::BYTES;
      const int spanCount = listSpans(
        its.groups(), context.batch, memory + bytesAt(own + Tap::ranges), wordAt(own + Tap::rangeCount), block, blockEnd, spans
      );
      Address gradient = its.gradient() + static_cast<size_t>(tap * depth) * PANEL_ROW;
      Address memoryOfSources = memory;
      eachStretch(depth, [&](int tileRows) INLINED {
        eachTile(tileRows, its.panels(), [&](auto tile, int panel) INLINED {
          using Its = decltype(tile);
          using V = typename Its::Vector;
          Sums<V, Its::ROWS, Its::COUNT> sums;
          sums.start(accumulate, gradient + panel * panelBytes, panelBytes);
          for (int index = 0; index < spanCount; index++) {
            const Span span = spans[index];
            Address sources = memory + span.sources, targets = memory + span.targets;
            for (uint32_t row = span.count; row > 0; row--, sources += span.sourceBytes, targets += 4) {
              const Address slope = memoryOfSlopes + bytesAt(targets) + panel * PANEL_ROW;
              V slopes[Its::COUNT];
              UNROLL for (int c = 0; c < Its::COUNT; c++) slopes[c] = load<V>(slope + c * sizeof(V));
              sums.addColumn(memoryOfSources + bytesAt(sources), slopes);
            }
          }
          finish(sums, gradient + panel * panelBytes, isLast);
        });
        gradient += tileRows * PANEL_ROW;
        memoryOfSources += tileRows * 4;
      });
    }
  }
}

KERNEL void carryOut(const WeightGradient &its, Context &context) {
  const size_t panelBytes = panelBytesOf(its);
  sumWeightGradient(its, context, its.accumulate(), [&](const auto &sums, Address gradient, bool) INLINED {
    sums.finish(gradient, panelBytes);
  });
}

/**
 * The same, and weights ← weights - learningRate · gradient as soon as a tile's sums are whole: they are not written, and
 * both arrays together need not fit into the nearest cache.
 */
KERNEL void carryOut(const WeightGradientDescent &its, Context &context) {
  const size_t panelBytes = panelBytesOf(its);
  const ptrdiff_t toWeights = its.weights() - its.gradient();
  const float factor = -its.learningRate();
  sumWeightGradient(its, context, false, [&](auto &sums, Address gradient, bool isWhole) INLINED {
    if (!isWhole) sums.finish(gradient, panelBytes);
    else sums.moveBy(factor, gradient + toWeights, panelBytes);
  });
}

} // namespace
