// From TypeScript to JavaScript: by esbuild where it is installed beside this program, which knows all of the language;
// otherwise types are removed, namespaces are left to Node.js, and what is more is refused by name.

import platform, { createRequire } from 'node:module';
import path from 'node:path';
import { transform as removeTypes } from 'sucrase';
import { pathWord, shellCommand, shellFamilyOf } from '../../base/shellCommand.ts';

/** The part of esbuild that is used here. It is no part of the package, since it is a program for one system. */
interface Esbuild {
  transformSync(source: string, options: object): { readonly code: string };
}

type Load = (packageName: string) => unknown;

/**
 * The JavaScript of the module `file`. Lines stay where they are, or a source map in it says where they were.
 *
 * Never by an esbuild that lies beside the module: it would be executed, and neither the experiment nor the module names
 * it, so that nobody was asked.
 * @param load loads packages; by default those beside this program
 * @param transformByNode null where this Node.js does not transform TypeScript: it does from 22.13 on
 * @throws {SyntaxError} whose stack begins with file, line and column
 */
export function transformTypescript(
  source: string,
  file: string,
  load: Load = createRequire(import.meta.url),
  transformByNode: TransformByNode | null = findTransformByNode(),
): string {
  const esbuild = loadEsbuild(load);
  return esbuild === undefined ? removeTypesAlone(source, file, transformByNode) : transformAll(esbuild, source, file);
}

/** Node's `stripTypeScriptTypes`. */
type TransformByNode = (source: string, options: object) => string;

function findTransformByNode(): TransformByNode | null {
  const there: object = platform;
  if (!('stripTypeScriptTypes' in there) || typeof there.stripTypeScriptTypes !== 'function') return null;
  const { stripTypeScriptTypes } = there;
  return (source, options) => String(stripTypeScriptTypes(source, options));
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

function removeTypesAlone(source: string, file: string, transformByNode: TransformByNode | null): string {
  const code = codeAlone(source);
  const decorator = decoratorStart.exec(code);
  if (decorator !== null) throw refuseMoreThanTypes('A decorator', code, decorator.index, file);
  const namespace = namespaceStart.exec(code);
  if (namespace !== null && transformByNode !== null) return transformNamespaces(transformByNode, source, file);
  // It would be left out without a word.
  if (namespace !== null) throw refuseMoreThanTypes('A namespace', code, namespace.index, file);
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

/** Of an error Node's stack begins with file and line. */
function transformNamespaces(transformByNode: TransformByNode, source: string, file: string): string {
  try {
    return transformByNode(source, { mode: 'transform', sourceMap: true, sourceUrl: file });
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const [firstLine = '', , marks = ''] = stack.split('\n');
    const line = /:(\d+)$/.exec(firstLine)?.[1];
    const reason = error instanceof Error ? error.message : String(error);
    throw line === undefined
      ? refusalAt(reason, file)
      : refusalAt(reason, file, Number(line), marks.indexOf('^') + 1 || 1);
  }
}

/** Wherever it stands; what is declared alone is a type. */
const namespaceStart = /(?<!\bdeclare\s+)(?<![\p{L}\p{N}_$.])(?:namespace|module)[ \t]+[\p{L}_$][\p{L}\p{N}_$.]*\s*\{/u;
const decoratorStart = /@(?=[\p{L}_$(])/u;

function refuseMoreThanTypes(what: string, code: string, at: number, file: string): SyntaxError {
  const name = path.basename(file);
  const compiled = `${path.parse(name).name}.mjs`;
  const family = shellFamilyOf(process.platform);
  const command = shellCommand(['npx', 'esbuild', pathWord(name, family), `--outfile=${compiled}`], family);
  const how = command === undefined ? '' : ` (${command})`;
  const reason = `${what} is more than types, which are all that is removed here: write it without, or compile the module${how} and name ${compiled} in task.path`;
  return refusalAt(reason, file, code.slice(0, at).split('\n').length, 1);
}

/** Comments, texts, templates and, where a value may begin, regular expressions. */
const notCode = new RegExp(
  [
    String.raw`\/\*[\s\S]*?\*\/|\/\/[^\n]*`,
    String.raw`'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"`,
    String.raw`\x60(?:\\[\s\S]|[^\x60\\])*\x60`,
    String.raw`(?<=(?:^|[(,=:[!&|?{};+\-*%~^<>]|\breturn)[ \t]*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/`,
  ].join('|'),
  'gu',
);

/** Blanks in the place of all else, lines staying where they are. */
function codeAlone(source: string): string {
  return source.replaceAll(notCode, (text) => text.replaceAll(/[^\n]/g, ' '));
}

function refusalAt(reason: string, file: string, line?: number, column?: number): SyntaxError {
  const refusal = new SyntaxError(reason);
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  refusal.stack = `${place}\n${refusal.stack ?? ''}`;
  return refusal;
}
