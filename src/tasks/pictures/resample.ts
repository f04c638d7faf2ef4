// Resizing as Pillow does it, bit by bit: separable filters that widen with the reduction, so that no detail becomes a
// moiré.
//
// Source: Pillow's `src/libImaging/Resample.c`, 8 bits per channel: weights in fixed point, rows first, then columns,
// rounded to bytes in between.

export type Resampling = 'nearest' | 'area' | 'bilinear' | 'bicubic';

/** A picture or a rectangle of it: `data` is [height, width, channels]. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

interface Filter {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

const filters: Readonly<Record<Exclude<Resampling, 'nearest'>, Filter>> = {
  area: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: cubic },
};

/** Keys' cubic convolution with a = -0.5. */
function cubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

/** The raster at `size` × `size`; proportions are not kept. */
export function resize(raster: Raster, size: number, resampling: Resampling): Uint8Array {
  if (raster.width === size && raster.height === size) return raster.data;
  if (resampling === 'nearest') return pickNearest(raster, size);
  const filter = filters[resampling];
  const narrow = raster.width === size ? raster : resampleRows(raster, size, filter);
  return narrow.height === size ? narrow.data : resampleColumns(narrow, size, filter);
}

/** Pixel i shows the source pixel that its middle lies in. */
function pickNearest({ width, height, channels, data }: Raster, size: number): Uint8Array {
  const target = new Uint8Array(size * size * channels);
  const middle = (index: number, from: number) => Math.floor(((index + 0.5) * from) / size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const source = (middle(row, height) * width + middle(column, width)) * channels;
      for (let channel = 0; channel < channels; channel++) {
        target[(row * size + column) * channels + channel] = data[source + channel] ?? 0;
      }
    }
  }
  return target;
}

/** The source cells that a target cell is a weighted mean of. */
interface Window {
  readonly first: number;
  /** In units of 2⁻²². */
  readonly weights: Int32Array;
}

const precisionBits = 22;

function windowsFor(from: number, to: number, { support, weight }: Filter): Window[] {
  const scale = from / to;
  const widening = Math.max(1, scale);
  const reach = support * widening;
  return Array.from({ length: to }, (_, index) => {
    const center = (index + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - reach + 0.5));
    const last = Math.min(from, Math.trunc(center + reach + 0.5));
    const weights = Float64Array.from({ length: last - first }, (_, cell) =>
      weight((cell + first - center + 0.5) / widening),
    );
    const sum = weights.reduce((total, value) => total + value, 0);
    const fixed = Int32Array.from(weights, (value) => {
      const units = (sum === 0 ? value : value / sum) * 2 ** precisionBits;
      return Math.trunc(units < 0 ? units - 0.5 : units + 0.5);
    });
    return { first, weights: fixed };
  });
}

function resampleRows({ width, height, channels, data }: Raster, size: number, filter: Filter): Raster {
  const target = new Uint8Array(size * height * channels);
  windowsFor(width, size, filter).forEach(({ first, weights }, column) => {
    for (let row = 0; row < height; row++) {
      for (let channel = 0; channel < channels; channel++) {
        const start = (row * width + first) * channels + channel;
        target[(row * size + column) * channels + channel] = weightedMean(data, start, channels, weights);
      }
    }
  });
  return { width: size, height, channels, data: target };
}

function resampleColumns({ width, height, channels, data }: Raster, size: number, filter: Filter): Uint8Array {
  const stride = width * channels;
  const target = new Uint8Array(stride * size);
  windowsFor(height, size, filter).forEach(({ first, weights }, row) => {
    for (let cell = 0; cell < stride; cell++) {
      target[row * stride + cell] = weightedMean(data, first * stride + cell, stride, weights);
    }
  });
  return target;
}

/** The sum fits into 32 bits as long as weights do not overshoot by more than the filters here do. */
function weightedMean(data: Uint8Array, start: number, stride: number, weights: Int32Array): number {
  let sum = 1 << (precisionBits - 1);
  let position = start;
  for (let index = 0; index < weights.length; index++) {
    sum += (data[position] ?? 0) * (weights[index] ?? 0);
    position += stride;
  }
  const mean = sum >> precisionBits;
  return mean < 0 ? 0 : mean > 255 ? 255 : mean;
}
