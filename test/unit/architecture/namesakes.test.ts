// A name is exported by one file: who reads one must not take it for another. Where two share one, a reason says why
// nobody can.

import assert from 'node:assert/strict';
import { filesIn, type SourceFile } from '../../support/sourceFiles.ts';

/** Names by the reason why they may be exported twice. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'each of two pages, which are programs of their own, has one': [
    'connectHost',
    'drawPage',
    'iconButton',
    'initialModel',
    'reduce',
    'TableAction',
    'Choice',
  ],
  'the command line and the editor, which never meet, do the same by it': [
    'Log',
    'ProgressBar',
    'controlSweep',
    'openLog',
    'refuse',
    'reportError',
    'runCommandLine',
    'TextColumn',
  ],
  'an engine’s kernels, or the compiler of its programs, have words of their own, which nobody imports beside the others':
    [
      'Samples',
      'Tensor',
      'Term',
      'Word',
      'activate',
      'descend',
      'policyGradient',
      'requireInputs',
      'widthOf',
      'wordsOf',
    ],
  'what an experiment file says, and what comes of it': [
    'Grouping',
    'Padding',
    'TaskSizes',
    'classesOf',
    'dimensionsOf',
    'gradientCombination',
    'placeOf',
  ],
  'the page’s own, in its language': ['DrawnTrajectory', 'countOf', 'toCsv', 'wordOf'],
  'a command, and the work that it asks for': [
    'EvaluationRequest',
    'evaluateRun',
    'exitCodes',
    'findInitialization',
    'reportEvaluation',
    'formatNumber',
  ],
  'readers of data have words of their own': [
    'Part',
    'requireSamples',
    'tokensOf',
    'tooLarge',
    'columnsOf',
    'countRuns',
  ],
  'the language of filters has words of its own': ['Comparison'],
};

/** Names that several files declare and export, with these files. */
function namesakesIn(files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  const declared = new Map<string, string[]>();
  const declaration =
    /^export (?:async |declare |abstract )*(?:const|let|function\*?|class|interface|type|enum)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gmu;
  for (const { name, text } of files)
    for (const exported of new Set([...text.matchAll(declaration)].map(([, found = '']) => found)))
      declared.set(exported, [...(declared.get(exported) ?? []), name]);
  return new Map([...declared].filter(([, places]) => places.length > 1));
}

describe('exported names', () => {
  const found = namesakesIn([...filesIn('src'), ...filesIn('webview')]);
  const withReason = Object.values(allowed).flat();

  it('are declared in one file each, or have a reason', () => {
    assert.deepEqual(
      [...found].filter(([name]) => !withReason.includes(name)),
      [],
    );
  });

  it('have no reason that none of them needs', () => {
    assert.deepEqual(
      withReason.filter((name) => !found.has(name)),
      [],
    );
  });

  it('are found whatever is declared, and not where one is only imported or handed on', () => {
    const files = [
      { name: 'a.ts', text: 'export interface One {}\nexport async function two() {}\nexport const three = 1;\n' },
      { name: 'b.ts', text: "export type One = 1;\nexport function* two() {}\nexport { three } from './a.ts';\n" },
      { name: 'c.ts', text: "import { three } from './a.ts';\nconst four = three;\nclass One {}\n" },
    ];
    assert.deepEqual(
      [...namesakesIn(files)],
      [
        ['One', ['a.ts', 'b.ts']],
        ['two', ['a.ts', 'b.ts']],
      ],
    );
  });
});
