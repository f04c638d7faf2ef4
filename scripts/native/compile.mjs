// Compiles the native kernels' addon for one machine, with zig for any of them or with the system's compiler for this one.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateNativeHeaders } from './readers.mjs';
import {
  addonOptions,
  definitionsOf,
  freestandingOptions,
  kernelOptions,
  linkOptions,
  targets,
  zigVersion,
} from './targets.mjs';

const run = promisify(execFile);
export const sourceFolder = 'src/engine/fused/native';

/** A way to call a compiler: its program, and what stands before all options. */
async function answers([program, ...first], ...options) {
  try {
    const { stdout } = await run(program, [...first, ...options]);
    return stdout.trim();
  } catch {
    return undefined;
  }
}

/**
 * How zig is called, in the version that makes the prebuilt files; undefined where it is not installed.
 * REPTILE_LAB_ZIG may name the Python that has it.
 */
export async function findZig() {
  const pythons = [process.env.REPTILE_LAB_ZIG, 'python3', 'python'].filter((name) => name);
  for (const python of pythons) {
    const call = [python, '-m', 'ziglang'];
    if ((await answers(call, 'version')) === zigVersion) return call;
  }
  return undefined;
}

/** The system's C and C++ compilers; undefined where there are none. */
export async function findSystemCompiler() {
  const pairs = [
    ['cc', 'c++'],
    ['clang', 'clang++'],
    ['gcc', 'g++'],
  ];
  for (const [c, cpp] of pairs) {
    if ((await answers([c], '--version')) !== undefined && (await answers([cpp], '--version')) !== undefined)
      return { c: [c], cpp: [cpp] };
  }
  return undefined;
}

/** @param zig as `findZig` says */
export function zigCompilers(zig, platform) {
  const target = ['-target', targets[platform].zig];
  return { c: [...zig, 'cc', ...target], cpp: [...zig, 'c++', ...target] };
}

/**
 * Compiles the addon of a platform to `file`.
 * @param options more of them for all sources
 * @throws Error with the compiler's messages
 */
export async function compileAddon({ c, cpp }, platform, file, options = []) {
  const { kernels, link } = targets[platform];
  const isWindows = platform.startsWith('win32');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-native-'));
  try {
    const headers = path.join(folder, 'generated');
    await mkdir(headers);
    for (const [name, text] of Object.entries(await generateNativeHeaders()))
      await writeFile(path.join(headers, name), text);
    const objects = [];
    const compile = async (compiler, source, name, own) => {
      const object = path.join(folder, `${name}.o`);
      objects.push(object);
      const place = isWindows ? [] : ['-fPIC'];
      await call(compiler, [...own, ...place, ...options, '-I', headers, '-I', 'kernels', '-c', source, '-o', object]);
    };
    for (const own of kernels) {
      await compile(cpp, 'kernels/kernels.cpp', own.symbol, [...kernelOptions, ...own.options, ...definitionsOf(own)]);
    }
    await compile(c, 'addon.c', 'addon', addonOptions);
    await compile(c, 'startAgain.c', 'startAgain', addonOptions);
    if (!platform.startsWith('darwin')) await compile(c, 'freestanding.c', 'freestanding', freestandingOptions);
    // Formats of macOS keep the name that a file is linked under, those of Windows when it was.
    const name = platform.startsWith('darwin') ? ['-Wl,-install_name,reptile-lab.node'] : [];
    const made = path.join(folder, `${platform}.node`);
    await call(c, [...linkOptions, ...link, ...name, ...options, '-o', made, ...objects]);
    const bytes = await readFile(made);
    if (isWindows) bytes.writeUInt32LE(0, bytes.readUInt32LE(0x3c) + 8);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function call([program, ...first], options) {
  try {
    await run(program, [...first, ...options], { cwd: sourceFolder, maxBuffer: 1 << 26 });
  } catch (error) {
    throw new Error(`The native kernels do not compile.\n${error.stderr ?? error.message}`, { cause: error });
  }
}
