// Band-limited resampling: sound at one sample rate to the same sound at another, with nothing folded back above half the rate.

/** Zero crossings of the sinc on each side. With 64 the transition from passing to blocking takes a tenth of the band. */
const zeroCrossings = 64;
/** Kaiser's β: what lies above the band comes through weakened by 100 dB. */
const kaiserBeta = 10;
/** Where the filter has half its height, as a part of half the lower sample rate: it blocks all from there on. */
const rolloff = 0.95;
/** Values of the windowed sinc from one zero crossing to the next; between them it is interpolated linearly, to 1e-6 of its height. */
const tableDensity = 1024;

/**
 * `samples` at `fromRate`, at `toRate` (both in Hz, integers). Sample k of the result is the sound at k / toRate seconds; before and after the
 * recording there is silence. Frequencies up to 0.9 of half the lower rate pass unchanged (within 0.001 dB), those above half of it are weakened by
 * at least 90 dB. Equal rates give `samples` itself.
 *
 * Windowed-sinc interpolation from a table, as in J. O. Smith, "Digital Audio Resampling" (ccrma.stanford.edu/~jos/resample), which also bounds
 * the memory: the table does not grow with the ratio of the rates.
 */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return samples;
  // Going down, the sinc is as much wider and lower as the band is narrower.
  const scale = rolloff * Math.min(1, toRate / fromRate);
  const reach = zeroCrossings / scale;
  const filter = windowedSinc();
  const result = new Float32Array(Math.ceil((samples.length * toRate) / fromRate));
  for (let index = 0; index < result.length; index++) {
    const centre = (index * fromRate) / toRate;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let source = first; source <= last; source++) {
      sum += (samples[source] ?? 0) * interpolate(filter, Math.abs(source - centre) * scale * tableDensity);
    }
    result[index] = sum * scale;
  }
  return result;
}

function interpolate(values: Float64Array, position: number): number {
  const before = Math.floor(position);
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
