// Digests of samples, and of the classes that they form.

import { createHash, hash } from 'node:crypto';

/** SHA-256, cut to so many bytes: enough that no two samples of any data set are taken for each other. */
export const sampleDigestBytes = 16;

/** The digest of one sample. */
export function digestOfSample(sample: Uint8Array): Uint8Array {
  return hash('sha256', sample, 'buffer').subarray(0, sampleDigestBytes);
}

/** Of `count` samples of equal size that stand one after another, their digests, one after another. */
export function digestsOfSamples(samples: Uint8Array, count: number): Uint8Array {
  const digests = new Uint8Array(count * sampleDigestBytes);
  const size = samples.length / Math.max(1, count);
  for (let sample = 0; sample < count; sample++) {
    digests.set(digestOfSample(samples.subarray(sample * size, (sample + 1) * size)), sample * sampleDigestBytes);
  }
  return digests;
}

/** Of a class: of its samples, by their numbers in `digests`, in their order; 32 hexadecimal digits. */
export function digestOfClass(samples: readonly number[], digests: Uint8Array): string {
  const whole = createHash('sha256');
  for (const sample of samples) {
    whole.update(digests.subarray(sample * sampleDigestBytes, (sample + 1) * sampleDigestBytes));
  }
  return whole.digest('hex').slice(0, 2 * sampleDigestBytes);
}

/** Of a class of texts. */
export function digestOfTexts(texts: readonly string[]): string {
  const whole = createHash('sha256');
  for (const text of texts) whole.update(digestOfSample(Buffer.from(text)));
  return whole.digest('hex').slice(0, 2 * sampleDigestBytes);
}
