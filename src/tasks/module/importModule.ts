// Imports a user's module, JavaScript or TypeScript, in any Node that the program runs on.

import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { builtFile } from '../../base/installation.ts';
import { TaskError } from '../taskError.ts';
import type * as typescriptHooks from './typescriptHooks.ts';

let hooking: Promise<void> | undefined;

/**
 * All that the module exports. A thread that has imported it gets the same module again.
 * @throws {TaskError} when there is no such file or of another kind; what the module itself throws
 */
export async function importModule(file: string): Promise<object> {
  if (!existsSync(file))
    throw new TaskError(`There is no file ${file}. Set task.path to the module that makes the tasks.`);
  if (!/\.m?[jt]s$|\.cjs$/.test(file)) {
    throw new TaskError(
      `${file} is no module: its name has to end in .js, .mjs, .cjs, .ts or .mts. Set task.path to such a file.`,
    );
  }
  if (/ts$/.test(file)) {
    hooking ??= acceptTypeScript();
    // Errors tell the places in the source, not in what was made of it.
    process.setSourceMapsEnabled(true);
    await hooking;
  }
  return import(pathToFileURL(file).href);
}

async function acceptTypeScript(): Promise<void> {
  const hooksFile = builtFile('typescript-hooks.js');
  if (!existsSync(hooksFile)) throw new Error(`TypeScript modules need ${hooksFile}. Build it: node scripts/build.mjs`);
  const hooksUrl = pathToFileURL(hooksFile).href;
  const registerHooks: unknown = Reflect.get(nodeModule, 'registerHooks');
  // Node 20 has only the hooks that run in a thread of their own.
  if (typeof registerHooks !== 'function') {
    nodeModule.register(hooksUrl);
    return;
  }
  const { load, resolve }: typeof typescriptHooks = await import(hooksUrl);
  registerHooks({ load, resolve });
}
