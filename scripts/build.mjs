// Builds dist/: kernels, TensorFlow.js, bundles, the experiment file's JSON Schema, decoders and the bundled digits.
// `--watch` rebuilds bundles on change.
//
// node scripts/build.mjs [--watch] [--into FOLDER] [--programs]
// With --programs only what runs outside the editor is built: command line, trainer, kernels, TensorFlow.js and digits.

import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { buildKernels } from './build-kernels.mjs';
import { provideNative } from './build-native.mjs';
import { buildTfjs } from './build-tfjs.mjs';
import { dropIdleImports } from './idle-imports.mjs';
import { leanAgentsPlugin } from './lean-agents.mjs';
import { packDigits } from './pack-digits.mjs';
import { readingCodePlugin } from './reading-code.mjs';
import { shortenNames } from './short-names.mjs';

const {
  values: { watch, into, programs },
} = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    into: { type: 'string', default: 'dist' },
    programs: { type: 'boolean', default: false },
  },
});

const shared = {
  bundle: true,
  sourcemap: watch ? 'inline' : false,
  minify: !watch,
  legalComments: 'linked',
  logLevel: 'warning',
  target: 'es2022',
};

// Bundled CommonJS packages call require, which ES modules lack.
const requireBanner =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

const nodeModules = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // jsonc-parser's CommonJS build cannot be bundled; its module build can.
  mainFields: ['module', 'main'],
  banner: { js: requireBanner },
};

/** @type {import('esbuild').BuildOptions} */
const programBundle = {
  ...nodeModules,
  entryPoints: {
    // With the programs, whose chunks it shares: most of it is theirs, too.
    ...(programs ? {} : { extension: 'src/extension/extension.ts' }),
    indexer: 'src/runs/keptIndex/indexer.ts',
    // A chunk of its own, which the programs load before any other.
    ignoreDebuggerSignal: 'src/base/ignoreDebuggerSignal.ts',
    cli: 'src/cli/main.ts',
    trainer: 'src/trainer/main.ts',
    worker: 'src/workers/worker.ts',
    baselineThread: 'src/workers/baselineThread.ts',
    taskDescriber: 'src/workers/taskDescriber.ts',
    taskLoader: 'src/workers/taskLoader.ts',
    loaderProcess: 'src/workers/loaderProcess.ts',
    pictureWorker: 'src/tasks/pictures/pictureWorker.ts',
    'typescript-hooks': 'src/tasks/module/typescriptHooks.ts',
  },
  outdir: into,
  external: ['vscode'],
  // Of a library that asks it where it runs, which the editor logs as an error of this extension.
  define: { navigator: 'undefined' },
  plugins: [readingCodePlugin, leanAgentsPlugin],
  // What several programs need is there once.
  splitting: true,
  chunkNames: '[hash]',
};

/** Each becomes a script and a style of its name; styles that several pages need are there once (`pageStyles.ts`). */
const pages = {
  panel: 'webview/main.ts',
  table: 'webview/table/main.ts',
  compare: 'webview/compare/main.ts',
  start: 'webview/start/main.ts',
  pages: 'webview/styles/pages.css',
  runs: 'webview/styles/runs.css',
};

/** @type {import('esbuild').BuildOptions[]} */
const editorBundles = [
  {
    ...shared,
    platform: 'browser',
    format: 'esm',
    entryPoints: pages,
    outdir: into,
    loader: { '.css': 'css' },
    // What several pages need is there once: a script with a nonce hands it on to what it imports.
    splitting: true,
    chunkNames: '[hash]',
  },
];

// The editor's task waits for these two lines.
if (watch) console.log('Building …');
await rm(into, { recursive: true, force: true });
await mkdir(path.join(into, 'data'), { recursive: true });
const forPrograms = [
  buildKernels(path.join(into, 'kernels')),
  buildNative(),
  buildTfjs(path.join(into, 'tfjs')),
  packDigits(path.join(into, 'data')),
  packDecoders(),
  copyFile('src/tasks/module/taskModule.ts', path.join(into, 'reptile-lab-tasks.d.ts')),
  buildOrWatch(programBundle).then(dropIdleBanners),
];
const forEditor = programs ? [] : [writeJsonSchemas(), ...editorBundles.map(buildOrWatch)];
await Promise.all([...forPrograms, ...forEditor]);
if (!watch) {
  await dropIdleImports(into);
  await shortenNames(into);
}
if (watch) console.log('Watching for changes …');

async function buildOrWatch(options) {
  if (!watch) return esbuild.build(options);
  const context = await esbuild.context(options);
  // esbuild has printed what is wrong, and the next change may put it right.
  await context.rebuild().catch(() => undefined);
  return context.watch();
}

/** Of hundreds of chunks few call require, and the others are smaller and load sooner without it. */
async function dropIdleBanners() {
  if (watch) return;
  const names = (await readdir(into)).filter((name) => name.endsWith('.js'));
  for (const file of names.map((name) => path.join(into, name))) {
    const [before, after] = (await readFile(file, 'utf8')).split(`${requireBanner}\n`);
    if (after !== undefined && !/\brequire\b/.test(after)) await writeFile(file, before + after);
  }
}

async function buildNative() {
  const line = await provideNative(path.join(into, 'kernels', 'native'));
  if (line !== undefined) console.log(line);
}

async function packDecoders() {
  await mkdir(path.join(into, 'decoders'), { recursive: true });
  const files = { 'dec/mozjpeg_dec.wasm': 'mozjpeg.wasm', 'LICENSE.codec.md': 'mozjpeg.LICENSE.md' };
  for (const [from, to] of Object.entries(files)) {
    await copyFile(path.join('node_modules/@jsquash/jpeg/codec', from), path.join(into, 'decoders', to));
  }
}

async function writeJsonSchemas() {
  const bundled = await esbuild.build({
    ...nodeModules,
    banner: {},
    legalComments: 'none',
    entryPoints: ['src/experiment/jsonSchema.ts'],
    write: false,
  });
  const source = `data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString('base64')}`;
  const { experimentJsonSchema, editorJsonSchema } = await import(source);
  // Programs read them: without the spaces that people would want, they are a third smaller.
  await writeFile(path.join(into, 'experiment.schema.json'), `${JSON.stringify(experimentJsonSchema())}\n`);
  await writeFile(path.join(into, 'experiment.editor.schema.json'), `${JSON.stringify(editorJsonSchema())}\n`);
}
