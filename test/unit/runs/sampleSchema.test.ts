// Samples whose lists do not belong together are not drawn: a page would make points, rows or circles by one list that
// another has nothing for.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AdaptationSample } from '../../../src/meta/executor.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { findStray, sampleSchema } from '../../../src/runs/sampleSchema.ts';
import { readNewestSample, writeSample } from '../../../src/runs/samples.ts';
import { holdOf } from '../../support/holdOf.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const numbers = (length: number) => Array.from({ length }, (_, index) => index);
const steps = [0, 1, 5];
const answers = (length: number) => steps.map(() => numbers(length));
const ofClasses = <Item>(item: Item) => ({
  classNames: ['a', 'b'],
  support: [{ way: 0, ...item }],
  query: [
    { way: 1, ...item },
    { way: 0, ...item },
  ],
});
const drawn = { path: [[0, 0]], finalPose: [[0, 1]], totalReward: 1 } as const;

const samples = {
  curve: {
    task: { kind: 'curve', queryX: [0, 1, 2], queryY: [0, 1, 4], supportX: [0.5], supportY: [0.25] },
    steps,
    outputs: answers(3),
  },
  images: {
    task: { kind: 'images', width: 2, height: 1, channels: 3, ...ofClasses({ pixels: 'AAAAAAAA' }) },
    steps,
    outputs: answers(4),
  },
  spectrograms: {
    task: {
      kind: 'spectrograms',
      bands: 1,
      frames: 3,
      seconds: 1,
      lowestFrequency: 0,
      highestFrequency: 4000,
      ...ofClasses({ pixels: 'AAAA' }),
    },
    steps,
    outputs: answers(4),
  },
  texts: { task: { kind: 'texts', ...ofClasses({ text: 'hello' }) }, steps, outputs: answers(4) },
  values: {
    task: {
      kind: 'values',
      targets: [
        [1, 2],
        [3, 4],
      ],
    },
    steps,
    outputs: answers(4),
  },
  paths: {
    task: {
      kind: 'paths',
      bounds: { x: [-1, 1], y: [0, 2] },
      goal: [0, 1],
      goalRadius: 0.1,
      trajectories: steps.map(() => [drawn]),
    },
    steps,
    outputs: [],
  },
} satisfies Record<string, AdaptationSample>;

/** The sample once for each list in it that belongs to others, with an entry more, and with one less. */
function* changedLists(
  value: unknown,
  name: string,
  rebuild: (changed: unknown) => unknown,
): Generator<readonly [what: string, sample: unknown]> {
  if (Array.isArray(value)) {
    if (value.length === 0 || name === 'support') return;
    yield [`${name} longer`, rebuild([...value, ...value.slice(-1)])];
    yield [`${name} shorter`, rebuild(value.slice(0, -1))];
    if (name !== 'outputs' && name !== 'targets') return;
    for (const [index, row] of value.entries())
      yield* changedLists(row, `a row of ${name}`, (changed) => rebuild(value.with(index, changed)));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      yield* changedLists(inner, key, (changed) => rebuild({ ...value, [key]: changed }));
  }
}

describe('the lists of a sample', () => {
  const folder = useTemporaryFolder();

  async function read(sample: unknown) {
    const directory = folder();
    await mkdir(runFiles(directory).samples, { recursive: true });
    await writeFile(path.join(runFiles(directory).samples, '5.json'), JSON.stringify(sample));
    return readNewestSample(directory);
  }

  for (const [kind, sample] of Object.entries(samples)) {
    it(`of ${kind} belong together, whichever is longer or shorter than the others`, () => {
      assert.deepEqual(sampleSchema.parse(sample), sample);
      const changed = [...changedLists(sample, '', (whole) => whole)];
      assert.ok(changed.length >= 4, `${changed.length} are changed`);
      for (const [what, stray] of changed) assert.equal(sampleSchema.safeParse(stray).success, false, what);
    });
  }

  it('are named where they do not, and nothing is drawn', async () => {
    const { drawn: nothing, problem } = await read({
      ...samples.curve,
      outputs: Array.from({ length: 90_000 }, () => []),
    });
    assert.equal(nothing, undefined);
    assert.match(noticeWords(problem?.notice), /5\.json is damaged: outputs is not what it should be/);
  });

  it('hold no more steps, classes, trajectories and joints than there can be', () => {
    const many = numbers(10_001);
    const names = many.map(String);
    const crowded: readonly unknown[] = [
      { ...samples.curve, steps: many, outputs: many.map(() => numbers(3)) },
      { ...samples.texts, task: { ...samples.texts.task, classNames: names, query: [] }, outputs: steps.map(() => []) },
      { ...samples.paths, task: { ...samples.paths.task, trajectories: steps.map(() => many.map(() => drawn)) } },
      {
        ...samples.paths,
        task: {
          ...samples.paths.task,
          trajectories: steps.map(() => [{ ...drawn, finalPose: many.map(() => [0, 0]) }]),
        },
      },
    ];
    for (const sample of crowded) assert.equal(sampleSchema.safeParse(sample).success, false);
  });

  it('name classes that there are', () => {
    for (const way of [-1, 2, 1e9]) {
      const query = samples.texts.task.query.map((item) => ({ ...item, way }));
      assert.deepEqual(findStray({ ...samples.texts, task: { ...samples.texts.task, query } }), ['task', 'query']);
    }
  });

  it('lie in a plane that has a width and a height', () => {
    for (const side of [
      [0, 0],
      [1, -1],
      [0, 1e-300],
      [-1e308, 1e308],
    ] as const) {
      const task = { ...samples.paths.task, bounds: { x: [-1, 1], y: side } } as const;
      assert.deepEqual(findStray({ ...samples.paths, task }), ['task', 'bounds']);
    }
  });

  it('are written so that they can be read: of many steps, some', async () => {
    const sample: AdaptationSample = {
      ...samples.curve,
      steps: numbers(100),
      outputs: numbers(100).map(() => numbers(3)),
    };
    await writeSample(await holdOf(folder()), { iteration: 5, sample });
    assert.deepEqual((await readNewestSample(folder())).drawn?.sample.steps.length, 50);
  });
});
