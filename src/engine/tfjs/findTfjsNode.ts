// Finds tfjs-node without loading it: the first place that holds the whole package, its native part included.

import { type Dir, existsSync, opendirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { readBoundedTextSync } from '../../base/boundedFile.ts';
import type { WhyMissing } from '../engineReason.ts';
import { type TfjsNodePlace, tensorflowVariable } from './tfjsNodePlaces.ts';

export interface TfjsNodeInstallation extends TfjsNodePlace {
  /** Of the package, for instance `4.22.0`. */
  readonly version: string;
}

export type TfjsNodeSearch =
  | { readonly kind: 'found'; readonly installation: TfjsNodeInstallation }
  | {
      readonly kind: 'missing';
      /** Places where the package is, but not the native library that its installation downloads. */
      readonly incomplete: readonly TfjsNodePlace[];
      /** A folder that the person named and that does not hold the package. */
      readonly misnamed: TfjsNodePlace | undefined;
    };

/** @param places as `tfjsNodePlaces` gives them; the first that holds tfjs-node wins */
export function findTfjsNode(places: readonly TfjsNodePlace[]): TfjsNodeSearch {
  const incomplete: TfjsNodePlace[] = [];
  let misnamed: TfjsNodePlace | undefined;
  for (const place of places) {
    const version = packageVersion(place.folder);
    if (version === undefined) {
      if (place.origin === 'environment') misnamed = place;
      continue;
    }
    if (hasNativePart(place.folder)) return { kind: 'found', installation: { ...place, version } };
    incomplete.push(place);
  }
  return { kind: 'missing', incomplete, misnamed };
}

type Missing = Extract<TfjsNodeSearch, { kind: 'missing' }>;

/** Why tfjs-node cannot be used and how to get it, in sentences. */
export function describeMissing(search: Missing, environment: Readonly<NodeJS.ProcessEnv> = process.env): string {
  const reason = whyMissing(search, environment);
  switch (reason.why) {
    case 'off':
      return `tfjs-node is not looked for, because ${reason.variable} is off. Unset that variable.`;
    case 'misnamed':
      return `${reason.variable} names ${reason.folder}, whose node_modules does not hold @tensorflow/tfjs-node. ${howToInstall}`;
    case 'incomplete':
      return `tfjs-node in ${reason.folder} is incomplete: its native library was not downloaded. ${howToInstall}`;
    case 'absent':
      return `tfjs-node is not installed. ${howToInstall}`;
  }
}

export function whyMissing(
  { incomplete, misnamed }: Missing,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): WhyMissing {
  if (isSwitchedOff(environment)) return { why: 'off', variable: tensorflowVariable };
  if (misnamed !== undefined) return { why: 'misnamed', variable: tensorflowVariable, folder: misnamed.folder };
  const [broken] = incomplete;
  return broken === undefined ? { why: 'absent' } : { why: 'incomplete', folder: broken.folder };
}

function isSwitchedOff(environment: Readonly<NodeJS.ProcessEnv>): boolean {
  return environment[tensorflowVariable] === 'off';
}

export const howToInstall =
  'Install it with “Reptile: Install TensorFlow Backend” in the editor or “reptile-lab tensorflow install” in a terminal.';

export const howToDoWithout = 'Or choose another engine.backend: fused needs no installation.';

const packageJson = z.object({ version: z.string().max(100) });
/** Of the package it has three kilobytes. */
const mostPackageJsonBytes = 65_536;
/** There is one folder for each version of Node's stable native interface, of which there are about ten. */
const mostVersions = 1000;

function packageVersion(folder: string): string | undefined {
  const file = path.join(packageFolder(folder), 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    // Package managers make links; where they lead there may be anything, as whoever made the folder beside an
    // experiment liked.
    const parsed = packageJson.safeParse(JSON.parse(readBoundedTextSync(realpathSync(file), mostPackageJsonBytes)));
    return parsed.success ? parsed.data.version : undefined;
  } catch {
    // Unreadable, or cut off while it was written: as good as not there.
    return undefined;
  }
}

/** The binding lies in one folder for each version of Node's stable native interface that it was built for. */
function hasNativePart(folder: string): boolean {
  const library = path.join(packageFolder(folder), 'lib');
  let versions: Dir;
  try {
    versions = opendirSync(library);
  } catch {
    // The folder is not there, or not ours to read.
    return false;
  }
  try {
    for (let left = mostVersions; left > 0; left--) {
      const version = versions.readSync();
      if (version === null) return false;
      if (existsSync(path.join(library, version.name, 'tfjs_binding.node'))) return true;
    }
    return false;
  } finally {
    versions.closeSync();
  }
}

function packageFolder(folder: string): string {
  return path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
}
