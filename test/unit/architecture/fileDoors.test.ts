// Files that anybody may have written are opened through src/base/ alone: who uses the system's own functions is listed
// here, with the reason.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';

/** They follow links, wait for pipes, and read whatever length there is. */
const followers = [
  'readFile',
  'readFileSync',
  'open',
  'openSync',
  'createReadStream',
  'opendir',
  'readdir',
  'readdirSync',
  'stat',
  'statSync',
  'watchFile',
  'existsSync',
  'access',
  'accessSync',
  'appendFile',
  'appendFileSync',
  'writeFile',
  'writeFileSync',
  'createWriteStream',
  'cp',
];

const floors = [
  'engine',
  'workers',
  'runs',
  'foreign',
  'exporting',
  'trainer',
  'evaluation',
  'launchers',
  'cli',
  'extension',
];

/** What of `followers` a file imports from Node's file system modules. */
function followersIn(text: string): string[] {
  const found = new Set<string>();
  for (const [, names, namespace] of text.matchAll(
    /import\s+(?:\{([^}]*)\}|(\*\s+as\s+\w+|\w+))\s+from\s+'(?:node:)?fs(?:\/promises)?'/g,
  )) {
    if (namespace !== undefined) found.add('*');
    for (const name of (names ?? '').split(',')) {
      const [imported = ''] = name.trim().split(/\s+as\s+/);
      if (followers.includes(imported)) found.add(imported);
    }
  }
  if (/\b(?:require|import)\(\s*'(?:node:)?fs/.test(text)) found.add('*');
  return [...found].sort();
}

/** Why each of these is no way to a stranger's file. */
const allowed: Readonly<Record<string, readonly [reason: string, ...names: string[]]>> = {
  'cli/commands/newExperiment.ts': ['the person names the file', 'existsSync', 'writeFile'],
  'cli/readSource.ts': ['the person names the file, which may come through a pipe', 'open'],
  'cli/tryOut.ts': ['the person names the folder', 'existsSync'],
  'cli/version.ts': ['a file of the installation', 'readFileSync'],
  'engine/fused/native/addon.ts': ['a file of the installation', 'readFileSync'],
  'engine/fused/wasm/kernelModule.ts': ['a file of the installation', 'readFile'],
  'engine/fused/wasm/updateModule.ts': ['a file of the installation', 'readFileSync'],
  'engine/tfjs/builtinTfjs.ts': ['a file of the installation', 'existsSync'],
  'engine/tfjs/findTfjsNode.ts': ['whether there is something; it is opened through the door', 'existsSync'],
  'engine/tfjs/installation/installTfjsNode.ts': ['the user’s own folder', 'readdir', 'stat'],
  'engine/tfjs/installation/tfjsNodePackage.ts': ['makes files in a folder of its own', 'writeFile'],
  'exporting/stagedFile.ts': [
    'makes files that must not exist, and appends to them in a place of its own',
    'appendFileSync',
  ],
  'extension/editor/dataLookup.ts': ['for trusted workspaces; the restricted way follows no link', 'existsSync'],
  'extension/runs/folderWatch.ts': ['the runs folder itself, which may be a link', 'existsSync'],
  'launchers/launchClaim.ts': ['makes a file that must not exist', 'writeFile'],
  'launchers/localLauncher.ts': ['the runs folder itself, which may be a link', 'existsSync'],
  'launchers/waitingRun.ts': ['whether the run was deleted', 'existsSync'],
  'runs/eventWriter.ts': [
    'makes a file that must not exist, and appends to it while it is open',
    'open',
    'appendFileSync',
  ],
  'runs/eventFilesAnew.ts': ['makes a file that must not exist', 'open'],
  'runs/processPlace.ts': ['the run’s folder itself, which may be a link', 'statSync'],
  'runs/createRun.ts': ['makes files that must not exist, in a folder of its own', 'existsSync', 'writeFile'],
  'trainer/carryOutRun.ts': ['whether the run was deleted', 'existsSync'],
  'trainer/external/processGroup.ts': ['the system’s own files', 'readFileSync', 'readdirSync'],
  'trainer/startedByNohup.ts': ['/dev/null', 'statSync'],
  'trainer/lowerPriority.ts': ['the system’s own files', 'readdirSync'],
  'trainer/prepareRun.ts': ['data of a run that the person starts', 'existsSync'],
};

describe('files that anybody may have written', () => {
  it('are opened through src/base/, with the exceptions that are listed and no others', () => {
    const used: Record<string, readonly string[]> = {};
    for (const floor of floors) {
      const folder = path.join(installationFolder, 'src', floor);
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.ts')) continue;
        const names = followersIn(readFileSync(path.join(folder, name), 'utf8'));
        if (names.length > 0) used[`${floor}/${name.replaceAll('\\', '/')}`] = names;
      }
    }
    const listed = Object.fromEntries(Object.entries(allowed).map(([file, [, ...names]]) => [file, names.toSorted()]));
    assert.deepEqual(used, listed);
  });

  it('are found wherever they are opened another way', () => {
    assert.deepEqual(followersIn("import { readFile, rename } from 'node:fs/promises';"), ['readFile']);
    assert.deepEqual(followersIn("import {\n  open as openFile,\n  type Stats,\n} from 'fs';"), ['open']);
    assert.deepEqual(followersIn("import * as fs from 'node:fs';"), ['*']);
    assert.deepEqual(followersIn("const { readFileSync } = await import('node:fs');"), ['*']);
    assert.deepEqual(followersIn("import { rename, rm } from 'node:fs/promises';"), []);
  });

  it('are decoded as PNGs in one place, which bounds what they unpack to', () => {
    const source = path.join(installationFolder, 'src');
    const users = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && /from 'pngjs'/.test(readFileSync(path.join(source, name), 'utf8')),
    );
    assert.deepEqual(
      users.map((name) => name.replaceAll('\\', '/')),
      ['tasks/pictures/decodePng.ts'],
    );
  });
});
