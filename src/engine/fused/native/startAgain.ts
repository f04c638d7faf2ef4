// Where native kernels crash, the process starts its program anew, without them.

import type { NativeAddon } from './addon.ts';

/** Of programs whose process does one thing, which can be taken up by other words in its place. */
let program: OwnProgram | undefined;
let words: readonly string[] | undefined;
let addon: NativeAddon | undefined;

/** How a program was started. */
interface OwnProgram {
  readonly script: string;
  readonly words: readonly string[];
}

/** To be called by a program that may be started again, with undefined by one that turns out not to be. */
export function mayStartAgain(own: OwnProgram | undefined): void {
  program = own;
}

/** The program that this process was started with. */
export function ownProgram(): OwnProgram {
  const [, script = '', ...given] = process.argv;
  return { script, words: given };
}

/**
 * From now on until the function that is returned is called, a crash of native kernels lets this process start its
 * program anew, with `wanted` as its words, by default those that it was started with. Windows cannot: there a crash
 * ends the process. Without `mayStartAgain` it does nothing.
 */
export function startAgainOnCrash(wanted = program?.words): () => void {
  words = wanted;
  arm();
  return () => {
    words = undefined;
    addon?.endOnCrash();
  };
}

/** Tells the addon what to start, as soon as there is one. */
export function guardAddon(loaded: NativeAddon): void {
  addon = loaded;
  arm();
}

function arm(): void {
  if (addon === undefined || program === undefined || words === undefined) return;
  const own = [process.argv0, ...process.execArgv, program.script, ...words];
  const variables = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  const texts = [process.execPath, ...own, ...variables].map((text) => `${text}\0`).join('');
  const bytes = new TextEncoder().encode(texts);
  addon.startAgainOnCrash(new Uint8Array(bytes).buffer, own.length, variables.length);
}
