// Sounds of one length from recordings of any: silence cut off at both ends, then padded or cropped.

export type Padding = 'end' | 'centre';
export type Cropping = 'start' | 'centre' | 'loudest';

/**
 * `samples` in a sound of exactly `length` samples. A shorter one is followed by silence (`end`) or has it on both
 * sides (`centre`, the odd sample after it). Of a longer one the `start`, the `centre` or the `loudest` stretch
 * remains: the earliest one of the greatest energy.
 */
export function fitLength(samples: Float32Array, length: number, pad: Padding, crop: Cropping): Float32Array {
  if (samples.length <= length) {
    const fitted = new Float32Array(length);
    fitted.set(samples, pad === 'end' ? 0 : Math.floor((length - samples.length) / 2));
    return fitted;
  }
  const start = cropStart(samples, length, crop);
  return samples.slice(start, start + length);
}

function cropStart(samples: Float32Array, length: number, crop: Cropping): number {
  switch (crop) {
    case 'start':
      return 0;
    case 'centre':
      return Math.floor((samples.length - length) / 2);
    case 'loudest':
      return loudestStretch(samples, length);
  }
}

function loudestStretch(samples: Float32Array, length: number): number {
  const energyAt = (index: number) => (samples[index] ?? 0) ** 2;
  let energy = 0;
  for (let index = 0; index < length; index++) energy += energyAt(index);
  let loudest = { start: 0, energy };
  for (let start = 1; start + length <= samples.length; start++) {
    energy += energyAt(start + length - 1) - energyAt(start - 1);
    // Sums that differ by rounding alone, as where silence enters and leaves, must not move the stretch.
    if (energy > loudest.energy * (1 + 1e-9)) loudest = { start, energy };
  }
  return loudest.start;
}

/**
 * `samples` without the silence at both ends: without the blocks of 10 ms whose power lies more than `decibels` below
 * that of the loudest one. A recording that is silent throughout stays whole.
 */
export function trimSilence(samples: Float32Array, sampleRate: number, decibels: number): Float32Array {
  const blockLength = Math.max(1, Math.round(sampleRate / 100));
  const powers = Array.from({ length: Math.ceil(samples.length / blockLength) }, (_, block) => {
    const values = samples.subarray(block * blockLength, (block + 1) * blockLength);
    return values.reduce((sum, value) => sum + value * value, 0) / values.length;
  });
  const threshold = powers.reduce((most, power) => Math.max(most, power), 0) * 10 ** (-decibels / 10);
  if (threshold === 0) return samples;
  const first = powers.findIndex((power) => power >= threshold);
  const last = powers.findLastIndex((power) => power >= threshold);
  return samples.subarray(first * blockLength, Math.min(samples.length, (last + 1) * blockLength));
}
