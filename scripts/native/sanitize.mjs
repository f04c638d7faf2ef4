// Runs the engine's tests of native kernels on a build under AddressSanitizer and UndefinedBehaviorSanitizer. What they
// find ends the tests with their report.
//
// node scripts/native/sanitize.mjs
// Linux with gcc or clang alone; elsewhere it says so, and its exit code is 3. Needs dist/.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findSystemCompiler } from './compile.mjs';

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
process.chdir(project);

const tests = ['test/unit/engine/native/findNative.test.ts', 'test/unit/engine/native/nativeBits.test.ts'];
/** Little optimization, and no places of variables: kernels are a single large function, which takes compilers long. */
const options = [
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-O1',
  '-g1',
  '-fno-var-tracking',
  '-Wno-error',
];

const platform = `${process.platform}-${process.arch}`;
const compilers = process.platform === 'linux' ? await findSystemCompiler() : undefined;
if (compilers === undefined) {
  console.error('It takes Linux, and gcc or clang.');
  process.exit(3);
}

// The tests take the built addon, so they get an installation of their own, within reach of node_modules.
const installation = path.join(project, 'out', 'sanitized');
await rm(installation, { recursive: true, force: true });
await mkdir(installation, { recursive: true });
for (const name of ['src', 'test', 'scripts', 'dist', 'package.json', '.mocharc.json', 'tsconfig.json'])
  await cp(name, path.join(installation, name), { recursive: true });
await symlink(path.join(project, 'node_modules'), path.join(installation, 'node_modules'), 'junction');
const file = path.join(installation, 'dist', 'kernels', 'native', `${platform}.node`);
const run = promisify(execFile);
await run(process.execPath, ['scripts/native/compile-here.mjs', file, ...options]);

// The sanitizers' libraries have to be there before everything else; Node.js itself leaks at its end.
const [program, ...first] = compilers.c;
const libraries = await Promise.all(
  ['libasan.so', 'libubsan.so'].map(async (name) => {
    const { stdout } = await run(program, [...first, `-print-file-name=${name}`]);
    return stdout.trim();
  }),
);
const child = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', '--timeout', '600000', ...tests], {
  cwd: installation,
  stdio: 'inherit',
  env: {
    ...process.env,
    LD_PRELOAD: libraries.join(' '),
    ASAN_OPTIONS: 'detect_leaks=0:handle_segv=0:verify_asan_link_order=0',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  },
});
const [exitCode] = await once(child, 'exit');
process.exitCode = exitCode ?? 1;
