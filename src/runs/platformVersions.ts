// What computes a run's numbers.

import type { Manifest } from './manifest.ts';

/**
 * What the calling process runs on: the numbers of a run are made by its trainer, not by the process that made the run.
 */
export function platformVersions(): Omit<Manifest['versions'], 'reptileLab'> {
  const { node, v8 } = process.versions;
  return { node, v8, platform: `${process.platform}-${process.arch}` };
}
