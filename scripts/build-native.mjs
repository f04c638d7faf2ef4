// Brings the native kernels' addons into a build: the prebuilt files where they were made from these very sources, else
// what can be compiled here. Run directly, it makes the prebuilt files of all machines anew, for which it takes zig in the
// pinned version:
//
// node scripts/build-native.mjs [--check]
// With --check nothing is written: it fails where the files that are there are not those that the sources give. Without
// zig it only asks whether they were made from these sources.

import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAddon, findSystemCompiler, findZig, sourceFolder, zigCompilers } from './native/compile.mjs';
import { generateNativeHeaders } from './native/readers.mjs';
import { targets, zigVersion } from './native/targets.mjs';

const prebuiltFolder = path.join(sourceFolder, 'prebuilt');
const hashFile = path.join(prebuiltFolder, 'sources.sha256');

/**
 * Puts the addons into `folder`, one for each machine that there is one for, and their sums, which loading asks. Returns a line to say where it had to
 * compile, or could not.
 */
export async function provideNative(folder) {
  await mkdir(folder, { recursive: true });
  const line = await provideFiles(folder);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.node')).sort();
  const sums = await Promise.all(
    names.map(async (name) => `${sumOf(await readFile(path.join(folder, name)))}  ${name}\n`),
  );
  await writeFile(path.join(folder, 'SHA256SUMS'), sums.join(''));
  return line;
}

function sumOf(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

async function provideFiles(folder) {
  if ((await hashOfPrebuilt()) === (await hashOfSources())) {
    for (const platform of Object.keys(targets)) {
      await copyFile(path.join(prebuiltFolder, `${platform}.node`), path.join(folder, `${platform}.node`));
    }
    return undefined;
  }
  return compileHere(folder);
}

async function compileHere(folder) {
  const platform = `${process.platform}-${process.arch}`;
  if (targets[platform] === undefined) return `There are no native kernels for ${platform}: WebAssembly computes.`;
  const zig = await findZig();
  const compilers = zig === undefined ? await findSystemCompiler() : zigCompilers(zig, platform);
  const why = 'The sources of the native kernels differ from those that the prebuilt files were made from';
  if (compilers === undefined) return `${why}, and there is no C++ compiler: WebAssembly computes.`;
  try {
    await compileAddon(compilers, platform, path.join(folder, `${platform}.node`));
    return `${why}: compiled for ${platform} with ${zig === undefined ? compilers.cpp[0] : `zig ${zigVersion}`}.`;
  } catch (error) {
    return `${why}, and they do not compile here: WebAssembly computes. ${error.message}`;
  }
}

/** Everything that the bytes of the files follow from. */
async function hashOfSources() {
  const hash = createHash('sha256');
  const add = (name, text) => hash.update(`${name}\n${text.length}\n${text}\n`);
  const own = (await readdir(sourceFolder)).filter((name) => /\.[ch]$/.test(name));
  const kernels = (await readdir(path.join(sourceFolder, 'kernels'))).map((name) => `kernels/${name}`);
  for (const name of [...own, ...kernels].sort()) add(name, await readText(path.join(sourceFolder, name)));
  for (const [name, text] of Object.entries(await generateNativeHeaders())) add(name, text);
  for (const name of ['targets.mjs', 'compile.mjs']) add(name, await readText(path.join('scripts/native', name)));
  return hash.digest('hex');
}

/** Git may write other line ends on Windows. */
async function readText(file) {
  return (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
}

async function hashOfPrebuilt() {
  const text = await readFile(hashFile, 'utf8').catch(() => '');
  return text.trim();
}

async function makePrebuilt(zig, folder) {
  for (const platform of Object.keys(targets)) {
    await compileAddon(zigCompilers(zig, platform), platform, path.join(folder, `${platform}.node`));
    console.log(`${platform}.node is built.`);
  }
}

/** The platforms whose prebuilt files are not those that the sources give. */
async function findDifferences(zig) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-prebuilt-'));
  try {
    await makePrebuilt(zig, folder);
    const different = [];
    for (const platform of Object.keys(targets)) {
      const [built, kept] = await Promise.all(
        [folder, prebuiltFolder].map((from) => readFile(path.join(from, `${platform}.node`)).catch(() => Buffer.of())),
      );
      if (!built.equals(kept)) different.push(platform);
    }
    return different;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const howToGetZig = `pip install ziglang==${zigVersion}; REPTILE_LAB_ZIG may name the Python that has it`;

async function makeAnew() {
  const zig = await findZig();
  if (zig === undefined) throw new Error(`It takes zig ${zigVersion}: ${howToGetZig}.`);
  await mkdir(prebuiltFolder, { recursive: true });
  await makePrebuilt(zig, prebuiltFolder);
  await writeFile(hashFile, `${await hashOfSources()}\n`);
}

async function check() {
  if ((await hashOfPrebuilt()) !== (await hashOfSources())) {
    throw new Error('The prebuilt files were made from other sources. Make them anew: node scripts/build-native.mjs');
  }
  const zig = await findZig();
  if (zig === undefined) return console.log(`Not compiled to compare, without zig ${zigVersion}: ${howToGetZig}.`);
  const different = await findDifferences(zig);
  if (different.length > 0) throw new Error(`The sources give other bytes for ${different.join(', ')}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
  try {
    await (process.argv.includes('--check') ? check() : makeAnew());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
