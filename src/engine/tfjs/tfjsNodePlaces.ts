// Where tfjs-node may lie on this machine, in the order in which it is looked for.

import path from 'node:path';
import { installationFolder } from '../../base/installation.ts';
import { userFolder } from '../../base/userFolder.ts';

/** The release that is installed; its gradients and kernels are those of the tfjs-core that is built in. */
export const tfjsNodeVersion = '4.22.0';

/** Names a folder whose `node_modules` holds tfjs-node, before every other place; `off` looks nowhere. */
export const tensorflowVariable = 'REPTILE_LAB_TENSORFLOW';

/** Names the folder that the editor gave the extension to keep things in; trainers that it starts inherit it. */
export const storageVariable = 'REPTILE_LAB_STORAGE';

/** Why a folder is looked into. */
export type TfjsNodeOrigin = 'environment' | 'project' | 'experiment' | 'editor' | 'user';

export interface TfjsNodePlace {
  readonly origin: TfjsNodeOrigin;
  /** Its `node_modules` may hold `@tensorflow/tfjs-node`. */
  readonly folder: string;
}

type Environment = Readonly<NodeJS.ProcessEnv>;

/**
 * The folders to look into: the one that the environment names, Reptile Lab's own and those above it, the experiment's
 * and those above it (as Node resolves packages), what the editor's command installed, what the command line installed
 * for this user.
 * @param experimentFolder undefined where no experiment is at hand
 */
export function tfjsNodePlaces(
  experimentFolder: string | undefined,
  environment: Environment = process.env,
): readonly TfjsNodePlace[] {
  const named = environment[tensorflowVariable];
  const storage = environment[storageVariable];
  if (named === 'off') return [];
  return [
    ...(isSet(named) ? [{ origin: 'environment', folder: path.resolve(named) } as const] : []),
    ...withParents('project', installationFolder),
    ...(experimentFolder === undefined ? [] : withParents('experiment', experimentFolder)),
    ...(isSet(storage) ? [{ origin: 'editor', folder: installedFolder(storage) } as const] : []),
    { origin: 'user', folder: installedFolder(userFolder(environment)) },
  ];
}

/**
 * Where an installation lies in a folder that Reptile Lab keeps things in: by release and machine, because home folders
 * are shared between machines.
 */
export function installedFolder(keptIn: string): string {
  return path.join(keptIn, `tfjs-node-${tfjsNodeVersion}-${process.platform}-${process.arch}`);
}

function withParents(origin: TfjsNodeOrigin, start: string): TfjsNodePlace[] {
  const folder = path.resolve(start);
  const parent = path.dirname(folder);
  return [{ origin, folder }, ...(parent === folder ? [] : withParents(origin, parent))];
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
