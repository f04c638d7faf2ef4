// Arithmetic on vectors of eight floats, and of sixteen where the processor has them: the compiler's vector extensions,
// which become whatever instructions there are. Only correctly rounded operations, in the order of the WebAssembly
// kernels, so that every width and every machine give the same bits.

#pragma once

#include "platform.h"

namespace {

template <int Lanes> struct Vectors {
  typedef float Floats __attribute__((vector_size(Lanes * 4)));
  typedef int32_t Integers __attribute__((vector_size(Lanes * 4)));
  typedef uint32_t Words __attribute__((vector_size(Lanes * 4)));
};

/** A panel's row: the narrowest vector that kernels work on. */
using Eight = Vectors<8>::Floats;
/** The widest vector that pays here. */
#if defined(__AVX512F__)
using Widest = Vectors<16>::Floats;
#else
using Widest = Eight;
#endif

template <class V> constexpr int lanesOf = sizeof(V) / 4;
template <class V> using IntegersOf = typename Vectors<lanesOf<V>>::Integers;
template <class V> using WordsOf = typename Vectors<lanesOf<V>>::Words;

/** Columns of a panel, and bytes of its row. */
constexpr int PANEL = 8;
constexpr size_t PANEL_ROW = PANEL * 4;

// A vector that stands anywhere.
template <class V> struct __attribute__((packed)) Anywhere { V value; };

template <class V> INLINE V load(Address at) { return reinterpret_cast<const Anywhere<V> *>(at)->value; }
template <class V> INLINE void store(Address at, V value) { reinterpret_cast<Anywhere<V> *>(at)->value = value; }

/** Every lane x. Compilers fold x - 0 to a broadcast, but not x + 0, which is another number for -0. */
template <class V> INLINE V splat(float x) { return x - V{}; }

/** a · b + c, rounded once in the family of fused products, else twice. No compiler may choose: it is written out. */
template <class V> INLINE V multiplyAdd(V a, V b, V c) {
#if !defined(FUSED_PRODUCTS)
  return a * b + c;
#elif defined(__clang__)
  return __builtin_elementwise_fma(a, b, c);
#else
  V sums{};
  UNROLL for (int lane = 0; lane < lanesOf<V>; lane++) sums[lane] = __builtin_fmaf(a[lane], b[lane], c[lane]);
  return sums;
#endif
}

/**
 * x · b + c for the number x at `at`. With AVX-512 the product reads it itself: spread over a register first, it would
 * take a turn of the units that add, and a fifth of the speed where each is used for few products.
 */
template <class V> INLINE V multiplyAddAt(const char *at, V b, V c) {
#if defined(__AVX512F__)
  if constexpr (lanesOf<V> == 16) {
    const float &x = *reinterpret_cast<const float *>(at);
#if defined(FUSED_PRODUCTS)
    asm("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(c) : "v"(b), "m"(x));
    return c;
#else
    V product;
    asm("vmulps %2%{1to16%}, %1, %0" : "=v"(product) : "v"(b), "m"(x));
    return product + c;
#endif
  }
#endif
  return multiplyAdd(splat<V>(floatAt(at)), b, c);
}

/** `a` where the mask is all ones, `b` where it is 0. */
template <class V> INLINE V select(IntegersOf<V> mask, V a, V b) {
  return reinterpret_cast<V>((reinterpret_cast<IntegersOf<V>>(a) & mask) | (reinterpret_cast<IntegersOf<V>>(b) & ~mask));
}

/** `a` where the mask is all ones, else 0. */
template <class V> INLINE V keep(V a, IntegersOf<V> mask) {
  return reinterpret_cast<V>(reinterpret_cast<IntegersOf<V>>(a) & mask);
}

/** The larger one; `x` where it is not a number. */
template <class V> INLINE V larger(V x, V bound) { return x < bound ? bound : x; }

/** -bound … bound, not a number where x is not. */
template <class V> INLINE V limit(V x, float bound) {
  const V most = splat<V>(bound);
  return larger(most < x ? most : x, splat<V>(-bound));
}

template <class V> INLINE V squareRoot(V x) {
  V roots{};
  UNROLL for (int lane = 0; lane < lanesOf<V>; lane++) roots[lane] = __builtin_sqrtf(x[lane]);
  return roots;
}

/** 1 / √(variance + epsilon) */
template <class V> INLINE V inverseDeviation(V variance, float epsilon) {
  return splat<V>(1) / squareRoot(variance + epsilon);
}

/** Hyperbolic tangent: see `vector.ts` of the WebAssembly kernels. */
template <class V> INLINE V hyperbolicTangent(V value) {
  const V x = limit(value, 9), square = x * x;
  V numerator = multiplyAdd(square, splat<V>(1.3358206985003562e-8), splat<V>(2.061191298707854e-5));
  numerator = multiplyAdd(numerator, square, splat<V>(0.003495772136375308));
  numerator = multiplyAdd(numerator, square, splat<V>(0.1338118463754654));
  numerator = multiplyAdd(numerator, square, splat<V>(1));
  V denominator = multiplyAdd(square, splat<V>(7.778089070598071e-7), splat<V>(3.2859272323548794e-4));
  denominator = multiplyAdd(denominator, square, splat<V>(0.025877695530653));
  denominator = multiplyAdd(denominator, square, splat<V>(0.46714499592781067));
  denominator = multiplyAdd(denominator, square, splat<V>(1));
  return limit(numerator * x / denominator, 1);
}

// 2^n for -126 ≤ n ≤ 127.
template <class V> INLINE V powerOfTwo(IntegersOf<V> n) { return reinterpret_cast<V>((n + 127) << 23); }

/** exp(x) for x ≤ 0: see `vector.ts` of the WebAssembly kernels. */
template <class V> INLINE V exponentialOfNegative(V value) {
  const V x = larger(value, splat<V>(-104));
  // Added to 1.5 · 2^23, a number of this size is rounded to a whole one, which then stands in the lowest bits.
  const V shifted = x * 1.4426950408889634f + 12582912.0f;
  const V n = shifted - 12582912.0f;
  const IntegersOf<V> exponent = reinterpret_cast<IntegersOf<V>>(shifted) - 0x4b400000;
  // ln 2 in two parts: n times the first one is exact.
  V r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  V polynomial = multiplyAdd(r, splat<V>(1.9875691500e-4), splat<V>(1.3981999507e-3));
  polynomial = multiplyAdd(polynomial, r, splat<V>(8.3334519073e-3));
  polynomial = multiplyAdd(polynomial, r, splat<V>(4.1665795894e-2));
  polynomial = multiplyAdd(polynomial, r, splat<V>(1.6666665459e-1));
  polynomial = multiplyAdd(polynomial, r, splat<V>(5.0000001201e-1));
  polynomial = multiplyAdd(polynomial, r * r, r) + 1.0f;
  const IntegersOf<V> half = exponent >> 1;
  return polynomial * powerOfTwo<V>(half) * powerOfTwo<V>(exponent - half);
}

/** Logistic function 1 / (1 + exp(-x)). */
template <class V> INLINE V logistic(V x) {
  const V magnitude = reinterpret_cast<V>(reinterpret_cast<IntegersOf<V>>(x) & 0x7fffffff);
  const V small = exponentialOfNegative(-magnitude);
  return select<V>(x < V{}, small, splat<V>(1)) / (1.0f + small);
}

/**
 * Calls `body` for every place of a row of `bytes` bytes, a multiple of a panel's row: with a vector of the width to work
 * in, and the place.
 */
template <class Body> INLINE void eachVector(size_t bytes, Body body) {
  size_t at = 0;
  for (; at + sizeof(Widest) <= bytes; at += sizeof(Widest)) body(Widest{}, at);
  if constexpr (sizeof(Widest) > PANEL_ROW) {
    if (at < bytes) body(Eight{}, at);
  }
}

/** Sets a multiple of four bytes to 0. */
INLINE void clear(Address to, size_t bytes) {
  size_t at = 0;
  for (; at + sizeof(Widest) <= bytes; at += sizeof(Widest)) store(to + at, Widest{});
  for (; at < bytes; at += 4) putFloat(to + at, 0);
}

/** Copies a multiple of four bytes to where none of them stands. */
INLINE void copy(Address to, const char *from, size_t bytes) {
  size_t at = 0;
  for (; at + sizeof(Widest) <= bytes; at += sizeof(Widest)) store(to + at, load<Widest>(const_cast<Address>(from) + at));
  for (; at < bytes; at += 4) putFloat(to + at, floatAt(from + at));
}

/** `count` vectors side by side. */
template <class V, int Count> struct Columns {
  static constexpr int COUNT = Count;
  using Vector = V;
};

/** Calls `body` for columns of a row of `bytes` bytes: with how many vectors to work on side by side, and the place. */
template <class Body> INLINE void eachColumns(size_t bytes, Body body) {
  size_t at = 0;
  for (; at + 4 * sizeof(Widest) <= bytes; at += 4 * sizeof(Widest)) body(Columns<Widest, 4>{}, at);
  for (; at + 2 * sizeof(Widest) <= bytes; at += 2 * sizeof(Widest)) body(Columns<Widest, 2>{}, at);
  for (; at + sizeof(Widest) <= bytes; at += sizeof(Widest)) body(Columns<Widest, 1>{}, at);
  if constexpr (sizeof(Widest) > PANEL_ROW) {
    if (at < bytes) body(Columns<Eight, 1>{}, at);
  }
}

} // namespace
