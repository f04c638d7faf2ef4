// The import rules of ARCHITECTURE.md are enforced: an import that breaks one is reported by the lint that `npm run check` runs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';

const floors = [
  ...['base', 'experiment', 'engine', 'datasets', 'tasks', 'meta', 'workers', 'runs', 'panel', 'words'],
  ...['trainer', 'evaluation', 'launchers', 'cli'],
];
/** They run in the page, too. */
const withoutNode = ['panel', 'words'];
const biome = path.join(path.dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')), 'bin', 'biome');

/** Lints a project that has our rules and, for each folder, one file that imports each of the given modules; tells which files break a rule. */
function findBroken(imports: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const project = mkdtempSync(path.join(os.tmpdir(), 'import-rules-'));
  try {
    copyFileSync(path.join(installationFolder, 'biome.json'), path.join(project, 'biome.json'));
    const broken = new Map<string, string[]>();
    for (const [folder, modules] of imports) {
      mkdirSync(path.join(project, folder), { recursive: true });
      for (const [index, module] of modules.entries()) {
        writeFileSync(path.join(project, folder, `probe${index}.ts`), `import '${module}';\n`);
      }
    }
    const result = spawnSync(
      process.execPath,
      [biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=500', '--reporter=github', '.'],
      {
        cwd: project,
        encoding: 'utf8',
      },
    );
    for (const [folder, modules] of imports) {
      const named = modules.filter((_, index) =>
        result.stdout
          .split('\n')
          .some((line) => line.includes('noRestrictedImports') && line.includes(path.join(folder, `probe${index}.ts`))),
      );
      broken.set(folder, named);
    }
    return broken;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

describe('import rules', () => {
  it('report every import from a floor below, from the page, and of the editor outside src/extension/', () => {
    const forbidden = new Map(
      floors.map((floor, index) => [
        `src/${floor}`,
        [
          ...['vscode', '../../webview/main.ts', ...(withoutNode.includes(floor) ? ['node:fs'] : [])],
          ...[...floors.slice(index + 1), 'extension'].map((below) => `../${below}/any.ts`),
        ],
      ]),
    );
    forbidden.set('src/extension', ['../trainer/main.ts', '../evaluation/any.ts', '../cli/main.ts', '../../webview/main.ts']);
    forbidden.set('webview', [
      'vscode',
      'node:fs',
      '../src/engine/random.ts',
      '../src/trainer/main.ts',
      '../src/extension/any.ts',
    ]);
    assert.deepEqual(findBroken(forbidden), forbidden);
  });

  it('allow imports from the floors above', () => {
    const allowed = new Map(
      floors.map((floor, index) => [`src/${floor}`, floors.slice(0, index).map((above) => `../${above}/any.ts`)]),
    );
    allowed.set('src/launchers', ['../runs/manifest.ts']);
    allowed.set('src/extension', ['vscode', '../runs/manifest.ts', '../launchers/launcher.ts']);
    allowed.set('webview', ['../src/base/shownText.ts', '../src/panel/panelMessages.ts', '../src/words/formatFigures.ts']);
    assert.deepEqual(findBroken(allowed), new Map([...allowed.keys()].map((folder) => [folder, []])));
  });
});
