// Arithmetic on four floats at a time. Only correctly rounded operations, so that every machine gives the same bits; but for the
// one of relaxed SIMD, in the variants that are built with it.

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
 * Hyperbolic tangent: an odd rational function of degree 9/8, fitted for least relative error on |x| ≤ 9, beyond which tanh is 1
 * in float32. Relative error below 3.5e-7.
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

/** The larger one; `x` where it is not a number. Unlike `f32x4.max`, which orders -0 and 0, this is a single instruction. */
// @ts-ignore: decorator
@inline
export function larger(x: v128, bound: v128): v128 {
  return f32x4.pmax(x, bound);
}

// -bound … bound, not a number where x is not.
// @ts-ignore: decorator
@inline
function limit(x: v128, bound: f32): v128 {
  return larger(f32x4.pmin(x, f32x4.splat(bound)), f32x4.splat(-bound));
}
