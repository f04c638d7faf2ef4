// Matrix products of rows that stand at equal distances, from tiles of the register-blocked kernels.
//
// Shapes: forward [rows][depth] · [depth][columns], its gradient by the weights [rows][depth]ᵀ · [rows][columns];
// columns in panels of 8. Cost: 2 · rows · depth · columns FLOPs each, all from and to the nearest caches, so callers keep
// blocks within them.

#pragma once

#include "operations.h"
#include "tiles.h"

namespace {

/**
 * Rows of a product's left side, `bytes` apart. Each has its terms in `stretches` of as many, `stretchBytes` apart: one
 * where they lie side by side.
 */
struct SourceRows {
  Address first;
  size_t bytes;
  int stretches = 1;
  size_t stretchBytes = 0;
};

/** Rows of what a product gives, `bytes` apart. */
struct TargetRows {
  Address first;
  size_t bytes;
};

/** target[rows][panels · 8] ← source[rows][stretches · terms] · weights, in panels. */
static void multiplyPanels(
  int rows, int panels, int terms, SourceRows source, TargetRows target, Address weights, size_t panelBytes
) {
  eachStretch(rows, [&](int tileRows) INLINED {
    eachTile(tileRows, panels, [&](auto tile, int panel) INLINED {
      using Its = decltype(tile);
      Sums<typename Its::Vector, Its::ROWS, Its::COUNT> sums;
      sums.clear();
      Address own = weights + panel * panelBytes;
      for (int stretch = 0; stretch < source.stretches; stretch++, own += terms * PANEL_ROW) {
        const char *from[Its::ROWS];
        UNROLL for (int row = 0; row < Its::ROWS; row++) {
          from[row] = source.first + row * source.bytes + stretch * source.stretchBytes;
        }
        sums.addProduct(from, terms, own, panelBytes);
      }
      UNROLL for (int row = 0; row < Its::ROWS; row++) {
        sums.storeRow(row, target.first + row * target.bytes + panel * PANEL_ROW);
      }
    });
    source.first += tileRows * source.bytes;
    target.first += tileRows * target.bytes;
  });
}

#if defined(__AVX512F__) && !defined(FUSED_PRODUCTS)
/**
 * With vectors of two panels, each term of a tile takes the units that add a turn to put them together. Weights that are
 * laid side by side once for many rows do not; fewer tiles than this do not make up for it. (Fused products leave turns.)
 */
#define PACKS_WEIGHTS
constexpr int FEWEST_ROWS_TO_PACK = 3 * TILE_ROWS;

/** Lays `terms` terms of `Count` vectors' columns side by side. */
template <int Count> INLINE void packTerms(int terms, Address weights, size_t panelBytes, Address packed) {
  for (; terms > 0; terms--, weights += PANEL_ROW, packed += Count * sizeof(Widest)) {
    UNROLL for (int c = 0; c < Count; c++) {
      store(packed + c * sizeof(Widest), loadPanels<Widest>(weights + 2 * c * panelBytes, panelBytes));
    }
  }
}

/** target[rows][columns] ← source · packed weights, or that added to what stands there, if the sums go on. */
template <int Count>
INLINE void multiplyPacked(int rows, int terms, SourceRows source, TargetRows target, Address packed, bool goesOn) {
  const auto stretch = [&](int tileRows) INLINED {
    withManyRows<Widest, Count>(tileRows, 0, [&](auto tile, int) INLINED {
      constexpr int ROWS = decltype(tile)::ROWS;
      Sums<Widest, ROWS, Count> sums;
      sums.clear();
      if (goesOn) {
        UNROLL for (int row = 0; row < ROWS; row++) sums.loadRow(row, target.first + row * target.bytes);
      }
      Address from = source.first, weights = packed;
      for (int stretch = 0; stretch < source.stretches; stretch++, from += source.stretchBytes) {
        weights = sums.addPacked(from, source.bytes, terms, weights);
      }
      UNROLL for (int row = 0; row < ROWS; row++) sums.storeRow(row, target.first + row * target.bytes);
    });
    source.first += tileRows * source.bytes;
    target.first += tileRows * target.bytes;
  };
  eachStretch(rows, stretch, highestTile<Widest, Count>);
}

/** As `multiply`, for columns of `Count` vectors, a block of terms at a time. */
template <int Count>
INLINE void packAndMultiply(
  int rows, int depth, SourceRows source, TargetRows target, Address weights, size_t panelBytes, Address packed
) {
  for (int done = 0; done < depth; done += PACKED_TERMS, source.first += PACKED_TERMS * 4) {
    const int terms = smaller(PACKED_TERMS, depth - done);
    packTerms<Count>(terms, weights + done * PANEL_ROW, panelBytes, packed);
    multiplyPacked<Count>(rows, terms, source, target, packed, done > 0);
  }
}
#endif

/** target[rows][panels · 8] ← source[rows][depth] · weights, in panels. `packed` is room for packed weights. */
static void multiply(
  int rows, int panels, int depth, Address source, size_t sourceBytes, Address target, size_t targetBytes, Address weights,
  size_t panelBytes, Address packed
) {
  const SourceRows from{source, sourceBytes};
  TargetRows to{target, targetBytes};
#ifdef PACKS_WEIGHTS
  if (rows >= FEWEST_ROWS_TO_PACK) {
    for (; panels >= 8; panels -= 8, to.first += 8 * PANEL_ROW, weights += 8 * panelBytes) {
      packAndMultiply<4>(rows, depth, from, to, weights, panelBytes, packed);
    }
    for (; panels >= 4; panels -= 4, to.first += 4 * PANEL_ROW, weights += 4 * panelBytes) {
      packAndMultiply<2>(rows, depth, from, to, weights, panelBytes, packed);
    }
    if (panels == 0) return;
  }
#else
  (void)packed;
#endif
  multiplyPanels(rows, panels, depth, from, to, weights, panelBytes);
}

/** A tile of `multiplyTransposed`. */
template <class V, int Rows, int Count>
INLINE void multiplyTransposedTile(
  int rows, Address source, size_t sourceBytes, Address dy, size_t dyBytes, Address gradient, size_t panelBytes,
  bool accumulate
) {
  Sums<V, Rows, Count> sums;
  sums.start(accumulate, gradient, panelBytes);
  for (; rows > 0; rows--, source += sourceBytes, dy += dyBytes) {
    V slopes[Count];
    UNROLL for (int c = 0; c < Count; c++) slopes[c] = load<V>(dy + c * sizeof(V));
    sums.addColumn(source, slopes);
  }
  sums.finish(gradient, panelBytes);
}

/** gradient[panels][depth][8] ← or += source[rows][depth]ᵀ · dy[rows][panels · 8]. */
static void multiplyTransposed(
  int depth, int panels, int rows, Address source, size_t sourceBytes, Address dy, size_t dyBytes, Address gradient,
  size_t panelBytes, bool accumulate
) {
  const auto carryOutTile = [&](auto tile, int panel) INLINED {
    using Its = decltype(tile);
    multiplyTransposedTile<typename Its::Vector, Its::ROWS, Its::COUNT>(
      rows, source, sourceBytes, dy + panel * PANEL_ROW, dyBytes, gradient + panel * panelBytes, panelBytes, accumulate
    );
  };
  const auto goOn = [&](int tileRows) INLINED {
    source += tileRows * 4;
    gradient += tileRows * PANEL_ROW;
  };
#if defined(__AVX512F__)
  if (panels == 4) {
    eachStretch(depth, [&](int tileRows) INLINED {
      withManyRows<Widest, 2>(tileRows, 0, carryOutTile);
      goOn(tileRows);
    }, highestTile<Widest, 2>);
    return;
  }
#endif
  eachStretch(depth, [&](int tileRows) INLINED {
    eachTile(tileRows, panels, carryOutTile);
    goOn(tileRows);
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
      its.target() + first * targetBytes, targetBytes, weights, panelBytes, context.packed()
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
