// A file is an idea that a newcomer would look for by its name: what is short and has one user stands in that user's
// file.

import assert from 'node:assert/strict';
import path from 'node:path';
import { filesIn, type SourceFile } from '../../support/sourceFiles.ts';

const fewLines = 25;

/** Why these stand for themselves; a beginning of a path ends in a slash. */
const reasons: Readonly<Record<string, string>> = {
  'src/experiment/schema/': 'a part of the experiment file is a file',
  'src/extension/commands/': 'a command is a file',
  'src/extension/doors/': 'a door is a file, and everything else goes through it',
  'src/meta/algorithms/': 'an algorithm is a short file',
  'src/tasks/readingCode.ts': 'a digest that the build puts in its place',
  'src/datasets/download/withinTime.ts': 'a wait with an end, apart from what is waited for',
  'src/engine/tfjs/builtin.ts': 'what the build bundles apart',
  'src/engine/fused/wasm/kernels/input.ts': 'kernels of one kind are a file',
  'src/extension/runs/watchRunFiles.ts': 'what the editor watches',
  'src/extension/tree/arrangementMemory.ts':
    'what is kept from one window to the next; the tree has all the lines a file may have',
  'src/launchers/sweeps/undisturbedTime.ts': 'how time is measured beside other work, apart from what is measured',
  'webview/adaptation/section.ts': 'each thing that the panel shows has a section',
  'webview/heldOut/section.ts': 'each thing that the panel shows has a section',
  'webview/head/': 'each part of the head is a file',
};

/** By name, of those that may be apart for no reason, how many lines they have. */
function smallFilesOfOneUser(
  sources: readonly SourceFile[],
  tests: readonly SourceFile[],
): ReadonlyMap<string, number> {
  const users = new Map<string, Set<string>>();
  for (const { name, text } of [...sources, ...tests])
    for (const [, target = ''] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const found = path.posix.join(path.posix.dirname(name), target);
      const file = found.endsWith('.ts') ? found : `${found}.ts`;
      users.set(file, (users.get(file) ?? new Set()).add(name));
    }
  const linesOf = ({ text }: SourceFile) => text.trimEnd().split('\n').length;
  return new Map(
    sources
      .filter((source) => users.get(source.name)?.size === 1 && linesOf(source) < fewLines)
      .map((source) => [source.name, linesOf(source)]),
  );
}

function reasonFor(file: string): string | undefined {
  return Object.keys(reasons).find((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
}

describe('short files', () => {
  const found = smallFilesOfOneUser([...filesIn('src'), ...filesIn('webview')], filesIn('test'));

  it('have more than one user, or a reason to stand for themselves', () => {
    assert.deepEqual(
      [...found].filter(([file]) => reasonFor(file) === undefined),
      [],
    );
  });

  it('have no reason that none of them needs', () => {
    const used = new Set([...found.keys()].map(reasonFor));
    assert.deepEqual(
      Object.keys(reasons).filter((place) => !used.has(place)),
      [],
    );
  });

  it('are found by who imports them, tests among them, and by their lines', () => {
    const lines = (count: number) => 'x();\n'.repeat(count);
    const sources = [
      { name: 'src/a/one.ts', text: lines(fewLines - 1) },
      { name: 'src/a/tested.ts', text: lines(1) },
      { name: 'src/a/long.ts', text: lines(fewLines) },
      {
        name: 'src/b/user.ts',
        text: `import { a } from '../a/one.ts';\nimport b from '../a/tested';\nimport '../a/long.ts';\n`,
      },
    ];
    const tests = [{ name: 'test/unit/a/tested.test.ts', text: "import b from '../../../src/a/tested.ts';\n" }];
    assert.deepEqual([...smallFilesOfOneUser(sources, tests)], [['src/a/one.ts', fewLines - 1]]);
  });
});
