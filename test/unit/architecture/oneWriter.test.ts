// Ways around the rules that no type can hold: who writes a manifest without a lock, who makes folders with their parents,
// who listens to signals, what every program does first, and who tells backends apart.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';

const sources = readdirSync(path.join(installationFolder, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({
    name: name.replaceAll(path.sep, '/'),
    text: readFileSync(path.join(installationFolder, 'src', name), 'utf8'),
  }));

const filesWith = (pattern: RegExp) =>
  sources
    .filter(({ text }) => pattern.test(text))
    .map(({ name }) => name)
    .sort();

/** Imports nothing of zlib's but what packs and unpacks nothing. */
function isOfSumsAlone(file: string): boolean {
  const text = sources.find(({ name }) => name === file)?.text ?? '';
  const [, names] = /import \{([^}]*)\} from 'node:zlib'/.exec(text) ?? [];
  return names?.split(',').every((name) => ['crc32', 'constants'].includes(name.trim())) === true;
}

/** How folders are made otherwise than one at a time, below one that is there: with options, or under another name. */
function waysToMakeFolders(text: string): readonly string[] {
  const calls = [...text.matchAll(/\bmkdir(?:Sync)?\(/g)].map(({ index }) => callAt(text, index));
  const hidden = text.match(/\bmkdir(?:Sync)?\b(?!\(|[,;]| [}])/g) ?? [];
  return [...calls.filter((call) => hasSeveralArguments(call)), ...hidden];
}

/** From the function's name to the bracket that ends its arguments. */
function callAt(text: string, start: number): string {
  let depth = 0;
  for (let at = text.indexOf('(', start); at < text.length; at++) {
    depth += depthOf(text.charAt(at));
    if (depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
}

function hasSeveralArguments(call: string): boolean {
  let depth = 0;
  return [...call].some((letter) => {
    depth += depthOf(letter);
    return letter === ',' && depth === 1;
  });
}

function depthOf(letter: string): number {
  return Number('([{'.includes(letter)) - Number(')]}'.includes(letter));
}

describe('the sources', () => {
  it('write a manifest without holding the lock only where the run is not there yet, or cannot have one', () => {
    assert.deepEqual(filesWith(/\bwriteManifest\(/), [
      'launchers/waitingRun.ts',
      'runs/createRun.ts',
      'runs/manifestFile.ts',
    ]);
  });

  it('make a hold only where the lock is taken', () => {
    assert.deepEqual(filesWith(/\bnew RunHold\(/), ['runs/runLock.ts']);
  });

  it('make folders with their parents in one place: Node’s own way never ends where a file system allows none', () => {
    const makers = sources.filter(({ text }) => waysToMakeFolders(text).length > 0).map(({ name }) => name);
    assert.deepEqual(makers, ['base/parentFolders.ts']);
  });

  it('are seen to make folders in whatever way they do', () => {
    assert.deepEqual(
      waysToMakeFolders("import { mkdir, rm } from 'node:fs/promises';\nawait mkdir(path.join(a, b));"),
      [],
    );
    assert.deepEqual(waysToMakeFolders("import { mkdirSync } from 'node:fs';\nmkdirSync(a);"), []);
    for (const way of [
      'mkdir(path.join(a, b), { recursive: true })',
      'mkdirSync(\n  a,\n  options,\n)',
      'mkdir(a, { recursive: true, mode: 0o700 })',
    ])
      assert.deepEqual(waysToMakeFolders(`await Promise.all([${way}, rm(b)]);`), [way]);
    assert.deepEqual(waysToMakeFolders("import { mkdir as make } from 'node:fs/promises';"), ['mkdir']);
    assert.deepEqual(waysToMakeFolders('const make = fs.mkdir.bind(fs);'), ['mkdir']);
  });

  it('listen to signals in one place, and to the debugger’s in another', () => {
    assert.deepEqual(filesWith(/process\.on\((?:'SIG|name|signal)/), [
      'base/ignoreDebuggerSignal.ts',
      'trainer/processEnds.ts',
      // Leaves them to whoever started it.
      'workers/loaderProcess.ts',
    ]);
  });

  it('close the debugger’s door before anything else in every program', () => {
    for (const program of ['cli/main.ts', 'trainer/main.ts', 'workers/loaderProcess.ts', 'runs/keptIndex/indexer.ts']) {
      const [first] = sources.find(({ name }) => name === program)?.text.match(/^import .*$/m) ?? [];
      assert.match(first ?? '', /^import '(?:\.\.\/)+base\/ignoreDebuggerSignal\.ts';$/, program);
    }
  });

  it('tell backends apart by name only where each is described and loaded: everybody else asks the descriptions', () => {
    assert.deepEqual(filesWith(/(?:[!=]==|case) '(?:fused|tfjs-\w+)'/), ['engine/loadEngine.ts']);
  });

  it('name WebAssembly’s interface only where modules of it are loaded, or its memory is lent', () => {
    assert.deepEqual(filesWith(/\bWebAssembly\.\w/), [
      'engine/fused/native/nativeKernels.ts',
      'engine/fused/wasm/kernelModule.ts',
      'engine/fused/wasm/updateModule.ts',
      'tasks/pictures/jpegDecoder.ts',
    ]);
  });

  it('start threads, and use zlib in them, only where threads are not ended on their way into it', () => {
    assert.deepEqual(filesWith(/\bnew Worker\(/), ['base/gatedThread.ts']);
    assert.deepEqual(filesWith(/\bfrom 'pngjs'/), ['tasks/pictures/decodePng.ts']);
    const unpacking = filesWith(/\bfrom 'node:zlib'/).filter((name) => !isOfSumsAlone(name));
    assert.deepEqual(unpacking, ['base/unpack.ts', 'workers/guardThread.ts']);
  });

  it('load whole checkpoints only where they are computed with, or begun with', () => {
    assert.deepEqual(filesWith(/\bload(?:Chosen|Newest)?Checkpoint\(/), [
      'evaluation/openTrainedRun.ts',
      'evaluation/runWeights.ts',
      'runs/chosenCheckpoint.ts',
      'runs/initialization.ts',
      'runs/loadCheckpoint.ts',
      // One that stands in the place of what is saved.
      'runs/saveCheckpoint.ts',
      'trainer/repair/rebuildManifest.ts',
      'trainer/runStart.ts',
    ]);
  });

  it('read data only in a thread that can be ended', () => {
    assert.deepEqual(filesWith(/\bloadTaskData\(/), [
      'tasks/createTaskDistribution.ts',
      // Nothing but what comes with the installation.
      'workers/loadTaskDataApart.ts',
      'workers/taskLoader.ts',
    ]);
  });

  it('run a user’s module only in threads that can be ended', () => {
    assert.deepEqual(filesWith(/\bcreateModuleDistribution\(/), [
      'tasks/createTaskDistribution.ts',
      'tasks/module/moduleTasks.ts',
      'workers/taskDescriber.ts',
    ]);
    // In the first two of these never for a module: `describeTasks.ts` and `createExecutor.ts` ask for the kind before.
    assert.deepEqual(filesWith(/\bcreateTaskDistribution(From)?\(/), [
      'tasks/createTaskDistribution.ts',
      'workers/baselineThread.ts',
      'workers/createExecutor.ts',
      'workers/describeTasks.ts',
      'workers/worker.ts',
    ]);
  });
});
