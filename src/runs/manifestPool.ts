// Manifests of thousands of runs in memory: what a run's says as another's of its kind does, the two share.

import { isDeepStrictEqual } from 'node:util';
import { type Manifest, manifestSchema } from './manifest.ts';

/** More kinds of runs than a folder of any use has. */
const mostSamples = 50;

const keys = manifestSchema.keyof().options;

export class ManifestPool {
  readonly #samples = new Map<string, Manifest>();

  /** Takes the place of what the manifest, which nobody else has yet, says as another does; the same manifest. */
  share(manifest: Manifest): Manifest {
    const { taskKind, algorithmKind, backend, experimentPath } = manifest;
    const kind = JSON.stringify([taskKind, algorithmKind, backend, experimentPath]);
    const sample = this.#samples.get(kind);
    if (sample !== undefined) for (const key of keys) sharePart(manifest, sample, key);
    else if (this.#samples.size < mostSamples) this.#samples.set(kind, manifest);
    return manifest;
  }
}

function sharePart<Key extends keyof Manifest>(manifest: Manifest, sample: Manifest, key: Key): void {
  const own = manifest[key];
  const other = sample[key];
  if (own === other ? typeof own === 'string' : isObject(own) && isDeepStrictEqual(own, other)) manifest[key] = other;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
