// Register-blocked matrix products: tiles of 1 to TILE_ROWS rows whose sums stay in registers, over all columns.
//
// Weights and their gradients stand in panels of eight columns, [panels][rows][8]; a vector of sixteen floats takes a row
// of two panels. Every sum runs over its terms in one order whatever the tile, and one that is cut into blocks goes on
// from memory, so that neither changes the bits. Cost of a tile of R rows and C vectors, for each term: C loads (two
// where a vector is two panels' rows) and R broadcasts for R · C products and sums.

#pragma once

#include "vector.h"

namespace {

constexpr int TILE_ROWS = 6;

/** A vector of columns whose panels stand `panelBytes` apart. */
template <class V> INLINE V loadPanels(Address at, size_t panelBytes) {
  if constexpr (lanesOf<V> == PANEL) return load<V>(at);
  else {
    const Eight low = load<Eight>(at), high = load<Eight>(at + panelBytes);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }
}

template <class V> INLINE void storePanels(Address at, size_t panelBytes, V value) {
  if constexpr (lanesOf<V> == PANEL) store(at, value);
  else {
    store<Eight>(at, __builtin_shufflevector(value, value, 0, 1, 2, 3, 4, 5, 6, 7));
    store<Eight>(at + panelBytes, __builtin_shufflevector(value, value, 8, 9, 10, 11, 12, 13, 14, 15));
  }
}

/** Sums of a tile: a row of vectors for each of its rows. */
template <class V, int Rows, int Count> struct Sums {
  static constexpr int PANELS = lanesOf<V> / PANEL;
  V of[Rows][Count];

  INLINED inline void clear() {
    UNROLL for (int row = 0; row < Rows; row++) UNROLL for (int c = 0; c < Count; c++) of[row][c] = V{};
  }

  /** Adds a term: an element of each row's source times a row of weights. */
  INLINED inline void add(const char *const (&source)[Rows], size_t at, const V (&weights)[Count]) {
    UNROLL for (int row = 0; row < Rows; row++) UNROLL for (int c = 0; c < Count; c++) {
      of[row][c] = multiplyAddAt(source[row] + at, weights[c], of[row][c]);
    }
  }

  /** Adds a term of which the rows' elements stand next to each other. */
  INLINED inline void addColumn(const char *source, const V (&slopes)[Count]) {
    UNROLL for (int row = 0; row < Rows; row++) UNROLL for (int c = 0; c < Count; c++) {
      of[row][c] = multiplyAddAt(source + row * 4, slopes[c], of[row][c]);
    }
  }

  /** `depth` terms: rows of sources times rows of panels. */
  INLINED inline void addProduct(const char *const (&source)[Rows], int depth, Address weights, size_t panelBytes) {
    const size_t end = static_cast<size_t>(depth) * 4;
    for (size_t at = 0; at < end; at += 4, weights += PANEL_ROW) {
      V row[Count];
      UNROLL for (int c = 0; c < Count; c++) row[c] = loadPanels<V>(weights + c * PANELS * panelBytes, panelBytes);
      add(source, at, row);
    }
  }

  /**
   * The same with weights that stand as a tile takes them, and rows `rowBytes` apart. An address is a base, and once or
   * twice that distance: so a third as many registers serve high tiles. Returns where the weights end.
   */
  INLINED inline Address addPacked(Address source, size_t rowBytes, int depth, Address weights) {
    constexpr int BASES = (Rows + 2) / 3;
    Address bases[BASES];
    UNROLL for (int base = 0; base < BASES; base++) bases[base] = source + 3 * base * rowBytes;
    for (const Address end = weights + depth * Count * sizeof(V); weights < end; weights += Count * sizeof(V)) {
      V row[Count];
      UNROLL for (int c = 0; c < Count; c++) row[c] = load<V>(weights + c * sizeof(V));
      UNROLL for (int r = 0; r < Rows; r++) UNROLL for (int c = 0; c < Count; c++) {
        of[r][c] = multiplyAddAt(bases[r / 3] + r % 3 * rowBytes, row[c], of[r][c]);
      }
      UNROLL for (int base = 0; base < BASES; base++) {
        bases[base] += 4;
        // Else compilers keep an address for each row after all.
        asm("" : "+r"(bases[base]));
      }
    }
    return weights;
  }

  INLINED inline void loadRow(int row, Address from) {
    UNROLL for (int c = 0; c < Count; c++) of[row][c] = load<V>(from + c * sizeof(V));
  }

  INLINED inline void storeRow(int row, Address to) const {
    UNROLL for (int c = 0; c < Count; c++) store(to + c * sizeof(V), of[row][c]);
  }

  /** From panels, where there is something to add to. */
  INLINED inline void start(bool accumulate, Address panels, size_t panelBytes) {
    clear();
    if (!accumulate) return;
    UNROLL for (int row = 0; row < Rows; row++) UNROLL for (int c = 0; c < Count; c++) {
      of[row][c] = loadPanels<V>(panels + c * PANELS * panelBytes + row * PANEL_ROW, panelBytes);
    }
  }

  /** Moves what stands in panels along the sums. */
  INLINED inline void moveBy(float factor, Address panels, size_t panelBytes) const {
    UNROLL for (int row = 0; row < Rows; row++) UNROLL for (int c = 0; c < Count; c++) {
      const Address at = panels + c * PANELS * panelBytes + row * PANEL_ROW;
      storePanels<V>(at, panelBytes, multiplyAdd(splat<V>(factor), of[row][c], loadPanels<V>(at, panelBytes)));
    }
  }

  INLINED inline void finish(Address panels, size_t panelBytes) const {
    UNROLL for (int row = 0; row < Rows; row++) UNROLL for (int c = 0; c < Count; c++) {
      storePanels<V>(panels + c * PANELS * panelBytes + row * PANEL_ROW, panelBytes, of[row][c]);
    }
  }
};

/** A tile's shape, for `body` to be instantiated with: its vectors, how many side by side, and its rows. */
template <class V, int Count, int Rows> struct Tile {
  using Vector = V;
  static constexpr int COUNT = Count;
  static constexpr int ROWS = Rows;
};

/** Rows of the highest tile of so many vectors side by side: with few there are registers for twice the rows. */
template <class V, int Count> constexpr int highestTile = lanesOf<V> > PANEL && Count <= 2 ? 2 * TILE_ROWS : TILE_ROWS;

template <class V, int Count, class Body> INLINE void withRows(int rows, int panel, Body body) {
  switch (rows) {
    case 1: body(Tile<V, Count, 1>{}, panel); break;
    case 2: body(Tile<V, Count, 2>{}, panel); break;
    case 3: body(Tile<V, Count, 3>{}, panel); break;
    case 4: body(Tile<V, Count, 4>{}, panel); break;
    case 5: body(Tile<V, Count, 5>{}, panel); break;
    case 6: body(Tile<V, Count, 6>{}, panel); break;
    default: __builtin_unreachable();
  }
}

/** As `withRows`, up to the highest tile. */
template <class V, int Count, class Body> INLINE void withManyRows(int rows, int panel, Body body) {
  if constexpr (highestTile<V, Count> > TILE_ROWS) {
    switch (rows) {
      case 7: return body(Tile<V, Count, 7>{}, panel);
      case 8: return body(Tile<V, Count, 8>{}, panel);
      case 9: return body(Tile<V, Count, 9>{}, panel);
      case 10: return body(Tile<V, Count, 10>{}, panel);
      case 11: return body(Tile<V, Count, 11>{}, panel);
      case 12: return body(Tile<V, Count, 12>{}, panel);
      default:;
    }
  }
  withRows<V, Count>(rows, panel, body);
}

/** Calls `body` with a tile for every stretch of `panels` panels, and with the first panel of each. */
template <class Body> INLINE void eachTile(int rows, int panels, Body body) {
  int panel = 0;
#if defined(__AVX512F__)
  for (; panel + 8 <= panels; panel += 8) withRows<Widest, 4>(rows, panel, body);
  for (; panel + 4 <= panels; panel += 4) withRows<Widest, 2>(rows, panel, body);
  for (; panel + 2 <= panels; panel += 2) withRows<Widest, 1>(rows, panel, body);
#else
  for (; panel + 2 <= panels; panel += 2) withRows<Eight, 2>(rows, panel, body);
#endif
  for (; panel < panels; panel++) withRows<Eight, 1>(rows, panel, body);
}

/** Calls `body` for stretches of rows of about equal height, at most `highest`. */
template <class Body> INLINE void eachStretch(int total, Body body, int highest = TILE_ROWS) {
  for (int tiles = (total + highest - 1) / highest; tiles > 0; tiles--) {
    const int rows = (total + tiles - 1) / tiles;
    body(rows);
    total -= rows;
  }
}

} // namespace
