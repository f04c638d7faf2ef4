// Downloads the wheel that carries TensorFlow's C library, with pip.

import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from '../../src/base/findProgram.ts';
import { networkFailure } from '../../src/engine/tfjs/installation/networkFailure.ts';
import { runProgram } from '../../src/engine/tfjs/installation/runProgram.ts';
import { cancelled, LinkError } from './linkError.ts';

/** The release whose C interface tfjs-node 4.22.0 was written for. */
const requirement = 'tensorflow-cpu==2.9.1';

/** Any Python that this release was made for: nothing of Python is going to run. */
const pythonVersion = '3.10';

export interface WheelDownload {
  /** The wheel goes into its subfolder `wheel`. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/** The wheel's path. @throws {LinkError} */
export async function downloadWheel({ folder, signal, report, environment }: WheelDownload): Promise<string> {
  const python = findProgram('python3', environment) ?? findProgram('python', environment);
  const byHand = `Or download it elsewhere with “pip download --no-deps --python-version ${pythonVersion} --platform manylinux2014_x86_64 --only-binary=:all: ${requirement}” and name it with --wheel.`;
  if (python === undefined)
    throw new LinkError(`Python was not found on the PATH; its pip downloads the library. Install it. ${byHand}`);
  report(`downloading ${requirement} with pip (207 MB)`);
  const wheels = path.join(folder, 'wheel');
  await mkdir(wheels);
  const words = [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--disable-pip-version-check',
    '--python-version',
    pythonVersion,
  ];
  const end = await runProgram({
    program: python,
    words: [...words, '--only-binary=:all:', '--dest', wheels, requirement],
    folder,
    environment,
    signal,
    onLine: () => undefined,
  });
  if (end.kind === 'cancelled') throw cancelled();
  const [wheel] = (await readdir(wheels)).filter((name) => name.endsWith('.whl'));
  if (end.kind === 'exited' && end.code === 0 && wheel !== undefined) return path.join(wheels, wheel);
  throw new LinkError(`${describeFailure(end.lines)} ${byHand}\n${end.lines.slice(-15).join('\n')}`);
}

function describeFailure(lines: readonly string[]): string {
  if (lines.some((line) => /No module named pip\b/.test(line)))
    return 'This Python has no pip. Install it (python3 -m ensurepip).';
  const network = networkFailure(lines);
  if (network !== undefined)
    return `pip could not reach its index (${network}). Where there is a proxy, name it in HTTPS_PROXY.`;
  return `pip could not download ${requirement}.`;
}
