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

/** Where the terms of a sum stand. */
struct Terms {
  Address of[MAX_TERMS];
};

template <int Count> INLINE void sumOf(const char *record, const Terms &terms, size_t bytes, Address to) {
  float coefficients[MAX_TERMS];
  UNROLL for (int term = 0; term < Count; term++) coefficients[term] = floatAt(record + 4 + (MAX_TERMS + term) * 4);
  eachVector(bytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    V sum{};
    if constexpr (Count > 0) sum = load<V>(terms.of[0] + at) * splat<V>(coefficients[0]);
    UNROLL for (int term = 1; term < Count; term++) {
      sum = multiplyAdd(load<V>(terms.of[term] + at), splat<V>(coefficients[term]), sum);
    }
    store(to + at, sum);
  });
}

static void sum(const char *record, const Terms &terms, size_t bytes, Address to) {
  switch (wordAt(record)) {
    case 0: sumOf<0>(record, terms, bytes, to); break;
    case 1: sumOf<1>(record, terms, bytes, to); break;
    case 2: sumOf<2>(record, terms, bytes, to); break;
    case 3: sumOf<3>(record, terms, bytes, to); break;
    case 4: sumOf<4>(record, terms, bytes, to); break;
    default: sumOf<5>(record, terms, bytes, to); break;
  }
}

/** A sum of terms `bytes` apart. */
INLINE void combine(const char *record, Address from, size_t bytes, Address to) {
  Terms terms;
  UNROLL for (int term = 0; term < MAX_TERMS; term++) terms.of[term] = from + bytesAt(record + 4 + term * 4) * bytes;
  sum(record, terms, bytes, to);
}

INLINE Address pointAt(Address points, Address place, int image, size_t pixelBytes) {
  return points + static_cast<size_t>(wordAt(place + Place::first) + image * wordAt(place + Place::next)) * pixelBytes;
}

/** points[i][j] ← Σ over rows r and columns c of rowMatrix[i][r] · columnMatrix[j][c] · image[r][c]. */
KERNEL void carryOut(const Spread &its, Context &) {
  const int images = its.images(), rowPoints = its.rowPoints(), columnPoints = its.columnPoints();
  const size_t pixelBytes = its.pixelBytes(), rowBytes = its.width() * pixelBytes;
  Address image = its.image();
  for (int index = 0; index < images; index++, image += its.height() * rowBytes) {
    Address place = its.places();
    for (int i = 0; i < rowPoints; i++) {
      combine(its.rowMatrix() + i * TERMS_RECORD, image, rowBytes, its.scratch());
      for (int j = 0; j < columnPoints; j++, place += Place::BYTES) {
        combine(
          its.columnMatrix() + j * TERMS_RECORD, its.scratch(), pixelBytes, pointAt(its.points(), place, index, pixelBytes)
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
  const Address scratch = its.scratch(), spare = scratch + rowPoints * rowBytes;
  Address image = its.image();
  for (int index = 0; index < images; index++) {
    for (int i = 0; i < rowPoints; i++) {
      const Address places = its.places() + static_cast<size_t>(i * columnPoints) * Place::BYTES;
      for (int column = 0; column < width; column++) {
        const char *record = its.columnMatrix() + column * TERMS_RECORD;
        Terms terms;
        UNROLL for (int term = 0; term < MAX_TERMS; term++) {
          const Address place = places + bytesAt(record + 4 + term * 4) * Place::BYTES;
          terms.of[term] = pointAt(its.points(), place, index, pixelBytes);
        }
        sum(record, terms, pixelBytes, scratch + i * rowBytes + column * pixelBytes);
      }
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
