// Linear maps of images that are separable: a sparse matrix along the rows, another along the columns, from an image to
// points and back. Points are rows of `pixelBytes` bytes whose places a table gives.
//
// A matrix is records of the number of terms, up to MAX_TERMS indices, as many float32 coefficients. Cost: as of the
// WebAssembly kernels.

#pragma once

#include "operations.h"
#include "sizes.h"
#include "vector.h"

namespace {

constexpr size_t TERMS_RECORD = 4 + MAX_TERMS * 8;

/**
 * `count` sums with the same coefficients of `Count` pixels or lines each, `bytes` long: `termOf` says where a term of a sum
 * stands, by its index in the record, `targetOf` where the sum goes. Many at once: to begin one takes as long as a pixel of
 * 64 channels.
 */
template <int Count, class TermOf, class TargetOf>
INLINE void sumTerms(const char *record, int count, size_t bytes, TermOf termOf, TargetOf targetOf) {
  size_t indices[MAX_TERMS];
  float coefficients[MAX_TERMS];
  UNROLL for (int term = 0; term < Count; term++) {
    indices[term] = bytesAt(record + 4 + term * 4);
    coefficients[term] = floatAt(record + 4 + (MAX_TERMS + term) * 4);
  }
  for (int item = 0; item < count; item++) {
    Address terms[MAX_TERMS];
    UNROLL for (int term = 0; term < Count; term++) terms[term] = termOf(item, indices[term]);
    const Address target = targetOf(item);
    eachColumns(bytes, [&](auto columns, size_t at) INLINED {
      using V = typename decltype(columns)::Vector;
      UNROLL for (int c = 0; c < decltype(columns)::COUNT; c++) {
        const size_t place = at + c * sizeof(V);
        V sum{};
        if constexpr (Count > 0) sum = load<V>(terms[0] + place) * splat<V>(coefficients[0]);
        UNROLL for (int term = 1; term < Count; term++) {
          sum = multiplyAdd(load<V>(terms[term] + place), splat<V>(coefficients[term]), sum);
        }
        store(target + place, sum);
      }
    });
  }
}

template <class TermOf, class TargetOf>
INLINE void sums(const char *record, int count, size_t bytes, TermOf termOf, TargetOf targetOf) {
  switch (wordAt(record)) {
    case 0: return sumTerms<0>(record, count, bytes, termOf, targetOf);
    case 1: return sumTerms<1>(record, count, bytes, termOf, targetOf);
    case 2: return sumTerms<2>(record, count, bytes, termOf, targetOf);
    case 3: return sumTerms<3>(record, count, bytes, termOf, targetOf);
    case 4: return sumTerms<4>(record, count, bytes, termOf, targetOf);
    default: return sumTerms<5>(record, count, bytes, termOf, targetOf);
  }
}

/** A line ← the sum of lines that stand `bytes` apart. */
static void combine(const char *record, Address from, size_t bytes, Address to) {
  sums(record, 1, bytes, [&](int, size_t index) INLINED { return from + index * bytes; }, [&](int) INLINED { return to; });
}

/** The place of a point, of those that stand in lines of `length`. */
INLINE Address placeOf(Address places, int line, size_t point, int length) {
  return places + (static_cast<size_t>(line * length) + point) * Place::BYTES;
}

INLINE Address pointAt(Address points, Address place, int image, size_t pixelBytes) {
  return points + static_cast<size_t>(wordAt(place + Place::first) + image * wordAt(place + Place::next)) * pixelBytes;
}

/** Bytes of lines that wait for the sums along them: they stay in the nearest cache. */
constexpr size_t WAITING_BYTES = 16384;

/**
 * points[i][j] ← Σ over rows r and columns c of rowMatrix[i][r] · columnMatrix[j][c] · image[r][c]. `scratch` holds a row
 * of the image for each point of the rows.
 */
KERNEL void carryOut(const Spread &its, Context &) {
  const int images = its.images(), rowPoints = its.rowPoints(), columnPoints = its.columnPoints();
  const size_t pixelBytes = its.pixelBytes(), rowBytes = its.width() * pixelBytes;
  const Address scratch = its.scratch(), points = its.points();
  const int rowsAtOnce = greater(1, static_cast<int>(WAITING_BYTES / rowBytes));
  Address image = its.image();
  for (int index = 0; index < images; index++, image += its.height() * rowBytes) {
    for (int first = 0; first < rowPoints; first += rowsAtOnce) {
      const int rows = smaller(rowsAtOnce, rowPoints - first);
      for (int row = 0; row < rows; row++) {
        combine(its.rowMatrix() + (first + row) * TERMS_RECORD, image, rowBytes, scratch + row * rowBytes);
      }
      const Address places = placeOf(its.places(), first, 0, columnPoints);
      for (int j = 0; j < columnPoints; j++) {
        sums(
          its.columnMatrix() + j * TERMS_RECORD, rows, pixelBytes,
          [&](int row, size_t column) INLINED { return scratch + row * rowBytes + column * pixelBytes; },
          [&](int row) INLINED { return pointAt(points, placeOf(places, row, j, columnPoints), index, pixelBytes); }
        );
      }
    }
  }
}

/**
 * image[r][c] ← or += Σ over points i and j of rowMatrix[r][i] · columnMatrix[c][j] · points[i][j]. `scratch` holds a row
 * of the image for each point of the rows, and one more.
 */
KERNEL void carryOut(const Collect &its, Context &) {
  const int images = its.images(), rowPoints = its.rowPoints(), columnPoints = its.columnPoints(), width = its.width();
  const size_t pixelBytes = its.pixelBytes(), rowBytes = width * pixelBytes;
  const Address scratch = its.scratch(), spare = scratch + rowPoints * rowBytes, places = its.places(), points = its.points();
  Address image = its.image();
  for (int index = 0; index < images; index++) {
    for (int column = 0; column < width; column++) {
      sums(
        its.columnMatrix() + column * TERMS_RECORD, rowPoints, pixelBytes,
        [&](int i, size_t j) INLINED { return pointAt(points, placeOf(places, i, j, columnPoints), index, pixelBytes); },
        [&](int i) INLINED { return scratch + i * rowBytes + column * pixelBytes; }
      );
    }
    for (int row = 0; row < its.height(); row++, image += rowBytes) {
      combine(its.rowMatrix() + row * TERMS_RECORD, scratch, rowBytes, its.accumulate() ? spare : image);
      if (!its.accumulate()) continue;
      eachVector(rowBytes, [&](auto zero, size_t at) INLINED {
        using V = decltype(zero);
        store(image + at, load<V>(image + at) + load<V>(spare + at));
      });
    }
  }
}

} // namespace
