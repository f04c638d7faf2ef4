// Builds TensorFlow.js with its WebAssembly and JavaScript backends into one file, which an engine imports when it is
// asked for.
//
// node scripts/build-tfjs.mjs [FOLDER]

import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

/** With SIMD, as the fused engine. The backend has two more, for processors without and for threads in browsers. */
const binary = 'tfjs-backend-wasm-simd.wasm';

/** Writes tfjs.js and the WebAssembly binary that it loads from beside itself. */
export async function buildTfjs(folder) {
  await mkdir(folder, { recursive: true });
  const bundle = esbuild.build({
    entryPoints: { tfjs: 'src/engine/tfjs/builtin.ts' },
    outdir: folder,
    bundle: true,
    minify: true,
    legalComments: 'linked',
    logLevel: 'warning',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Emscripten's code is CommonJS.
    banner: {
      js:
        "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url); " +
        "import { fileURLToPath as toPath } from 'node:url'; const __dirname = toPath(new URL('.', import.meta.url));",
    },
    // For what is loaded over a network: nothing is.
    external: ['node-fetch'],
  });
  const copy = copyFile(
    path.join('node_modules/@tensorflow/tfjs-backend-wasm/dist', binary),
    path.join(folder, binary),
  );
  await Promise.all([bundle, copy]);
  const licences = path.join(folder, 'tfjs.js.LEGAL.txt');
  await writeFile(licences, namePackages(await readFile(licences, 'utf8')));
}

/** Of the hundreds of files that have one licence their packages, each once: what they say stays word for word. */
export function namePackages(licences) {
  const listed = /(?:^(?:@[^/\s]+\/)?[^/\s]+\/\S+:\n)+/gm;
  return licences.replace(listed, (files) => {
    const packages = files.split('\n').flatMap((file) => /^(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
    return [...new Set(packages)].map((name) => `${name}:\n`).join('');
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildTfjs(process.argv[2] ?? 'dist/tfjs');
