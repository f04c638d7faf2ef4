// Builds TensorFlow.js with its WebAssembly and JavaScript backends into one file, which an engine imports when it is asked for.
//
// node scripts/build-tfjs.mjs [FOLDER]

import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const binaries = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';

/** Without and with SIMD; the third one, with threads, is for browsers. */
const binaryNames = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

/** Writes tfjs.js and the two WebAssembly binaries that it loads from beside itself. */
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
    // esbuild would ask for a default export of Emscripten's code.
    logOverride: { 'import-is-undefined': 'silent' },
  });
  const copies = binaryNames.map((name) => copyFile(path.join(binaries, name), path.join(folder, name)));
  await Promise.all([bundle, ...copies]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildTfjs(process.argv[2] ?? 'dist/tfjs');
