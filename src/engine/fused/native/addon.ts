// The native kernels' addon: which file is this machine's, and how it is loaded.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { signalOfCrash } from '../../../base/crashedNative.ts';
import { hasCode, messageOf } from '../../../base/systemErrors.ts';
import type { WhyNotNative } from './whyNotNative.ts';

/** What the addon exports. Whatever computes begins with the kernels' number, the memory and the state. */
export interface NativeAddon {
  /**
   * Names of the kernels that it has, of each family widest vectors first; null in place of those that this processor
   * lacks.
   */
  kernels(): readonly (string | null)[];
  /** 1, or 0 where the program has an operation that there is not. */
  run(
    kernels: number,
    memory: ArrayBuffer,
    state: ArrayBuffer,
    program: number,
    batch: number,
    steps: number,
    inputs: number,
    inputBytes: number,
    targets: number,
    targetBytes: number,
    losses: number,
  ): number;
  /** Address of the next operation, or 0. */
  runOperation: NativeAddon['run'];
  move(
    kernels: number,
    memory: ArrayBuffer,
    state: ArrayBuffer,
    rows: number,
    columns: number,
    flat: number,
    panels: number,
    pack: number,
  ): void;
  /** Asks the system for huge pages, before anything stands in the memory. */
  preferHugePages(memory: ArrayBuffer): void;
  /**
   * 1, or 0 where a crash will end the process as before.
   * @param texts the program, its arguments and the variables of its environment, each with a zero at its end
   */
  startAgainOnCrash(texts: ArrayBuffer, arguments_: number, variables: number): number;
  endOnCrash(): void;
}

const functionNames = [
  'kernels',
  'run',
  'runOperation',
  'move',
  'preferHugePages',
  'startAgainOnCrash',
  'endOnCrash',
] as const;

/** Sets of instructions that there are kernels for. */
export const instructionSets = ['avx512', 'avx2', 'neon'] as const;
export type Instructions = (typeof instructionSets)[number];

/**
 * Kernels of one family give the same bits with every set of instructions: `plain` rounds a product and its sum twice,
 * as WebAssembly does, `fma` once.
 */
export const kernelFamilies = ['plain', 'fma'] as const;
export type KernelFamily = (typeof kernelFamilies)[number];
export type KernelName = Instructions | `fma ${Instructions}`;

/**
 * What the kernels of a family are called, widest vectors first.
 * @param wanted those with these instructions alone
 */
export function kernelNamesOf(family: KernelFamily, wanted?: Instructions): readonly KernelName[] {
  const own = wanted === undefined ? instructionSets : [wanted];
  return family === 'plain' ? own : own.map((name) => `fma ${name}` as const);
}

/** Where people switch native kernels off, by `off`, or name a set of instructions that they are to have. */
const switchVariable = 'REPTILE_LAB_NATIVE';

/** The set of instructions that a person asks for; undefined leaves the choice open. */
export function wantedInstructions(environment: Readonly<NodeJS.ProcessEnv>): Instructions | undefined {
  return instructionSets.find((name) => name === environment[switchVariable]);
}

/** Beside the addons, with their sums, as `sha256sum` writes them. */
const sumsFile = 'SHA256SUMS';

/** `linux-x64`: what this machine's file is called by. */
export function nativePlatform(): string {
  return `${process.platform}-${process.arch}`;
}

/** The addon, or why there is none. */
export type FoundAddon =
  | { readonly kind: 'loaded'; readonly addon: NativeAddon }
  | { readonly kind: 'missing'; readonly why: WhyNotNative };

/** @param file it may be missing */
export function loadAddon(file: string, environment: Readonly<NodeJS.ProcessEnv>): FoundAddon {
  if (environment[switchVariable] === 'off') return missing({ why: 'off', variable: switchVariable });
  const signal = signalOfCrash(environment);
  if (signal !== undefined) return missing({ why: 'crashed', signal });
  try {
    // A file that was cut off would take the process with it when it is loaded.
    if (!isWhole(file)) return missing({ why: 'damaged' });
    const addon: unknown = createRequire(import.meta.url)(path.resolve(file));
    return isAddon(addon) ? { kind: 'loaded', addon } : missing({ why: 'broken', detail: 'It is another addon.' });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return missing({ why: 'absent', platform: nativePlatform() });
    return missing({ why: 'broken', detail: messageOf(error).slice(0, 1000) });
  }
}

/** Whether the file has the sum that the build has written beside it. */
function isWhole(file: string): boolean {
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  const sums = readFileSync(path.join(path.dirname(file), sumsFile), 'utf8');
  return sums.split('\n').includes(`${sum}  ${path.basename(file)}`);
}

function missing(why: WhyNotNative): FoundAddon {
  return { kind: 'missing', why };
}

function isAddon(value: unknown): value is NativeAddon {
  return (
    typeof value === 'object' &&
    value !== null &&
    functionNames.every((name) => typeof Reflect.get(value, name) === 'function')
  );
}
