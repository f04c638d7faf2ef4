// The meta-update value by value, over blocks: a module of its own, since every engine's runs take it. `count` is rounded
// up to a multiple of 4, for which there is room. Float32 operations are rounded once each, and what stands in float64
// between them is as JavaScript computes it.

/** First byte that the host may use. */
export function updateSpaceStart(): usize {
  return __heap_base;
}

/** departures ← departures + (θᵢ − θ), in float32 */
export function addDeparture(count: i32, departures: usize, thetaI: usize, theta: usize): void {
  const end = departures + <usize>count * 4;
  for (; departures < end; departures += 16, thetaI += 16, theta += 16) {
    const departure = f32x4.sub(v128.load(thetaI), v128.load(theta));
    v128.store(departures, f32x4.add(v128.load(departures), departure));
  }
}

/**
 * θ ← θ + ε · (share · (departures + (θᵢ − θ))): products of a float64 and a float32, rounded to float32. The last task's
 * departure is added on the way.
 */
export function interpolateTowards(
  count: i32,
  theta: usize,
  departures: usize,
  thetaI: usize,
  epsilon: f64,
  share: f64,
): void {
  const end = theta + <usize>count * 4;
  for (; theta < end; theta += 16, departures += 16, thetaI += 16) {
    const start = v128.load(theta);
    const sum = f32x4.add(v128.load(departures), f32x4.sub(v128.load(thetaI), start));
    const step = scale(epsilon, share == 1 ? sum : scale(share, sum));
    v128.store(theta, f32x4.add(start, step));
  }
}

// @ts-ignore: decorator
@inline
function scale(factor: f64, values: v128): v128 {
  const factors = f64x2.splat(factor);
  const low = f32x4.demote_f64x2_zero(f64x2.mul(factors, f64x2.promote_low_f32x4(values)));
  const high = f32x4.demote_f64x2_zero(f64x2.mul(factors, f64x2.promote_low_f32x4(highHalf(values))));
  return i64x2.shuffle(low, high, 0, 2);
}

// @ts-ignore: decorator
@inline
function highHalf(values: v128): v128 {
  return i64x2.shuffle(values, values, 1, 1);
}

/** carried ← values, which widens them to float64 */
export function beginCarrying(count: i32, carried: usize, values: usize): void {
  const end = values + <usize>count * 4;
  for (; values < end; values += 16, carried += 32) {
    const four = v128.load(values);
    v128.store(carried, f64x2.promote_low_f32x4(four));
    v128.store(carried, f64x2.promote_low_f32x4(highHalf(four)), 16);
  }
}

/**
 * carried ← decay · carried + at least least of (own − decay · before), in float64: what a task added to moments that
 * it began with
 */
export function carry(count: i32, carried: usize, own: usize, before: usize, decay: f64, least: f64): void {
  const decays = f64x2.splat(decay), leasts = f64x2.splat(least);
  const end = own + <usize>count * 4;
  for (; own < end; own += 16, before += 16, carried += 32) {
    const ownFour = v128.load(own), beforeFour = v128.load(before);
    carryTwo(carried, ownFour, beforeFour, decays, leasts);
    carryTwo(carried + 16, highHalf(ownFour), highHalf(beforeFour), decays, leasts);
  }
}

// @ts-ignore: decorator
@inline
function carryTwo(carried: usize, own: v128, before: v128, decays: v128, leasts: v128): void {
  const added = f64x2.sub(f64x2.promote_low_f32x4(own), f64x2.mul(decays, f64x2.promote_low_f32x4(before)));
  v128.store(carried, f64x2.add(f64x2.mul(decays, v128.load(carried)), f64x2.max(leasts, added)));
}

/** values ← carried, rounded to float32 */
export function endCarrying(count: i32, carried: usize, values: usize): void {
  const end = values + <usize>count * 4;
  for (; values < end; values += 16, carried += 32) {
    const low = f32x4.demote_f64x2_zero(v128.load(carried));
    const high = f32x4.demote_f64x2_zero(v128.load(carried, 16));
    v128.store(values, i64x2.shuffle(low, high, 0, 2));
  }
}

/** Σ (a − b)² in float64, as four sums of every fourth value. Values past `count` are equal in both. */
export function sumOfSquaredDifferences(count: i32, a: usize, b: usize): f64 {
  let even = f64x2.splat(0), odd = f64x2.splat(0);
  const end = a + <usize>count * 4;
  for (; a < end; a += 16, b += 16) {
    const fourOfA = v128.load(a), fourOfB = v128.load(b);
    const low = f64x2.sub(f64x2.promote_low_f32x4(fourOfA), f64x2.promote_low_f32x4(fourOfB));
    const high = f64x2.sub(f64x2.promote_low_f32x4(highHalf(fourOfA)), f64x2.promote_low_f32x4(highHalf(fourOfB)));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
  }
  const sums = f64x2.add(even, odd);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}
