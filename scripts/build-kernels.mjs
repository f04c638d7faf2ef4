// Compiles the fused engine's kernels with AssemblyScript, one WebAssembly file per variant, and the meta-update's. Run
// directly, it builds to dist/kernels.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { generateMicrokernels } from './microkernels.mjs';
import { generateOperationReaders } from './operation-readers.mjs';

const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const kernelFolder = 'src/engine/fused/wasm/kernels';

/**
 * Tiles are as large as the registers of V8's code hold. V8 up to 12.4 hoists the loads of a block, so that larger
 * tiles than 4 × 8 spill (5 × 8 where relaxed SIMD rounds product and sum at once), and so does unrolling; later
 * versions keep the order of the source.
 */
const variants = [
  { name: 'fused-simd-4x8', rows: 4, unroll: 1, relaxed: false },
  { name: 'fused-simd-5x8', rows: 5, unroll: 4, relaxed: false },
  { name: 'fused-relaxed-5x8', rows: 5, unroll: 1, relaxed: true },
  { name: 'fused-relaxed-6x8', rows: 6, unroll: 4, relaxed: true },
];

// Optimisation beyond level 2 moves loads towards their uses, and V8 then spills registers in the matrix kernels.
const compilerOptions = [
  '--optimizeLevel',
  '2',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--use',
  'abort=',
];

/** Writes a file per variant to `outputFolder`; throws with the compiler's messages where they do not compile. */
export async function buildKernels(outputFolder) {
  await mkdir(outputFolder, { recursive: true });
  const operations = await generateOperationReaders();
  for (const { name, relaxed, ...tile } of variants) {
    const generated = { 'operations.ts': operations, 'microkernels.ts': generateMicrokernels(tile) };
    const binary = await compile('program.ts', generated, relaxed ? ['--enable', 'relaxed-simd'] : []);
    await writeWhole(path.join(outputFolder, `${name}.wasm`), binary);
  }
  await writeWhole(path.join(outputFolder, 'update.wasm'), await compile('update.ts', {}, []));
}

/** Renamed when complete: a program that starts during the build never loads half a file. */
async function writeWhole(file, binary) {
  await writeFile(`${file}.partial`, binary);
  await rename(`${file}.partial`, file);
}

/** @param generated sources that stand beside the kernels, by name */
async function compile(source, generated, features) {
  let binary;
  const entry = `${kernelFolder}/${source}`;
  const { error, stderr } = await asc.main([entry, '--outFile', 'kernels.wasm', ...compilerOptions, ...features], {
    readFile: (name, folder) => readSource(name, folder, generated),
    writeFile: (name, contents) => {
      if (name === 'kernels.wasm') binary = contents;
    },
    listFiles: () => [],
  });
  if (error || binary === undefined)
    throw new Error(`The kernels do not compile.\n${stderr.toString()}`, { cause: error });
  return binary;
}

// The compiler asks for several candidates of each import and takes null for a file that does not exist.
async function readSource(name, folder, generated) {
  const file = path.resolve(projectFolder, folder, name);
  if (path.dirname(file) === path.resolve(projectFolder, kernelFolder)) {
    const source = generated[path.basename(file)];
    if (source !== undefined) return source;
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels(path.join(projectFolder, 'dist', 'kernels'));
