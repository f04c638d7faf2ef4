// From TypeScript to JavaScript: by esbuild where it is installed, which knows all of the language; otherwise types are
// removed, and what is more than types is refused by name.

import { createRequire } from 'node:module';
import { transform as removeTypes } from 'sucrase';

/** The part of esbuild that is used here. It is no part of the package, since it is a program for one system. */
interface Esbuild {
  transformSync(source: string, options: object): { readonly code: string };
}

type Load = (packageName: string) => unknown;

/**
 * The JavaScript of the module `file`. Lines stay where they are, or a source map in it says where they were.
 * @param places ways to load packages, tried in turn; by default beside this program, and beside the module
 * @throws {SyntaxError} whose stack begins with file, line and column
 */
export function transformTypescript(
  source: string,
  file: string,
  places: readonly Load[] = [createRequire(import.meta.url), createRequire(file)],
): string {
  const esbuild = places.map(loadEsbuild).find((loaded) => loaded !== undefined);
  return esbuild === undefined ? removeTypesAlone(source, file) : transformAll(esbuild, source, file);
}

function loadEsbuild(load: Load): Esbuild | undefined {
  try {
    const esbuild = load('esbuild');
    return isEsbuild(esbuild) && runs(esbuild) ? esbuild : undefined;
  } catch {
    return undefined;
  }
}

const running = new WeakMap<Esbuild, boolean>();

/** One that was copied from another system is there and does not run. */
function runs(esbuild: Esbuild): boolean {
  const known = running.get(esbuild);
  if (known !== undefined) return known;
  let isRunning = true;
  try {
    esbuild.transformSync('let works: true', { loader: 'ts', logLevel: 'silent' });
  } catch {
    isRunning = false;
  }
  running.set(esbuild, isRunning);
  return isRunning;
}

function isEsbuild(loaded: unknown): loaded is Esbuild {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'transformSync' in loaded &&
    typeof loaded.transformSync === 'function'
  );
}

function transformAll({ transformSync }: Esbuild, source: string, file: string): string {
  try {
    return transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node20',
      sourcefile: file,
      sourcemap: 'inline',
      sourcesContent: false,
      logLevel: 'silent',
    }).code;
  } catch (error) {
    throw asSyntaxError(error, file);
  }
}

/** Of esbuild's errors the first, at its place. */
function asSyntaxError(error: unknown, file: string): unknown {
  const errors: unknown = typeof error === 'object' && error !== null && 'errors' in error ? error.errors : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (typeof first !== 'object' || first === null || !('text' in first)) return error;
  const location = 'location' in first ? first.location : undefined;
  if (typeof location !== 'object' || location === null || !('line' in location) || !('column' in location)) {
    return refusalAt(String(first.text), file);
  }
  return refusalAt(String(first.text), file, Number(location.line), Number(location.column) + 1);
}

function removeTypesAlone(source: string, file: string): string {
  refuseMoreThanTypes(source, file);
  try {
    return removeTypes(source, { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: false })
      .code;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const [, row, column] = /\((\d+):(\d+)\)$/.exec(reason) ?? [];
    const text = reason.replace(/ ?\(\d+:\d+\)$/, '').replace(/^Error transforming [^:]*: /, '');
    throw row === undefined ? refusalAt(text, file) : refusalAt(text, file, Number(row), Number(column));
  }
}

const namespaceLine = /^[ \t]*(?:export[ \t]+)?(?:namespace|module)[ \t]+[\p{L}_$][\p{L}\p{N}_$.]*[ \t]*\{/mu;
const decoratorLine = /^[ \t]*@[\p{L}_$][\p{L}\p{N}_$.]*(?:\([^\n]*\))?[ \t]*(?:\r?\n|[\p{L}_$#[])/mu;

/** The one would be left out without a word, of the other Node.js says only that a character is unexpected. */
function refuseMoreThanTypes(source: string, file: string): void {
  for (const [what, pattern] of [
    ['A namespace', namespaceLine],
    ['A decorator', decoratorLine],
  ] as const) {
    const at = pattern.exec(withoutComments(source))?.index;
    if (at === undefined) continue;
    const reason = `${what} is more than types, and needs esbuild, which is not installed: run "npm install esbuild" beside the module, or write it without`;
    throw refusalAt(reason, file, source.slice(0, at).split('\n').length, 1);
  }
}

/** With the same lines. */
function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
}

function refusalAt(reason: string, file: string, line?: number, column?: number): SyntaxError {
  const refusal = new SyntaxError(reason);
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  refusal.stack = `${place}\n${refusal.stack ?? ''}`;
  return refusal;
}
