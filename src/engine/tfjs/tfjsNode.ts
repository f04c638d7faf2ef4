// Loads tfjs-node from a folder that was found: TensorFlow's native library behind the operations of tfjs-core.

import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { asSentence } from '../../base/asSentence.ts';
import type { Engine } from '../learner.ts';
import { howToDoWithout, howToInstall } from './findTfjsNode.ts';
import { createTfjsEngine } from './tfjsEngine.ts';
import type { Tfjs } from './tfjsTypes.ts';

/** tfjs-node is there but cannot be used. `message` says where, why and what to do. */
export class TfjsNodeError extends Error {
  override readonly name = 'TfjsNodeError';
}

/**
 * The engine on TensorFlow's native library; its variant is for instance `tfjs-node 4.22.0 TensorFlow 2.9.1`.
 * @param folder whose `node_modules` holds `@tensorflow/tfjs-node`, as `findTfjsNode` gives it
 * @throws TfjsNodeError as `loadTfjsNode` does
 */
export async function loadTfjsNodeEngine(folder: string): Promise<Engine> {
  const tf = await loadTfjsNode(folder);
  return createTfjsEngine(tf, 'tfjs-node', `${tf.version_core} TensorFlow ${libraryVersion(tf)}`);
}

/**
 * Loads the package and waits until its backend is ready, which is the current one of every copy of tfjs-core in the
 * process from then on. Takes some hundred milliseconds and maps a library of half a gigabyte: never to be called
 * unless tfjs-node is going to compute.
 * @param folder whose `node_modules` holds `@tensorflow/tfjs-node`
 * @throws TfjsNodeError where the package is missing or broken, or was made for another machine
 */
export async function loadTfjsNode(folder: string): Promise<Tfjs> {
  prepareProcess();
  try {
    // Any until here: whether the package is what it says shows when its backend starts.
    const tf: Tfjs = createRequire(path.join(folder, 'package.json'))('@tensorflow/tfjs-node');
    // Without it, every registration that another copy of TensorFlow.js repeats is a warning.
    tf.enableProdMode();
    await tf.setBackend('tensorflow');
    await tf.ready();
    return tf;
  } catch (error) {
    throw new TfjsNodeError(
      `tfjs-node in ${folder} cannot be loaded: ${asSentence(firstLine(error))} ${howToInstall} ${howToDoWithout}`,
      {
        cause: error,
      },
    );
  }
}

/** Of the native library behind the current backend, for instance `2.9.1`. */
function libraryVersion(tf: Tfjs): string {
  const backend: object = tf.backend();
  const binding = 'binding' in backend ? backend.binding : undefined;
  const isVersioned = typeof binding === 'object' && binding !== null && 'TF_Version' in binding;
  return isVersioned ? String(binding.TF_Version) : 'of unknown version';
}

/**
 * What tfjs-node needs of a process before it is loaded. The main thread has to call this before it starts worker
 * threads that load tfjs-node: TensorFlow reads the environment of the process, of which a worker has only a copy. What
 * a person has set there stays.
 */
function prepareProcess(): void {
  // tfjs-node 4.22 calls two functions of which Node 23 removed one (tensorflow/tfjs#8609) and warns of the other.
  const legacy: { isNullOrUndefined?: (value: unknown) => boolean; isArray: (value: unknown) => boolean } = util;
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  legacy.isArray = Array.isArray;
  // Reptile Lab's own workers are what uses the cores: threads of TensorFlow in each of them would only wait for each
  // other.
  process.env.TF_NUM_INTRAOP_THREADS ??= '1';
  // Without it, TensorFlow describes the processor in the log.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
}
