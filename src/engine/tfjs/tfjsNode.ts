// Loads tfjs-node from a folder that was found: TensorFlow's native library behind the operations of tfjs-core.

import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import type * as tfjs from '@tensorflow/tfjs-core';
import { howToInstall } from './findTfjsNode.ts';

/** What tfjs-node exports, as far as tfjs-core defines it. */
export type TfjsModule = typeof tfjs;

/** tfjs-node is there but cannot be used. `message` says where, why and what to do. */
export class TfjsNodeError extends Error {
  override readonly name = 'TfjsNodeError';
}

/**
 * Loads the package and waits until its backend is ready. Takes some hundred milliseconds and maps a library of half a gigabyte: never to be
 * called unless tfjs-node is going to compute.
 * @param folder whose `node_modules` holds `@tensorflow/tfjs-node`, as `findTfjsNode` gives it
 * @throws TfjsNodeError where the package is missing or broken, or was made for another machine
 */
export async function loadTfjsNode(folder: string): Promise<TfjsModule> {
  prepareProcess();
  try {
    // The package's types say that it exports what tfjs-core does; only this look at run time says whether it does.
    const tf = createRequire(path.join(folder, 'package.json'))('@tensorflow/tfjs-node') as TfjsModule;
    await tf.setBackend('tensorflow');
    await tf.ready();
    return tf;
  } catch (error) {
    throw new TfjsNodeError(`tfjs-node in ${folder} cannot be loaded: ${firstLine(error)} ${howToInstall}`, { cause: error });
  }
}

/**
 * What tfjs-node 4.22 needs of a process: a function that Node 23 removed and that it still calls (tensorflow/tfjs#8609), and a word to
 * TensorFlow that a log is not the place to describe the processor. The main thread has to say the latter for its worker threads as well,
 * because TensorFlow reads the environment of the process, which a worker has only a copy of.
 */
export function prepareProcess(): void {
  const legacy: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return /[.!?]$/.test(line.trim()) ? line.trim() : `${line.trim()}.`;
}
