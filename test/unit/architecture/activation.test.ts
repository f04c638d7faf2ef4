// What a window loads before anybody has asked for anything: not the schema of experiments, and nothing that needs it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';

/** Each takes longer to load than the tree takes to be drawn. */
const loadedLater = [
  'src/experiment/schema.ts',
  'src/experiment/presets.ts',
  'src/engine/',
  'src/datasets/download/',
  'src/extension/commands/commandHandlers.ts',
  'csv-parse',
  'yauzl',
  'jsonc-parser',
];
/** Where the editor's storage keeps TensorFlow.js, by name alone. */
const light = new Set(['src/engine/tfjs/tfjsNodePlaces.ts']);

describe('what the extension loads at its start', () => {
  it('leaves out what most windows need later or never', async () => {
    const loaded = await loadedBy('src/extension/extension.ts');
    assert.ok(loaded.has('src/extension/tree/runTree.ts'));
    const isLate = (file: string) => !light.has(file) && loadedLater.some((late) => file.startsWith(late));
    const early = [...loaded].filter(([file, importer]) => isLate(file) && !isLate(importer));
    assert.deepEqual(
      early.map(([file, importer]) => `${importer} imports ${file}`),
      [],
    );
  });

  it('is found through static imports, and not through those of types or on demand', () => {
    const source = [
      "import type { A } from './types.ts';",
      "import { b } from './b.ts';",
      "export { c } from './c.ts';",
      'import {\n  d,\n  e,\n} from "./d.ts";',
      "const { f } = await import('./f.ts');",
      "import './g.ts';",
    ].join('\n');
    assert.deepEqual(importsIn(source), ['./b.ts', './c.ts', './d.ts', './g.ts']);
  });
});

describe('what pages load', () => {
  it('leaves out what reads files: schemas weigh more than a page', async () => {
    for (const page of ['main.ts', 'table/main.ts', 'compare/main.ts', 'start/main.ts']) {
      const loaded = await loadedBy(`webview/${page}`);
      assert.ok(loaded.size > 20, page);
      assert.deepEqual(
        [...loaded].filter(([file]) => file === 'zod').map(([file, importer]) => `${importer} imports ${file}`),
        [],
        page,
      );
    }
  });
});

/** Each file and package that is loaded with `entry`, and a file that imports it. */
async function loadedBy(entry: string): Promise<ReadonlyMap<string, string>> {
  const loaded = new Map([[entry, '']]);
  for (const file of loaded.keys()) {
    if (!/^(?:src|webview)\/.*\.ts$/.test(file)) continue;
    const source = await readFile(path.join(installationFolder, file), 'utf8');
    for (const name of importsIn(source)) {
      const found = name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name;
      if (!loaded.has(found)) loaded.set(found, file);
    }
  }
  return loaded;
}

function importsIn(source: string): readonly string[] {
  const statements = source.matchAll(/^(?:import|export) (?!type )(?:[^'";]*? from )?['"]([^'"]+)['"]/gm);
  return [...statements].flatMap(([, name]) => name ?? []);
}
