// Links tfjs-node's binding to the TensorFlow library of a Python wheel: packages from npm, library and headers from
// the wheel, one compilation.

import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { findProgram, scriptEndings } from '../../src/base/findProgram.ts';
import { npmEnvironment } from '../../src/engine/tfjs/installation/installTfjsNode.ts';
import { networkFailure } from '../../src/engine/tfjs/installation/networkFailure.ts';
import { runProgram } from '../../src/engine/tfjs/installation/runProgram.ts';
import {
  npmInstallWords,
  unionFolder,
  writeTfjsNodePackage,
} from '../../src/engine/tfjs/installation/tfjsNodePackage.ts';
import { verifyTfjsNode } from '../../src/engine/tfjs/installation/verifyTfjsNode.ts';
import { buildBinding, findBuildTools } from './buildBinding.ts';
import { downloadWheel } from './downloadWheel.ts';
import { cancelled, LinkError } from './linkError.ts';
import { unpackWheel } from './unpackWheel.ts';

export interface LinkRequest {
  /** Folder whose `node_modules` will hold tfjs-node. */
  readonly target: string;
  /** A wheel of TensorFlow 2.9.1; undefined: pip downloads it. */
  readonly wheel: string | undefined;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** Where npm, pip and the compiler are looked for, and what they are told; the process's own as a rule. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

export interface LinkedTensorFlow {
  readonly tensorflow: string;
  /** Whether it computed already, so that nothing was done. */
  readonly wasThere: boolean;
}

/** The headers of Node's stable native interface; those of a whole Node are not needed. */
const nodeHeaders = { 'node-api-headers': '1.9.0' };

/**
 * Leaves either an installation that has computed something, or what was there before.
 * @throws {LinkError}
 */
export async function linkTensorFlow(request: LinkRequest): Promise<LinkedTensorFlow> {
  const { target, signal, report, environment } = request;
  if (existsSync(target)) {
    const verification = await verifyTfjsNode(target, signal);
    if (verification.kind === 'works') return { tensorflow: verification.tensorflow, wasThere: true };
    if (verification.kind === 'cancelled') throw cancelled();
    await refuseForeignFolder(target);
    report(`${target} does not work; it is made again`);
  }
  requirePlatform();
  if (request.wheel !== undefined && !existsSync(request.wheel))
    throw new LinkError(`There is no file ${request.wheel}.`);
  const tools = findBuildTools(environment);
  const npm = findProgram('npm', environment, scriptEndings);
  if (npm === undefined) throw new LinkError('npm was not found on the PATH. It comes with Node.js; install that.');
  // Not a folder of mkdtemp, which only its owner may enter: on a cluster one installation serves many.
  const partial = `${target}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    const wheel = request.wheel ?? (await downloadWheel({ folder: partial, signal, report, environment }));
    report('installing the packages with npm, without the download of their library');
    await installPackages(npm, partial, request);
    const packageFolder = path.join(partial, 'node_modules', '@tensorflow', 'tfjs-node');
    report(`unpacking the library from ${path.basename(wheel)}`);
    await unpackWheel(wheel, path.join(packageFolder, 'deps'));
    report('compiling the binding');
    const headers = path.join(partial, 'node_modules', 'node-api-headers', 'include');
    await buildBinding({ packageFolder, headers, tools, signal, environment });
    const verification = await verifyTfjsNode(partial, signal);
    if (verification.kind === 'cancelled') throw cancelled();
    if (verification.kind === 'broken')
      throw new LinkError(`The binding was built, but it does not work: ${verification.reason}`);
    await rm(path.join(partial, 'wheel'), { recursive: true, force: true });
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
    return { tensorflow: verification.tensorflow, wasThere: false };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

function requirePlatform(): void {
  if (process.platform === 'linux' && process.arch === 'x64') return;
  throw new LinkError(
    `This works on Linux on x64 processors; this is ${process.platform} on ${process.arch}, where “reptile-lab tensorflow install” is the way.`,
  );
}

/** A folder that a person named may hold anything; only what this script made, or nothing, is replaced. */
async function refuseForeignFolder(target: string): Promise<void> {
  const names = await readdir(target);
  if (names.length === 0 || names.includes(unionFolder)) return;
  throw new LinkError(
    `${target} is there already and was not made by this script. Name a folder that does not exist yet.`,
  );
}

async function installPackages(npm: string, folder: string, request: LinkRequest): Promise<void> {
  const { signal } = request;
  await writeTfjsNodePackage(folder, nodeHeaders);
  const environment = npmEnvironment(request.environment);
  const words = [...npmInstallWords, '--ignore-scripts'];
  const end = await runProgram({ program: npm, words, folder, environment, signal, onLine: () => undefined });
  if (end.kind === 'cancelled') throw cancelled();
  if (end.kind === 'exited' && end.code === 0) return;
  const network = networkFailure(end.lines);
  const advice =
    network === undefined
      ? ''
      : ` The network did not let it through (${network}); where there is a proxy, name it in HTTPS_PROXY.`;
  throw new LinkError(`npm could not install the packages.${advice}\n${end.lines.slice(-15).join('\n')}`);
}
