// Tasks from a user's module: JavaScript and TypeScript, what they may return, and where a slip in them is told.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomStream } from '../../../../src/engine/random.ts';
import { createTaskDistribution } from '../../../../src/tasks/createTaskDistribution.ts';
import type { SupervisedDistribution } from '../../../../src/tasks/task.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { runCli } from '../../../support/builtCli.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const classification = (body: string) => `export default function (settings) {
  return {
    kind: 'samples', inputShape: [2], outputs: 3, loss: 'softmaxCrossEntropy', trainingSize: 3, supportSize: 3, querySize: 6,
    sampleTrainingTask: (random) => samples(random, 3),
    sampleHeldOutTask: (random) => ({ support: samples(random, 3), query: samples(random, 6), classNames: ['a', 'b', 'c'] }),
  };
}
function samples(random, count) {
  const ways = Array.from({ length: count }, (_, index) => index % 3);
  ${body}
}
`;

describe('tasks from a module', () => {
  const folder = useTemporaryFolder();
  let written = 0;

  /** Every module has a name of its own, since a module is imported once. */
  async function distributionOf(text: string, ending = 'mjs', settings: Record<string, number> = {}) {
    const name = `tasks-${written++}.${ending}`;
    await writeFile(path.join(folder(), name), text);
    const distribution = await createTaskDistribution({ kind: 'module', path: name, settings }, folder());
    assert.ok(distribution.kind === 'supervised');
    return { distribution, file: path.join(folder(), name) };
  }

  async function assertRefused(
    text: string,
    pattern: RegExp,
    act: (of: SupervisedDistribution) => void = () => undefined,
  ) {
    await assert.rejects(
      async () => act((await distributionOf(text)).distribution),
      (error) => {
        assert.ok(error instanceof TaskError, String(error));
        assert.match(error.message, pattern);
        return true;
      },
    );
  }

  const drawHeldOut = (of: SupervisedDistribution) =>
    void of.sampleHeldOutTask(randomStream(0, 'evaluation-task', 0), 0);

  it('samples functions, which share points between no support and query set', async () => {
    const { distribution } = await distributionOf(
      `export default ({ slope }) => ({
        kind: 'functions', domain: [-1, 1], points: 21, shots: 5, trainShots: 7,
        sampleFunction: (random, part) => { const b = random.uniform() + (part === 'training' ? 0 : 10); return (x) => slope * x + b; },
      });`,
      'mjs',
      { slope: 3 },
    );
    const training = distribution.sampleTrainingTask(randomStream(0, 'training-task', 0, 0));
    assert.equal(training.count, 7);
    const { support, query, supportNumbers, queryNumbers } = distribution.sampleHeldOutTask(
      randomStream(0, 'evaluation-task', 0),
      0,
    );
    assert.deepEqual([support.count, query.count], [5, 16]);
    assert.equal(new Set([...supportNumbers, ...queryNumbers]).size, 21);
    const offsets = Array.from(support.inputs, (x, index) => (support.targets[index] ?? 0) - 3 * x);
    assert.ok(offsets.every((offset) => offset >= 10 && offset < 11 && Math.abs(offset - (offsets[0] ?? 0)) < 1e-5));
  });

  it('samples classes, from numbers and from Float32Array', async () => {
    const { distribution } = await distributionOf(
      classification('return { inputs: ways.map((way) => new Float32Array([way, random.normal()])), targets: ways };'),
    );
    const task = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', 3), 3);
    assert.deepEqual([...task.query.targets], [0, 1, 2, 0, 1, 2]);
    assert.deepEqual(task.classNames, ['a', 'b', 'c']);
    assert.deepEqual(task, distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', 3), 3));
    const { illustration } = distribution.illustrate(task);
    assert.ok(illustration.kind === 'texts');
    assert.deepEqual(
      illustration.query.map(({ way }) => way),
      [0, 1, 2, 0, 1, 2],
    );
    assert.match(illustration.query[1]?.text ?? '', /^1, -?[\d.]+$/);
  });

  it('hands out a fixed list of tasks, each by its number', async () => {
    const { distribution } = await distributionOf(
      `const list = [[1, 2], [3, 4], [5, 6]];
      const setOf = ([low, high]) => ({ inputs: [low, high], targets: [0, 1] });
      export default () => ({
        kind: 'samples', inputShape: [1], outputs: 2, loss: 'softmaxCrossEntropy', trainingSize: 2, supportSize: 2, querySize: 2,
        heldOutTasks: list.length,
        sampleTrainingTask: () => setOf([0, 1]),
        sampleHeldOutTask: (random, number) => ({ support: setOf(list[number]), query: setOf(list[number].map((value) => value + 0.5)) }),
      });`,
    );
    assert.equal(distribution.heldOutTasks, 3);
    const tasks = [2, 0, 1].map((number) =>
      distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', number), number),
    );
    assert.deepEqual(
      tasks.map(({ support, query }) => [...support.inputs, ...query.inputs]),
      [
        [5, 6, 5.5, 6.5],
        [1, 2, 1.5, 2.5],
        [3, 4, 3.5, 4.5],
      ],
    );
    await assertRefused(
      "export default () => ({ kind: 'samples', inputShape: [1], outputs: 2, loss: 'meanSquaredError', trainingSize: 1, supportSize: 1, querySize: 1, " +
        'heldOutTasks: 0, sampleTrainingTask() {}, sampleHeldOutTask() {} });',
      /heldOutTasks/,
    );
  });

  it('takes TypeScript, with imports of other TypeScript files that leave the ending out', async () => {
    await writeFile(
      path.join(folder(), 'line.ts'),
      'export const line = (slope: number) => (x: number): number => slope * x;\n',
    );
    const { distribution } = await distributionOf(
      `import { line } from './line';
interface Settings { readonly slope: number }
export default (settings: Settings) => ({
  kind: 'functions' as const, domain: [0, 1] as const, points: 11, shots: 3,
  sampleFunction: (): ((x: number) => number) => line(settings.slope),
});
`,
      'ts',
      { slope: 2 },
    );
    const { inputs, targets } = distribution.sampleTrainingTask(randomStream(0, 'training-task', 0, 0));
    assert.deepEqual([...targets], [...inputs.map((x) => 2 * x)]);
  });

  it('says file, line and column of what a module throws', async () => {
    await assertRefused(
      classification('\n  return ways.missing.length;'),
      /tasks-\d+\.mjs:11:23: TypeError: .*while sampling a held-out/,
      drawHeldOut,
    );
    await assertRefused(
      '\nthrow new Error("no data today");',
      /tasks-\d+\.mjs:2:7: Error: no data today \(while importing it\)/,
    );
    await assertRefused(
      'export default function () {\n  return nothing;\n}',
      /tasks-\d+\.mjs:2:3: ReferenceError: nothing is not defined/,
    );
    await assertRefused('export default () => ({;', /tasks-\d+\.mjs(:\d+)*: SyntaxError: Unexpected token/);
    const offender = path.join(folder(), 'offender.mjs');
    await writeFile(offender, '\n\nexport function fail() { throw new RangeError("too far"); }\n');
    await assertRefused(
      `import { fail } from './offender.mjs';\nexport default () => fail();`,
      /offender\.mjs:3:32: RangeError: too far/,
    );
  });

  it('says what is wrong with what a module returns', async () => {
    const samples = (body: string) => classification(body);
    const right = 'ways.map((way) => [way, 0])';
    const cases: readonly (readonly [string, RegExp])[] = [
      ['export const tasks = 1;', /no default export that is a function/],
      ['export default () => undefined;', /while making its tasks/],
      ['export default () => ({ kind: "other" });', /kind: /],
      [
        'export default () => ({ kind: "functions", domain: [1, 0], points: 5, shots: 2, sampleFunction() {} });',
        /domain: \[1, 0\]/,
      ],
      [
        'export default () => ({ kind: "functions", domain: [0, 1], points: 5, shots: 5, sampleFunction() {} });',
        /none is left to measure/,
      ],
      [
        'export default () => ({ kind: "functions", domain: [0, 1], points: 5, shots: 2, sampleFunction: () => () => 1 / 0 });',
        /the function is Infinity/,
      ],
      [
        'export default () => ({ kind: "functions", domain: [0, 1], points: 5, shots: 2, sampleFunction: () => 3 });',
        /TypeError: drawn is not a function/,
      ],
      [samples('return 5;'), /support is 5, not/],
      [samples('return { inputs: [], targets: ways };'), /support\.inputs has 0 entries instead of 3/],
      [
        samples(`return { inputs: ${right}, targets: ways.map((way) => way + 1) };`),
        /support\.targets\[2\] is 3, but classes are whole numbers from 0 to 2/,
      ],
      [
        samples('return { inputs: ways.map(() => [1]), targets: ways };'),
        /support\.inputs\[0\] has 1 values instead of 2/,
      ],
      [samples('return { inputs: ways.map(() => [1, NaN]), targets: ways };'), /support\.inputs\[0\]\[1\] is NaN/],
      [samples('return { inputs: ways.map(() => ["1", 2]), targets: ways };'), /support\.inputs\[0\]\[0\] is 1/],
      [
        samples(`return { inputs: ${right}, targets: ways };`).replace("['a', 'b', 'c']", "['a']"),
        /classNames is no list of 3 names/,
      ],
      [samples('').replace('inputShape: [2]', 'inputShape: [2, 2]'), /inputShape: must be/],
    ];
    for (const [text, pattern] of cases) await assertRefused(text, pattern, drawHeldOut);
  });

  it('refuses a missing file and a file of another kind', async () => {
    const distribution = (name: string) =>
      createTaskDistribution({ kind: 'module', path: name, settings: {} }, folder());
    await assert.rejects(distribution('nowhere.ts'), /There is no file .*nowhere\.ts/);
    await mkdir(path.join(folder(), 'tasks.json'), { recursive: true });
    await assert.rejects(distribution('tasks.json'), /is no module: its name has to end in/);
  });

  it('trains the preset, to the same figures with one worker and with two', async function () {
    this.timeout(120_000);
    await runCli(['new', 'own-tasks'], { folder: folder() });
    const metrics: unknown[] = [];
    for (const workers of ['1', '2']) {
      const settings = ['algorithm.metaIterations=20', 'evaluation.tasks=4'].flatMap((setting) => ['--set', setting]);
      const places = ['--workers', workers, '--runs', `runs-${workers}`, '--json'];
      const { output } = await runCli(['train', 'own-tasks.reptile.json', ...settings, ...places], {
        folder: folder(),
      });
      const last: unknown = JSON.parse(output.trim().split('\n').at(-1) ?? '');
      assert.ok(typeof last === 'object' && last !== null && 'state' in last && 'metrics' in last, output);
      assert.equal(last.state, 'completed');
      metrics.push(last.metrics);
    }
    assert.deepEqual(metrics[0], metrics[1]);
  });
});
