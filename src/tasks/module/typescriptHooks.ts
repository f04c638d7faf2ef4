// Module hooks of Node that let a user's module be TypeScript: types are removed, lines stay where they are. Built into
// a file of its own.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transform } from 'sucrase';

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
  return { format: 'module', source: removeTypes(readFileSync(file, 'utf8'), file), shortCircuit: true };
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

function removeTypes(source: string, file: string): string {
  try {
    return transform(source, { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: false }).code;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const [, row, column] = /\((\d+):(\d+)\)$/.exec(reason) ?? [];
    const place = row === undefined ? file : `${file}:${row}:${column}`;
    const refusal = new SyntaxError(reason.replace(/ ?\(\d+:\d+\)$/, '').replace(/^Error transforming [^:]*: /, ''));
    refusal.stack = `${place}\n${refusal.stack ?? ''}`;
    throw refusal;
  }
}
