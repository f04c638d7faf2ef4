// Module hooks of Node that let a user's module be TypeScript. Built into a file of its own.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformTypescript } from './transformTypescript.ts';

interface LoadResult {
  readonly format: 'module';
  readonly source: string;
  readonly shortCircuit: true;
}

const isTypeScript = (url: string) => /\.m?ts$/.test(url) && !url.includes('/node_modules/');

/**
 * Node's own way for all but TypeScript. Serves `registerHooks` and `register` alike: what Node's way returns is passed
 * on.
 */
export function load<Context, Result>(
  url: string,
  context: Context,
  nextLoad: (url: string, context: Context) => Result,
): Result | LoadResult {
  if (!url.startsWith('file:') || !isTypeScript(url)) return nextLoad(url, context);
  const file = fileURLToPath(url);
  return { format: 'module', source: transformTypescript(readFileSync(file, 'utf8'), file), shortCircuit: true };
}

/** In TypeScript an import may leave the ending out, or say `.js` for `.ts`. */
export function resolve<Context extends { readonly parentURL?: string | undefined }, Result>(
  specifier: string,
  context: Context,
  nextResolve: (specifier: string, context: Context) => Result,
): Result {
  const { parentURL } = context;
  if (parentURL === undefined || !isTypeScript(parentURL) || !/^\.\.?\//.test(specifier))
    return nextResolve(specifier, context);
  const isThere = (candidate: string) => existsSync(fileURLToPath(new URL(candidate, parentURL)));
  const candidates = [specifier, `${specifier}.ts`, `${specifier}.js`, specifier.replace(/\.(m?)js$/, '.$1ts')];
  return nextResolve(candidates.find(isThere) ?? specifier, context);
}
