// Compiles tfjs-node's binding and links it to the library from the wheel, with stand-ins for the Python that the
// library refers to.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from '../../src/base/findProgram.ts';
import { runProgram } from '../../src/engine/tfjs/installation/runProgram.ts';
import { cancelled, LinkError } from './linkError.ts';
import { frameworkLibrary, pythonLibrary } from './unpackWheel.ts';

export interface BuildTools {
  readonly compiler: string;
  /** Lists the symbols of a library. */
  readonly nm: string;
}

export interface BindingBuild {
  /** Of tfjs-node; `deps` in it holds the library and the headers. */
  readonly packageFolder: string;
  /** Folder with `node_api.h`. */
  readonly headers: string;
  readonly tools: BuildTools;
  readonly signal: AbortSignal;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/** The newest version of Node's stable native interface that tfjs-node names; every Node from 20 on has it. */
const nodeApiVersion = 8;

/** @throws {LinkError} that names what is missing */
export function findBuildTools(environment: Readonly<NodeJS.ProcessEnv>): BuildTools {
  const named = environment.CXX;
  const compilers = named === undefined || named === '' ? ['c++', 'g++', 'clang++'] : [path.basename(named)];
  const withNamed =
    named === undefined
      ? environment
      : { ...environment, PATH: `${path.dirname(named)}${path.delimiter}${environment.PATH}` };
  const [compiler] = compilers.flatMap((name) => findProgram(name, withNamed) ?? []);
  const nm = findProgram('nm', environment) ?? findProgram('llvm-nm', environment);
  if (compiler !== undefined && nm !== undefined) return { compiler, nm };
  const missing =
    compiler === undefined
      ? `A C++ compiler (${compilers.join(', ')})`
      : 'nm, which comes with the compiler’s binutils,';
  throw new LinkError(
    `${missing} was not found on the PATH. Install it, for instance with “apt install g++” or “module load gcc”.`,
  );
}

/** @throws {LinkError} with what the compiler wrote */
export async function buildBinding({
  packageFolder,
  headers,
  tools,
  signal,
  environment,
}: BindingBuild): Promise<void> {
  const libraries = path.join(packageFolder, 'deps', 'lib');
  const run = async (program: string, words: readonly string[]) => {
    const lines: string[] = [];
    const onLine = (line: string) => lines.push(line);
    const end = await runProgram({ program, words, folder: packageFolder, environment, signal, onLine });
    if (end.kind === 'cancelled') throw cancelled();
    if (end.kind === 'exited' && end.code === 0) return lines;
    throw new LinkError(`${path.basename(program)} failed:\n${lines.slice(-30).join('\n')}`);
  };

  const symbols = await run(tools.nm, ['-D', '--undefined-only', path.join(libraries, pythonLibrary)]);
  const standIns = path.join(packageFolder, 'binding', 'python_stand_ins.cc');
  await writeFile(standIns, pythonStandIns(symbols));
  const output = path.join(packageFolder, 'lib', `napi-v${nodeApiVersion}`);
  await mkdir(output, { recursive: true });
  await run(tools.compiler, [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    `-DNAPI_VERSION=${nodeApiVersion}`,
    '-I.',
    '-Ideps/include',
    `-I${headers}`,
    'binding/tfjs_backend.cc',
    'binding/tfjs_binding.cc',
    standIns,
    '-o',
    path.join(output, 'tfjs_binding.node'),
    `-L${libraries}`,
    `-l:${pythonLibrary}`,
    `-l:${frameworkLibrary}`,
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ]);
}

/**
 * C++ that defines what the library expects of Python. No computation asks for Python; whatever did would end the
 * process with the symbol's name. They stand in the binding itself, because the loader looks there first for what the
 * binding's libraries lack.
 * @param symbols lines of `nm`
 */
export function pythonStandIns(symbols: readonly string[]): string {
  const names = [...new Set(symbols.flatMap((line) => /\sU (_?Py\w+)$/.exec(line)?.[1] ?? []))].sort();
  if (names.length === 0)
    throw new LinkError('The library from the wheel refers to no Python: it is not TensorFlow’s library for Python.');
  // Objects are read where the library compares an address with theirs, so each needs one of its own.
  const isObject = (name: string) => /^PyExc_|_Type$|Struct$/.test(name);
  const definitions = names.map((name) =>
    isObject(name) ? `alignas(64) char ${name}[1024];` : `void ${name}() { refuse("${name}"); }`,
  );
  return `#include <cstdio>
#include <cstdlib>

[[noreturn]] static void refuse(const char *name) {
  std::fprintf(stderr, "TensorFlow asked for Python (%s), which this process does not have.\\n", name);
  std::abort();
}

extern "C" {
${definitions.join('\n')}
}
`;
}
