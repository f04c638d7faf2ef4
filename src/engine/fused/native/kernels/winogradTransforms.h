// The transforms of Winograd's convolution F(4x4, 3x3): points 0, 1, -1, 1/2, -2 and infinity, as the WebAssembly kernels
// have them, a vector of channels at a time. Every matrix is applied to columns, then to rows; what lies between stays in
// registers, or in the nearest cache.

#pragma once

#include "vector.h"

namespace {

// Bᵀ
template <class V> INLINE void inputLine(const V (&d)[6], V (&to)[6]) {
  const V u = d[3] - d[1], v = d[4] - d[2], threeHalves = splat<V>(1.5f);
  to[0] = multiplyAdd(u, threeHalves, d[0] - d[2] + v);
  to[1] = multiplyAdd(d[2] + d[3], threeHalves, v + u);
  to[2] = multiplyAdd(d[3] - d[2], threeHalves, v - u);
  to[3] = multiplyAdd(u, splat<V>(2), v);
  to[4] = multiplyAdd(u, splat<V>(-0.5f), v);
  to[5] = multiplyAdd(v, threeHalves, d[5] - d[3] - u);
}

// B
template <class V> INLINE void inputLineTransposed(const V (&t)[6], V (&to)[6]) {
  const V sum = t[1] + t[2], difference = t[1] - t[2], threeHalves = splat<V>(1.5f);
  const V inner = multiplyAdd(t[3], splat<V>(2), multiplyAdd(t[0], threeHalves, difference));
  const V u = multiplyAdd(t[4], splat<V>(-0.5f), inner) - t[5];
  const V v = multiplyAdd(t[5], threeHalves, sum + t[0] + (t[3] + t[4]));
  to[0] = t[0];
  to[1] = -u;
  to[2] = multiplyAdd(difference, threeHalves, -t[0]) - v;
  to[3] = u - t[5] + sum * threeHalves;
  to[4] = v;
  to[5] = t[5];
}

// Aᵀ
template <class V> INLINE void outputLine(const V (&m)[6], V (&to)[4]) {
  const V sum = m[1] + m[2], difference = m[1] - m[2];
  to[0] = m[0] + sum + (m[3] + m[4]);
  to[1] = multiplyAdd(m[4], splat<V>(-2), multiplyAdd(m[3], splat<V>(0.5f), difference));
  to[2] = multiplyAdd(m[4], splat<V>(4), multiplyAdd(m[3], splat<V>(0.25f), sum));
  to[3] = multiplyAdd(m[4], splat<V>(-8), multiplyAdd(m[3], splat<V>(0.125f), difference)) + m[5];
}

// A
template <class V> INLINE void outputLineTransposed(const V (&y)[4], V (&to)[6]) {
  const V even = y[0] + y[2], odd = y[1] + y[3];
  to[0] = y[0];
  to[1] = even + odd;
  to[2] = even - odd;
  const V atHalf = multiplyAdd(y[1], splat<V>(0.5f), multiplyAdd(y[2], splat<V>(0.25f), y[0]));
  to[3] = multiplyAdd(y[3], splat<V>(0.125f), atHalf);
  const V atMinusTwo = multiplyAdd(y[1], splat<V>(-2), multiplyAdd(y[2], splat<V>(4), y[0]));
  to[4] = multiplyAdd(y[3], splat<V>(-8), atMinusTwo);
  to[5] = y[3];
}

// G
template <class V> INLINE void kernelLine(const V (&g)[3], V (&to)[6]) {
  const V third = splat<V>(1.0f / 3), even = (g[0] + g[2]) * third, odd = g[1] * third;
  to[0] = g[0];
  to[1] = odd + even;
  to[2] = odd - even;
  const V atHalf = multiplyAdd(g[1], splat<V>(-8.0f / 15), g[2] * splat<V>(-4.0f / 15));
  to[3] = multiplyAdd(g[0], splat<V>(-16.0f / 15), atHalf);
  const V atMinusTwo = multiplyAdd(g[1], splat<V>(-2.0f / 15), g[2] * splat<V>(4.0f / 15));
  to[4] = multiplyAdd(g[0], splat<V>(1.0f / 15), atMinusTwo);
  to[5] = g[2];
}

// Gᵀ
template <class V> INLINE void kernelLineTransposed(const V (&u)[6], V (&to)[3]) {
  const V third = splat<V>(1.0f / 3), even = (u[1] - u[2]) * third, odd = (u[1] + u[2]) * third;
  to[0] = multiplyAdd(u[4], splat<V>(1.0f / 15), multiplyAdd(u[3], splat<V>(-16.0f / 15), even)) + u[0];
  to[1] = multiplyAdd(u[4], splat<V>(-2.0f / 15), multiplyAdd(u[3], splat<V>(-8.0f / 15), odd));
  to[2] = multiplyAdd(u[4], splat<V>(4.0f / 15), multiplyAdd(u[3], splat<V>(-4.0f / 15), even)) + u[5];
}

/**
 * Applies a transform from lines of `From` to lines of `To` to the columns of a square of vectors, then to its rows.
 * `read(row, column)` gives the square, `write(row, column, value)` takes the transformed one.
 */
template <class V, int From, int To, class Line, class Read, class Write>
INLINE void transformSquare(Line line, Read read, Write write) {
  V half[To][From];
  UNROLL for (int column = 0; column < From; column++) {
    V from[From], to[To];
    UNROLL for (int row = 0; row < From; row++) from[row] = read(row, column);
    line(from, to);
    UNROLL for (int row = 0; row < To; row++) half[row][column] = to[row];
  }
  UNROLL for (int row = 0; row < To; row++) {
    V to[To];
    line(half[row], to);
    UNROLL for (int column = 0; column < To; column++) write(row, column, to[column]);
  }
}

/** Bᵀ d B: an input tile, given its pixels' and rows' distances, to 36 points `pointBytes` apart. */
static void transformInput(Address tile, size_t rowBytes, size_t pixelBytes, Address points, size_t pointBytes) {
  eachVector(pixelBytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    transformSquare<V, 6, 6>(
      [](const V (&from)[6], V (&to)[6]) INLINED { inputLine(from, to); },
      [&](int row, int column) INLINED { return load<V>(tile + at + row * rowBytes + column * pixelBytes); },
      [&](int row, int column, V value) INLINED { store(points + at + (row * 6 + column) * pointBytes, value); }
    );
  });
}

/** dx += B m Bᵀ: the transpose of `transformInput`; tiles overlap. */
static void addInputGradient(Address points, size_t pointBytes, Address tile, size_t rowBytes, size_t pixelBytes) {
  eachVector(pixelBytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    transformSquare<V, 6, 6>(
      [](const V (&from)[6], V (&to)[6]) INLINED { inputLineTransposed(from, to); },
      [&](int row, int column) INLINED { return load<V>(points + at + (row * 6 + column) * pointBytes); },
      [&](int row, int column, V value) INLINED {
        const Address to = tile + at + row * rowBytes + column * pixelBytes;
        store(to, load<V>(to) + value);
      }
    );
  });
}

/** Aᵀ m A: 36 points to an output tile. */
static void transformOutput(Address points, size_t pointBytes, Address tile, size_t rowBytes, size_t pixelBytes) {
  eachVector(pixelBytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    transformSquare<V, 6, 4>(
      [](const V (&from)[6], V (&to)[4]) INLINED { outputLine(from, to); },
      [&](int row, int column) INLINED { return load<V>(points + at + (row * 6 + column) * pointBytes); },
      [&](int row, int column, V value) INLINED { store(tile + at + row * rowBytes + column * pixelBytes, value); }
    );
  });
}

/** A dy Aᵀ: the transpose of `transformOutput`. */
static void transformOutputGradient(Address tile, size_t rowBytes, size_t pixelBytes, Address points, size_t pointBytes) {
  eachVector(pixelBytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    transformSquare<V, 4, 6>(
      [](const V (&from)[4], V (&to)[6]) INLINED { outputLineTransposed(from, to); },
      [&](int row, int column) INLINED { return load<V>(tile + at + row * rowBytes + column * pixelBytes); },
      [&](int row, int column, V value) INLINED { store(points + at + (row * 6 + column) * pointBytes, value); }
    );
  });
}

} // namespace
