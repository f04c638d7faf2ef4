// Matrix products of rows that stand at equal distances, from tiles of the register-blocked kernels.
//
// Shapes: forward [rows][depth] · [depth][columns], its gradient by the weights [rows][depth]ᵀ · [rows][columns];
// columns in panels of 8. Cost: 2 · rows · depth · columns FLOPs each, all from and to the nearest caches, so callers keep
// blocks within them.

#pragma once

#include "operations.h"
#include "tiles.h"

namespace {

/** target[rows][panels · 8] ← source[rows][depth] · weights, in panels. */
static void multiply(
  int rows, int panels, int depth, Address source, size_t sourceBytes, Address target, size_t targetBytes, Address weights,
  size_t panelBytes
) {
  eachStretch(rows, [&](int tileRows) INLINED {
    eachTile(tileRows, panels, [&](auto tile, int panel) INLINED {
      using Its = decltype(tile);
      Sums<typename Its::Vector, Its::ROWS, Its::COUNT> sums;
      sums.clear();
      const char *from[Its::ROWS];
      UNROLL for (int row = 0; row < Its::ROWS; row++) from[row] = source + row * sourceBytes;
      sums.addProduct(from, depth, weights + panel * panelBytes, panelBytes);
      UNROLL for (int row = 0; row < Its::ROWS; row++) sums.storeRow(row, target + row * targetBytes + panel * PANEL_ROW);
    });
    source += tileRows * sourceBytes;
    target += tileRows * targetBytes;
  });
}

/** gradient[panels][depth][8] ← or += source[rows][depth]ᵀ · dy[rows][panels · 8]. */
static void multiplyTransposed(
  int depth, int panels, int rows, Address source, size_t sourceBytes, Address dy, size_t dyBytes, Address gradient,
  size_t panelBytes, bool accumulate
) {
  eachStretch(depth, [&](int tileRows) INLINED {
    eachTile(tileRows, panels, [&](auto tile, int panel) INLINED {
      using Its = decltype(tile);
      using V = typename Its::Vector;
      Sums<V, Its::ROWS, Its::COUNT> sums;
      sums.start(accumulate, gradient + panel * panelBytes, panelBytes);
      const char *from = source;
      Address slope = dy + panel * PANEL_ROW;
      for (int row = rows; row > 0; row--, from += sourceBytes, slope += dyBytes) {
        V slopes[Its::COUNT];
        UNROLL for (int c = 0; c < Its::COUNT; c++) slopes[c] = load<V>(slope + c * sizeof(V));
        sums.addColumn(from, slopes);
      }
      sums.finish(gradient + panel * panelBytes, panelBytes);
    });
    source += tileRows * 4;
    gradient += tileRows * PANEL_ROW;
  });
}

/** A product for each of the groups of rows, each with weights of its own, in panels [panels][groups · depth][8]. */
KERNEL void carryOut(const GroupProducts &its, Context &context) {
  const int panels = its.panels(), depth = its.depth(), groupCount = its.groupCount();
  const size_t sourceBytes = its.sourceBytes(), targetBytes = its.targetBytes();
  const size_t groupBytes = depth * PANEL_ROW, panelBytes = groupCount * groupBytes;
  Address group = its.groups(), weights = its.weights();
  for (int index = 0; index < groupCount; index++, group += RowGroup::BYTES, weights += groupBytes) {
    const size_t first = wordAt(group + RowGroup::first);
    multiply(
      context.batch * wordAt(group + RowGroup::rows), panels, depth, its.source() + first * sourceBytes, sourceBytes,
      its.target() + first * targetBytes, targetBytes, weights, panelBytes
    );
  }
}

/** Rows that are summed over before it is turned to other columns: both operands' stay in the nearest cache. */
constexpr int ROWS_AT_ONCE = 128;

/** The gradient by the weights of GROUP_PRODUCTS, or that added to what stands there. */
KERNEL void carryOut(const GroupWeightGradients &its, Context &context) {
  const int panels = its.panels(), depth = its.depth(), groupCount = its.groupCount();
  const size_t sourceBytes = its.sourceBytes(), dyBytes = its.dyBytes();
  const size_t groupBytes = depth * PANEL_ROW, panelBytes = groupCount * groupBytes;
  Address group = its.groups(), gradient = its.gradient();
  for (int index = 0; index < groupCount; index++, group += RowGroup::BYTES, gradient += groupBytes) {
    const int rows = context.batch * wordAt(group + RowGroup::rows);
    const size_t first = wordAt(group + RowGroup::first);
    for (int done = 0; done < rows; done += ROWS_AT_ONCE) {
      multiplyTransposed(
        depth, panels, smaller(ROWS_AT_ONCE, rows - done), its.source() + (first + done) * sourceBytes, sourceBytes,
        its.dy() + (first + done) * dyBytes, dyBytes, gradient, panelBytes, its.accumulate() || done > 0
      );
    }
  }
}

} // namespace
