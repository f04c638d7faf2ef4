// Manifests as they stand in the index: of each run what is otherwise than in another one's, whole only where nothing of
// its kind was written before.

import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../manifest.ts';
import { readPart } from './keptLines.ts';

/** More kinds of runs than a folder of any use has. */
const mostBases = 50;

interface Base {
  readonly number: number;
  readonly manifest: Manifest;
  readonly values: ReadonlyMap<string, unknown>;
}

/** The manifests of lines that are to be written, as JSON. */
export class ManifestsWriter {
  readonly #bases = new Map<string, Base>();

  /** What the manifests of the lines so far refer to, in its order. */
  get bases(): readonly string[] {
    return Array.from(this.#bases.values(), ({ manifest }) => JSON.stringify(manifest));
  }

  write(manifest: Manifest): string {
    const { taskKind, algorithmKind, versions, backend } = manifest;
    const kind = JSON.stringify([taskKind, algorithmKind, versions, backend]);
    const base = this.#bases.get(kind) ?? this.#newBase(kind, manifest);
    if (base === undefined) return JSON.stringify([-1, manifest]);
    const changed = changesFrom(base.values, manifest);
    return JSON.stringify(changed === undefined ? [-1, manifest] : [base.number, changed]);
  }

  #newBase(kind: string, manifest: Manifest) {
    if (this.#bases.size >= mostBases) return undefined;
    const base = { number: this.#bases.size, manifest, values: new Map<string, unknown>(Object.entries(manifest)) };
    this.#bases.set(kind, base);
    return base;
  }
}

/** What is otherwise than in a base; undefined where that cannot be said. */
function changesFrom(base: Base['values'], manifest: Readonly<Record<string, unknown>>): object | undefined {
  const changed: Record<string, unknown> = {};
  let keys = 0;
  for (const key in manifest) {
    keys++;
    const [value, known] = [manifest[key], base.get(key)];
    // What kinds of runs have in common is one thing in memory, too: most is not looked into.
    if (value === known || isDeepStrictEqual(value, known)) continue;
    // What is undefined JSON cannot say.
    if (value === undefined) return undefined;
    changed[key] = value;
  }
  return keys === base.size ? changed : undefined;
}

/** The manifests of lines that were read. What they have in common they share in memory, too. */
export class ManifestsOfLines {
  readonly #bases: readonly string[];
  readonly #read = new Map<number, object>();

  constructor(bases: readonly string[]) {
    this.#bases = bases;
  }

  /** Undefined where it is not what it should be. */
  read(json: string): Manifest | undefined {
    const part = readPart(json);
    if (!Array.isArray(part)) return undefined;
    const [number, said]: readonly unknown[] = part;
    if (typeof number !== 'number' || !isObject(said)) return undefined;
    const base = number === -1 ? {} : this.#baseOf(number);
    // Assigned to a copy of what is the same: spread beside it, ten thousand of them take six times as long.
    const manifest: unknown = base && Object.assign({ ...base }, said);
    return isManifest(manifest) ? manifest : undefined;
  }

  #baseOf(number: number): object | undefined {
    const known = this.#read.get(number);
    if (known !== undefined) return known;
    const base = readPart(this.#bases[number] ?? '');
    if (!isObject(base)) return undefined;
    this.#read.set(number, base);
    return base;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What this user's same version of Reptile Lab has sealed was looked at by the manifest's schema before, which takes
 * longer than all the rest.
 */
function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const { formatVersion, id, name, state, createdAt }: Partial<Record<keyof Manifest, unknown>> = value;
  return formatVersion === 1 && [id, name, state, createdAt].every((text) => typeof text === 'string');
}
