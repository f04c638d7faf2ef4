// Compiles the native kernels' addon for this machine with more options than it is shipped with, for tests and tools:
//
// node scripts/native/compile-here.mjs FILE [OPTION …]
// FILE is written anew, and SHA256SUMS beside it. Without a compiler it says so, and its exit code is 3.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compileAddon, findSystemCompiler, findZig, zigCompilers } from './compile.mjs';

const [file, ...options] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: compile-here.mjs FILE [OPTION …]');

const platform = `${process.platform}-${process.arch}`;
const compilers = (await findSystemCompiler()) ?? (await zigHere());
if (compilers === undefined) {
  console.error('There is no C++ compiler here: neither cc and c++, nor clang, gcc or zig.');
  process.exit(3);
}
await compileAddon(compilers, platform, path.resolve(file), options);
const sum = createHash('sha256')
  .update(await readFile(file))
  .digest('hex');
await writeFile(path.join(path.dirname(file), 'SHA256SUMS'), `${sum}  ${path.basename(file)}\n`);
console.log(`Compiled with ${compilers.cpp.join(' ')}.`);

async function zigHere() {
  const zig = await findZig();
  return zig && zigCompilers(zig, platform);
}
