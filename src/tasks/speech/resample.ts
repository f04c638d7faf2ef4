// Band-limited resampling: sound at one sample rate to the same sound at another, with nothing folded back above half
// the rate.

/**
 * Zero crossings of the sinc on each side. With 64 the transition from passing to blocking takes a tenth of the band.
 */
const zeroCrossings = 64;
/** Kaiser's β: what lies above the band comes through weakened by 100 dB. */
const kaiserBeta = 10;
/** Where the filter has half its height, as a part of half the lower sample rate: it blocks all from there on. */
const rolloff = 0.95;
/**
 * Values of the windowed sinc from one zero crossing to the next; between them it is interpolated linearly, to 1e-6 of
 * its height.
 */
const tableDensity = 1024;

/**
 * `samples` at `fromRate`, at `toRate` (both in Hz, integers). Sample k of the result is the sound at k / toRate
 * seconds; before and after the recording there is silence. Frequencies up to 0.9 of half the lower rate pass unchanged
 * (within 0.001 dB), those above half of it are weakened by at least 90 dB. Equal rates give `samples` itself.
 *
 * Windowed-sinc interpolation from a table, as in J. O. Smith, "Digital Audio Resampling"
 * (ccrma.stanford.edu/~jos/resample), which also bounds the memory: the table does not grow with the ratio of the
 * rates.
 */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return samples;
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const [down, up] = [fromRate / divisor, toRate / divisor];
  const weightsAt = polyphaseFilter(down, up);
  const result = new Float32Array(Math.ceil((samples.length * up) / down));
  for (let index = 0; index < result.length; index++) {
    const { reach, weights } = weightsAt((index * down) % up);
    const first = Math.floor((index * down) / up) - reach;
    const last = Math.min(weights.length, samples.length - first);
    let sum = 0;
    for (let tap = Math.max(0, -first); tap < last; tap++) sum += (weights[tap] ?? 0) * (samples[first + tap] ?? 0);
    result[index] = sum;
  }
  return result;
}

/** Weights of the samples around a place between two of them: the first is for the one `reach` before. */
interface PhaseWeights {
  readonly reach: number;
  readonly weights: Float64Array;
}

/** Phases that are kept hold at most so many weights together; with more, they are computed at every sample. */
const mostKeptWeights = 2 ** 21;

/** The weights at `phase / up` of the way from one sample to the next. */
function polyphaseFilter(down: number, up: number): (phase: number) => PhaseWeights {
  const filter = windowedSinc();
  // Going down, the sinc is as much wider and lower as the band is narrower.
  const scale = rolloff * Math.min(1, up / down);
  const reach = Math.ceil(zeroCrossings / scale);
  const kept = new Map<number, PhaseWeights>();
  const keepsAll = up * (2 * reach + 2) <= mostKeptWeights;
  return (phase) => {
    const known = kept.get(phase);
    if (known !== undefined) return known;
    const weights = new Float64Array(2 * reach + 2);
    for (let tap = 0; tap < weights.length; tap++) {
      weights[tap] = scale * interpolate(filter, Math.abs(tap - reach - phase / up) * scale * tableDensity);
    }
    const made = { reach, weights };
    if (keepsAll) kept.set(phase, made);
    return made;
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** 0 beyond the end. */
function interpolate(values: Float64Array, position: number): number {
  const before = Math.floor(position);
  if (before + 1 >= values.length) return 0;
  const value = values[before] ?? 0;
  return value + ((values[before + 1] ?? 0) - value) * (position - before);
}

let madeFilter: Float64Array | undefined;

/** The filter from its middle to its end. Made when it is first asked for: few runs resample. */
function windowedSinc(): Float64Array {
  madeFilter ??= Float64Array.from({ length: zeroCrossings * tableDensity + 1 }, (_, index) => {
    const distance = index / tableDensity;
    return sinc(distance) * kaiserWindow(distance / zeroCrossings);
  });
  return madeFilter;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Kaiser's window at `x` in [0, 1] from its middle to its end. */
function kaiserWindow(x: number): number {
  return besselI0(kaiserBeta * Math.sqrt(Math.max(0, 1 - x * x))) / besselI0(kaiserBeta);
}

/** The modified Bessel function of order 0, by its power series, to the last bit of a double for the arguments here. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
