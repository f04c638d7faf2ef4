// Installs tfjs-node with npm: into a temporary folder first, which gets its name once the package has computed
// something.

import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { findProgram, scriptEndings } from '../../../base/findProgram.ts';
import { makeFolderWithParents } from '../../../base/parentFolders.ts';
import { inPassing } from '../../../base/systemErrors.ts';
import { installedFolder } from '../tfjsNodePlaces.ts';
import { explainNpmFailure, npmIsMissing } from './explainNpmFailure.ts';
import { type ProgramEnd, runProgram } from './runProgram.ts';
import { npmInstallWords, writeTfjsNodePackage } from './tfjsNodePackage.ts';
import { type TfjsVerification, verifyTfjsNode } from './verifyTfjsNode.ts';

export type InstallProgress =
  | { readonly kind: 'step'; readonly step: InstallStep }
  /** A line that npm wrote. */
  | { readonly kind: 'output'; readonly line: string };

export type InstallStep = 'downloading' | 'verifying';

export interface InstallRequest {
  /** The folder for what Reptile Lab keeps: the extension's global storage, or the user's. */
  readonly keptIn: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: InstallProgress) => void;
  /** Where npm is looked for, and what it is told about proxies; the process's own as a rule. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

export type InstallOutcome =
  | { readonly kind: 'installed'; readonly folder: string; readonly tensorflow: string; readonly wasThere: boolean }
  | { readonly kind: 'cancelled' }
  /** `message` says what happened, why, and what to do. */
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Leaves either a whole installation that has computed something, or nothing; one that works already stays as it is.
 * Downloads about 120 MB.
 * @throws the system's error where the folder cannot be written
 */
export async function installTfjsNode(request: InstallRequest): Promise<InstallOutcome> {
  const target = installedFolder(request.keptIn);
  const earlier = await verifyExisting(target, request);
  if (earlier.kind === 'cancelled') return earlier;
  if (earlier.kind === 'works')
    return { kind: 'installed', folder: target, tensorflow: earlier.tensorflow, wasThere: true };
  const npm = findProgram('npm', request.environment, scriptEndings);
  if (npm === undefined) return { kind: 'failed', message: npmIsMissing };
  await makeFolderWithParents(request.keptIn);
  await removeLeftovers(target);
  const partial = await mkdtemp(`${target}${partialMark}`);
  try {
    return await installInto(partial, target, npm, request);
  } finally {
    await rm(partial, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function installInto(
  partial: string,
  target: string,
  npm: string,
  request: InstallRequest,
): Promise<InstallOutcome> {
  const { signal, onProgress } = request;
  onProgress({ kind: 'step', step: 'downloading' });
  await writeTfjsNodePackage(partial);
  const end = await runProgram({
    program: npm,
    words: npmInstallWords,
    folder: partial,
    environment: npmEnvironment(request.environment),
    signal,
    onLine: (line) => onProgress({ kind: 'output', line }),
  });
  const refused = outcomeOfFailure(end);
  if (refused !== undefined) return refused;

  onProgress({ kind: 'step', step: 'verifying' });
  const verification = await verifyTfjsNode(partial, signal);
  switch (verification.kind) {
    case 'cancelled':
      return verification;
    case 'broken':
      return { kind: 'failed', message: describeBroken(verification) };
    case 'works':
      await rm(target, { recursive: true, force: true, maxRetries: 5 });
      await rename(partial, target);
      return { kind: 'installed', folder: target, tensorflow: verification.tensorflow, wasThere: false };
  }
}

function outcomeOfFailure(end: ProgramEnd): InstallOutcome | undefined {
  switch (end.kind) {
    case 'cancelled':
      return end;
    case 'killed':
      return { kind: 'failed', message: explainNpmFailure(`npm was ended by ${end.by}`, end.lines) };
    case 'exited':
      return end.code === 0
        ? undefined
        : { kind: 'failed', message: explainNpmFailure(`npm ended with exit code ${end.code}`, end.lines) };
  }
}

function describeBroken({ reason }: Extract<TfjsVerification, { kind: 'broken' }>): string {
  return `npm installed TensorFlow’s backend, but it does not work on this machine, so it was removed again: ${reason} The fused backend computes without it.`;
}

async function verifyExisting(target: string, { signal }: InstallRequest): Promise<TfjsVerification> {
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  return isThere ? verifyTfjsNode(target, signal) : { kind: 'broken', reason: 'It is not there.' };
}

const partialMark = '.partial-';

/** Old enough that no installation can still be at work on it. */
const abandonedMilliseconds = 24 * 3600 * 1000;

/** Removes what an installation left behind whose process was killed. */
async function removeLeftovers(target: string): Promise<void> {
  const parent = path.dirname(target);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${path.basename(target)}${partialMark}`)) continue;
    const folder = path.join(parent, name);
    await inPassing(async () => {
      const { mtimeMs } = await stat(folder);
      if (Date.now() - mtimeMs > abandonedMilliseconds) await rm(folder, { recursive: true, force: true });
    });
  }
}

/**
 * The environment without what an npm that runs this program told about its own project, and without the editor's.
 * `npm_config_omit` would leave out what is needed here; what a person says about registries and proxies stays.
 */
export function npmEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const foreign =
    /^(npm_(package|lifecycle)_.*|npm_config_(local_prefix|omit|global|global_prefix|ignore_scripts)|init_cwd|NODE_OPTIONS|ELECTRON_.*|VSCODE_.*)$/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}
