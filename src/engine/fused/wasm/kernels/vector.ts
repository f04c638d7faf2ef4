// Arithmetic on four floats at a time. Only correctly rounded operations, so that every machine gives the same bits;
// but for the one of relaxed SIMD, in the variants that are built with it.

/** a · b + c, rounded twice; with relaxed SIMD once where the processor can. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Four zeros. */
// @ts-ignore: decorator
@inline
export function zeros(): v128 {
  return f32x4.splat(0);
}

/**
 * Hyperbolic tangent: an odd rational function of degree 9/8, fitted for least relative error on |x| ≤ 9, beyond which
 * tanh is 1 in float32. Relative error below 3.5e-7.
 */
// @ts-ignore: decorator
@inline
export function tanh(value: v128): v128 {
  const x = limit(value, 9);
  const square = f32x4.mul(x, x);
  let numerator = multiplyAdd(square, f32x4.splat(1.3358206985003562e-8), f32x4.splat(2.061191298707854e-5));
  numerator = multiplyAdd(numerator, square, f32x4.splat(0.003495772136375308));
  numerator = multiplyAdd(numerator, square, f32x4.splat(0.1338118463754654));
  numerator = multiplyAdd(numerator, square, f32x4.splat(1));
  let denominator = multiplyAdd(square, f32x4.splat(7.778089070598071e-7), f32x4.splat(3.2859272323548794e-4));
  denominator = multiplyAdd(denominator, square, f32x4.splat(0.025877695530653));
  denominator = multiplyAdd(denominator, square, f32x4.splat(0.46714499592781067));
  denominator = multiplyAdd(denominator, square, f32x4.splat(1));
  return limit(f32x4.div(f32x4.mul(numerator, x), denominator), 1);
}

/**
 * Logistic function 1 / (1 + exp(-x)), within 3 units in the last place, subnormal results included. exp(-|x|) never
 * overflows, and divided by 1 + exp(-|x|) it keeps its relative accuracy where the result is small.
 */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const small = exponential(f32x4.neg(f32x4.abs(x)));
  const one = f32x4.splat(1);
  return f32x4.div(v128.bitselect(small, one, f32x4.lt(x, zeros())), f32x4.add(one, small));
}

/**
 * exp(x) for x ≤ 0, within 2 units in the last place: 2^n · exp(r) with |r| ≤ ln 2 / 2, by Cephes' polynomial of degree
 * 7. Below -104 it is 0 in float32. Two factors make up 2^n, so that subnormal results are reached without a subnormal
 * factor.
 */
// @ts-ignore: decorator
@inline
function exponential(value: v128): v128 {
  const x = larger(value, f32x4.splat(-104));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts: n times the first one is exact.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let polynomial = multiplyAdd(r, f32x4.splat(1.9875691500e-4), f32x4.splat(1.3981999507e-3));
  polynomial = multiplyAdd(polynomial, r, f32x4.splat(8.3334519073e-3));
  polynomial = multiplyAdd(polynomial, r, f32x4.splat(4.1665795894e-2));
  polynomial = multiplyAdd(polynomial, r, f32x4.splat(1.6666665459e-1));
  polynomial = multiplyAdd(polynomial, r, f32x4.splat(5.0000001201e-1));
  polynomial = f32x4.add(multiplyAdd(polynomial, f32x4.mul(r, r), r), f32x4.splat(1));
  const exponent = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(polynomial, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

// 2^n for -126 ≤ n ≤ 127.
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * The larger one; `x` where it is not a number. Unlike `f32x4.max`, which orders -0 and 0, this is a single
 * instruction.
 */
// @ts-ignore: decorator
@inline
export function larger(x: v128, bound: v128): v128 {
  return f32x4.pmax(x, bound);
}

/** -bound … bound, not a number where x is not. */
// @ts-ignore: decorator
@inline
export function limit(x: v128, bound: f32): v128 {
  return larger(f32x4.pmin(x, f32x4.splat(bound)), f32x4.splat(-bound));
}
