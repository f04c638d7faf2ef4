// Verifies an installation of tfjs-node in a process of its own, which a broken native library may take down with it.

import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { asSentence } from '../../../base/asSentence.ts';
import { runProgram } from './runProgram.ts';

export type TfjsVerification =
  | {
      readonly kind: 'works';
      /** Version of TensorFlow's library, for instance `2.9.1`. */
      readonly tensorflow: string;
    }
  /** `reason` is a sentence. */
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** Run by Node with the package's folder as its argument; says in its last line what it computed, and by what. */
const check = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray = Array.isArray;
const tf = require('node:module').createRequire(process.argv[1])('@tensorflow/tfjs-node');
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]]));
const answer = { product: [...product.dataSync()], tensorflow: tf.backend().binding.TF_Version };
console.log(JSON.stringify(answer));
`;

const answerSchema = z.object({ product: z.array(z.number()), tensorflow: z.string() });

const expectedProduct = [19, 22, 43, 50];

/**
 * Loads the package and multiplies two matrices.
 * @param folder whose `node_modules` holds `@tensorflow/tfjs-node`
 * @param node the Node to verify it with; the editor's own program behaves as Node here
 */
export async function verifyTfjsNode(
  folder: string,
  signal: AbortSignal,
  node = process.execPath,
): Promise<TfjsVerification> {
  const end = await runProgram({
    program: node,
    words: ['-e', check, path.join(folder, 'package.json')],
    // Not the installation's: a folder that a process is in cannot be renamed on Windows.
    folder: tmpdir(),
    environment: verificationEnvironment(process.env),
    signal,
    onLine: () => undefined,
  });
  switch (end.kind) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'killed':
      return { kind: 'broken', reason: reasonOfSignal(end.by) };
    case 'exited':
      return end.code === 0 ? judgeAnswer(end.lines) : { kind: 'broken', reason: errorLine(end.lines) };
  }
}

function judgeAnswer(lines: readonly string[]): TfjsVerification {
  const answer = answerSchema.safeParse(parseJson(lines.findLast((line) => line.startsWith('{')) ?? ''));
  if (!answer.success) return { kind: 'broken', reason: 'It loads, but does not compute.' };
  const { product, tensorflow } = answer.data;
  const isRight =
    product.length === expectedProduct.length && product.every((value, i) => value === expectedProduct[i]);
  return isRight
    ? { kind: 'works', tensorflow }
    : { kind: 'broken', reason: `It computes ${product.join(', ')} for ${expectedProduct.join(', ')}.` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOfSignal(signal: NodeJS.Signals): string {
  return signal === 'SIGILL'
    ? 'TensorFlow’s library uses instructions that this processor lacks (AVX).'
    : `TensorFlow’s library ended the process with ${signal}.`;
}

/** The line of a Node stack trace, or of TensorFlow's log, that names the error. */
function errorLine(lines: readonly string[]): string {
  const named = lines.find((line) => /^\w*Error\b.*:/.test(line)) ?? lines.find((line) => /: F /.test(line));
  return asSentence(named ?? lines.findLast((line) => line.trim() !== '') ?? 'It ended without a word');
}

function verificationEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...kept } = environment;
  return { ...kept, ELECTRON_RUN_AS_NODE: '1', TF_CPP_MIN_LOG_LEVEL: '1' };
}
