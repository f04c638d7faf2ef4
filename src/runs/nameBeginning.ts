// What a run began with, and on which data, in the few characters that tell it from others: two runs with the same
// settings are runs of one experiment only where these are the same, too.

import type { Manifest } from './manifest.ts';

const digits = 8;

/** `RUN@20000`, `weights.npz (3f2a91c0)`; undefined for random parameters. */
export function nameBeginning({ initializedFrom }: Pick<Manifest, 'initializedFrom'>): string | undefined {
  if (initializedFrom === null) return undefined;
  const { run, iteration, parametersSha256, fileSha256 } = initializedFrom;
  return fileSha256 === undefined ? `${run}@${iteration}` : `${run} (${parametersSha256.slice(0, digits)})`;
}

/**
 * Of the classes on both sides and what they hold, and of where they were changed under the run: `3f2a91c0, changed at
 * 500`; undefined where there are none, or nobody knows.
 */
export function nameData({
  splitDigest,
  dataChanges,
}: Pick<Manifest, 'splitDigest' | 'dataChanges'>): string | undefined {
  if (splitDigest === null) return undefined;
  const changes = dataChanges.map(({ iteration }) => `, changed at ${iteration}`);
  return [splitDigest.slice(0, digits), ...changes].join('');
}
