// The import rules of ARCHITECTURE.md are enforced: an import that breaks one is reported by the lint that `npm run
// check` runs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';

const floors = [
  'base',
  'experiment',
  'engine',
  'datasets',
  'tasks',
  'baselines',
  'meta',
  'workers',
  'runs',
  'foreign',
  'panel',
  'words',
  'table',
  'exporting',
  'trainer',
  'evaluation',
  'launchers',
  'cli',
];
/** They run in the page, too. */
const withoutNode = ['panel', 'words', 'table'];
const biome = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')),
  'bin',
  'biome',
);

/** Lints a project of these files by our rules; a line for each problem. */
function lint(files: Readonly<Record<string, string>>): string[] {
  const project = mkdtempSync(path.join(os.tmpdir(), 'import-rules-'));
  try {
    copyFileSync(path.join(installationFolder, 'biome.json'), path.join(project, 'biome.json'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), text);
    }
    const words = ['lint', '--vcs-enabled=false', '--max-diagnostics=500', '--reporter=github', '.'];
    return spawnSync(process.execPath, [biome, ...words], { cwd: project, encoding: 'utf8' }).stdout.split('\n');
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/**
 * Lints a project that has our rules and, for each folder, one file that imports each of the given modules; tells which
 * files break a rule.
 */
function findBroken(imports: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const files: Record<string, string> = {};
  for (const [folder, modules] of imports) {
    for (const [index, module] of modules.entries()) files[`${folder}/probe${index}.ts`] = `import '${module}';\n`;
  }
  const problems = lint(files).filter((line) => line.includes('noRestrictedImports'));
  const isNamed = (file: string) => problems.some((line) => line.includes(path.join(file)));
  return new Map(
    [...imports].map(([folder, modules]) => [
      folder,
      modules.filter((_, index) => isNamed(`${folder}/probe${index}.ts`)),
    ]),
  );
}

describe('import rules', () => {
  it('report every import from a floor below, from the page, and of the editor outside src/extension/', () => {
    const forbidden = new Map(
      floors.map((floor, index) => [
        `src/${floor}`,
        [
          'vscode',
          '../../webview/main.ts',
          ...(withoutNode.includes(floor) ? ['node:fs'] : []),
          ...[...floors.slice(index + 1), 'extension'].map((below) => `../${below}/any.ts`),
        ],
      ]),
    );
    forbidden.set('src/extension', [
      '../trainer/main.ts',
      '../evaluation/any.ts',
      '../cli/main.ts',
      '../../webview/main.ts',
    ]);
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
    allowed.set('webview', [
      '../src/base/shownText.ts',
      '../src/panel/panelMessages.ts',
      '../src/words/formatFigures.ts',
    ]);
    assert.deepEqual(findBroken(allowed), new Map([...allowed.keys()].map((folder) => [folder, []])));
  });

  it('report a circle of imports, be it of types alone', () => {
    const problems = lint({
      'src/runs/one.ts': "import type { Two } from './two.ts';\nexport interface One {\n  readonly two: Two;\n}\n",
      'src/runs/two.ts': "import type { One } from './one.ts';\nexport interface Two {\n  readonly one: One;\n}\n",
      'src/runs/three.ts': "import type { One } from './one.ts';\nexport type Three = One;\n",
    }).filter((line) => line.includes('noImportCycles'));
    for (const file of ['one', 'two'])
      assert.ok(problems.some((line) => line.includes(path.join('src', 'runs', `${file}.ts`))));
    assert.ok(!problems.some((line) => line.includes('three.ts')));
  });
});
