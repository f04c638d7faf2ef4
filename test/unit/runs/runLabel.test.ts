// Labels say what tells runs of one name apart: all of it, briefly, in the field's words, and nothing else.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isPlain } from '../../../src/base/shownText.ts';
import { applyOverrides } from '../../../src/experiment/applyOverrides.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { type ExperimentFacts, type Fact, factsOf } from '../../../src/runs/experimentFacts.ts';
import { labelRuns, titleOfRun } from '../../../src/runs/runLabel.ts';

function factsWith(presetId: string, ...assignments: readonly string[]): ExperimentFacts {
  const text = presets.find(({ id }) => id === presetId)?.text ?? '';
  const applied = applyOverrides(text, assignments);
  assert.equal(applied.kind, 'applied');
  const experiment = applied.kind === 'applied' ? readExperiment(applied.text).experiment : undefined;
  assert.ok(experiment, assignments.join(' '));
  return factsOf(experiment);
}

const sine = (...assignments: readonly string[]) => factsWith('sine-regression', ...assignments);
const omniglot = (...assignments: readonly string[]) => factsWith('omniglot-5-way-1-shot', ...assignments);

describe('the label of a run', () => {
  it('is what differs, in the field’s short names, the seed last', async () => {
    const labels = await labelRuns([
      sine('seed=1', 'algorithm.innerOptimizer.learningRate=0.04', 'algorithm.metaStepSize=0.3'),
      sine('seed=2', 'algorithm.innerOptimizer.learningRate=0.02', 'algorithm.metaStepSize=0.25'),
    ]);
    assert.deepEqual(labels, ['lr 0.04 · ε 0.3 · seed 1', 'lr 0.02 · ε 0.25 · seed 2']);
  });

  it('tells how long a run is only of those that are not as long as most, where others are told apart without it', async () => {
    const long = 'algorithm.metaIterations=40000';
    assert.deepEqual(await labelRuns([sine('seed=1'), sine('seed=2'), sine('seed=2', long)]), [
      'seed 1',
      'seed 2',
      'meta-iterations 40000 · seed 2',
    ]);
    assert.deepEqual(await labelRuns([sine(), sine(long)]), ['', 'meta-iterations 40000']);
    assert.deepEqual(await labelRuns([sine(long), sine(long), sine()]), ['', 'run 2', 'meta-iterations 30000']);
  });

  it('names ways, shots and steps as the field does, and other keys by the shortest end of them that is unambiguous', async () => {
    const [label] = await labelRuns([omniglot('task.ways=20', 'task.shots=5', 'algorithm.innerSteps=9'), omniglot()]);
    assert.match(label ?? '', /^ways 20 · shots 5 · inner steps 9$/);
    const [other] = await labelRuns([omniglot('evaluation.innerSteps=7', 'checkpoint.every=11'), omniglot()]);
    assert.equal(other, 'evaluation.innerSteps 7 · checkpoint.every 11');
  });

  it('says how parameters decay and what gradients are clipped at, and of a run without that it has none', async () => {
    const place = 'algorithm.innerOptimizer';
    assert.deepEqual(
      await labelRuns([
        sine(),
        sine(`${place}.weightDecay={"kind":"l2","rate":0.001}`),
        sine(`${place}.weightDecay={"kind":"l2","rate":0.01}`),
        sine(`${place}.weightDecay={"kind":"decoupled","rate":0.01}`),
      ]),
      [
        'no weight decay',
        'weight decay l2 · decay rate 0.001',
        'weight decay l2 · decay rate 0.01',
        'weight decay decoupled · decay rate 0.01',
      ],
    );
    assert.deepEqual(
      await labelRuns(
        ['0.99', '0.999'].map((factor) => sine(`${place}.weightDecay={"kind":"factor","factor":${factor}}`)),
      ),
      ['decay factor 0.99', 'decay factor 0.999'],
    );
    assert.deepEqual(
      await labelRuns([
        sine(`${place}.clipGradient={"kind":"norm","at":1}`),
        sine(`${place}.clipGradient={"kind":"norm","at":2}`),
        sine(),
      ]),
      ['clip by norm · clip at 1', 'clip by norm · clip at 2', 'no clip by'],
    );
  });

  it('does not see how a value came about: a default that is written out is no difference', async () => {
    assert.deepEqual(
      await labelRuns([sine(), sine('evaluation.transductive=false', 'engine.workers="auto"', 'seed=5')]),
      [`seed ${sine().get('seed')}`, 'seed 5'],
    );
  });

  it('is empty for the only run of a name, and numbers runs of the same experiment', async () => {
    assert.deepEqual(await labelRuns([]), []);
    assert.deepEqual(await labelRuns([sine()]), ['']);
    assert.deepEqual(await labelRuns([sine(), sine(), sine()]), ['', 'run 2', 'run 3']);
    assert.deepEqual(await labelRuns([sine('seed=1'), sine('seed=2'), sine('seed=1')]), [
      'seed 1',
      'seed 2',
      'seed 1 · run 2',
    ]);
  });

  it('names another algorithm, and not all that follows from it', async () => {
    const maml = ['algorithm={"kind":"maml"}', 'evaluation.every=100'];
    assert.deepEqual(await labelRuns([sine('evaluation.every=100'), sine(...maml)]), ['Reptile', 'MAML']);
    assert.deepEqual(
      await labelRuns([sine('evaluation.every=100'), sine(...maml), sine(...maml, 'algorithm.metaStepSize=0.01')]),
      ['Reptile · ε 0.3', 'MAML · ε 0.001', 'MAML · ε 0.01'],
    );
  });

  it('compares layers with their like alone, and tells networks of different depth by it', async () => {
    const layers = (...units: readonly number[]) =>
      sine(
        `model={"kind":"layers","layers":[${[...units, 1].map((unit) => `{"kind":"dense","units":${unit}}`).join(',')}]}`,
      );
    assert.deepEqual(await labelRuns([layers(8), layers(16)]), ['layers[0].units 8', 'layers[0].units 16']);
    assert.deepEqual(await labelRuns([layers(8), layers(8, 8)]), ['layers 2', 'layers 3']);
  });

  it('leaves out of another program’s log what is not there: nobody has set it so', async () => {
    const log = (...facts: readonly (readonly [place: string, fact: Fact])[]) => new Map<string, Fact>(facts);
    assert.deepEqual(
      await labelRuns([
        log(['lr', 0.1], ['model/layers', 3], ['who', 'anna']),
        log(['lr', 0.2]),
        log(['lr', 0.2], ['who', 'ben']),
        log(),
      ]),
      ['lr 0.1 · model/layers 3 · who anna', 'lr 0.2', 'lr 0.2 · who ben', ''],
    );
  });

  it('says what is switched off, and what is not set', async () => {
    assert.deepEqual(
      await labelRuns([omniglot('evaluation.transductive=true'), omniglot('evaluation.transductive=false')]),
      ['transductive', 'no transductive'],
    );
    const maml = (...more: readonly string[]) => sine('algorithm={"kind":"maml"}', ...more);
    assert.deepEqual(await labelRuns([maml('algorithm.queryShots=2'), maml()]), ['queryShots 2', 'no queryShots']);
  });

  it('writes numbers briefly, and in full where they could not be told apart', async () => {
    const withRate = (rate: number) => sine(`algorithm.innerOptimizer.learningRate=${rate}`);
    assert.deepEqual(await labelRuns([withRate(0.0123456), withRate(0.02)]), ['lr 0.01235', 'lr 0.02']);
    assert.deepEqual(await labelRuns([withRate(0.0123456), withRate(0.0123457)]), ['lr 0.0123456', 'lr 0.0123457']);
  });

  it('shows of values that differ too much those that tell most runs apart, and how many more there are', async () => {
    const keys = [
      'algorithm.metaStepSize',
      'algorithm.innerSteps',
      'algorithm.innerBatch',
      'algorithm.metaBatch',
      'evaluation.tasks',
    ];
    const many = (seed: number) => sine(`seed=${seed}`, ...keys.map((key) => `${key}=${(seed % 2) + 1}`));
    const labels = await labelRuns([1, 2, 3, 4, 5].map(many));
    assert.equal(new Set(labels).size, 5);
    for (const label of labels) assert.match(label, / · seed \d · \+2$/);
  });

  it('is harmless and bounded whatever a value holds', async () => {
    const tagged = (tag: string) => sine(`tags=${JSON.stringify([tag])}`);
    const labels = await labelRuns([
      tagged(`\u202e\u001b[31m${'x'.repeat(90)}a`),
      tagged(`\u202e\u001b[31m${'x'.repeat(90)}b`),
    ]);
    for (const label of labels) {
      assert.ok(label.length <= 100, label);
      assert.ok(isPlain(label), label);
    }
    assert.equal(new Set(labels).size, 2);
  });

  it('stands behind the name where a run stands alone', () => {
    assert.equal(titleOfRun('omniglot', 'seed 2'), 'omniglot · seed 2');
    assert.equal(titleOfRun('omniglot', ''), 'omniglot');
  });

  it('is imitated neither by a name nor by a value', async () => {
    assert.equal(titleOfRun('omniglot · lr 0.04 · seed 2', ''), 'omniglot - lr 0.04 - seed 2');
    assert.equal(titleOfRun('omniglot\u2003∙\u2003seed 2 ·', 'seed 3'), 'omniglot\u2003-\u2003seed 2 - · seed 3');
    assert.equal(titleOfRun('メタ・学習', ''), 'メタ・学習');
    const facts = (value: string): ExperimentFacts => new Map([['task.settings.a', value]]);
    assert.deepEqual(await labelRuns([facts('x'), facts('y · seed 2')]), ['a x', 'a y - seed 2']);
  });

  it('are soon there, whatever a stranger’s settings are called and however many there are', async function () {
    this.timeout(60_000);
    const of = (settings: Readonly<Record<string, unknown>>, seed: number) => {
      const { experiment } = readExperiment(
        JSON.stringify({
          name: 'sine',
          seed,
          task: { kind: 'module', path: 't.ts', settings },
          model: { kind: 'mlp' },
          algorithm: { innerOptimizer: { kind: 'sgd' } },
        }),
      );
      assert.ok(experiment !== undefined);
      return factsOf(experiment);
    };
    const dots = [1, 2].map((seed) =>
      of({ a: { ['.'.repeat(60_000)]: seed }, ['.'.repeat(900)]: seed, plain: seed }, seed),
    );
    const labels = await labelRuns(dots);
    assert.deepEqual(
      labels.map((label) => label.replace(/#[\da-f]{16}/, '#')),
      ['plain 1 · settings # · seed 1', 'plain 2 · settings # · seed 2'],
    );
    assert.notEqual(labels[0]?.split('·')[1], labels[1]?.split('·')[1]);
    const wide = Array.from({ length: 300 }, (_, seed) =>
      of(
        { kind: `x${seed}`, ...Object.fromEntries(Array.from({ length: 490 }, (_, key) => [`k${seed}-${key}`, key])) },
        seed,
      ),
    );
    assert.equal(new Set(await labelRuns(wide)).size, 300);
  });

  it('give others a turn while they are made, however many runs and settings there are', async () => {
    const facts = (setting: (key: number) => string | number): ExperimentFacts =>
      new Map([
        ['algorithm.kind', 'reptile'],
        ...settings.map((key) => [`task.settings.k${key}`, setting(key)] as const),
      ]);
    const settings = Array.from({ length: 200 }, (_, key) => key);
    const many = Array.from({ length: 1000 }, (_, run) => facts((key) => run * 1000 + key));
    const long = `${'x'.repeat(11)},`.repeat(16);
    const texts = Array.from({ length: 300 }, (_, run) => facts((key) => `${long}${run}.${key}`));
    for (const runs of [many, texts]) {
      let isDone = false;
      const longest = longestBreath(() => isDone);
      const labels = await labelRuns(runs);
      isDone = true;
      assert.equal(new Set(labels).size, runs.length);
      assert.ok((await longest) < 100, `${await longest} ms`);
    }
  });

  it('tells apart long lists that differ anywhere, without keeping them', async () => {
    const tags = (last: string) =>
      sine(`tags=${JSON.stringify([...Array.from({ length: 30 }, (_, tag) => `a-rather-long-tag-${tag}`), last])}`);
    assert.equal(new Set(await labelRuns([tags('a'), tags('b'), tags('c')])).size, 3);
    assert.ok(String(tags('a').get('tags')).length <= 200);
  });

  it('give others turns, however many runs there are and whatever each of them has', async () => {
    const wide = Array.from({ length: 1000 }, (_, run): ExperimentFacts => {
      const own = Array.from({ length: 490 }, (_, key) => [`task.settings.k${run}-${key}`, key] as const);
      return new Map<string, Fact>([['task.settings.kind', `x${run}`], ...own]);
    });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    try {
      assert.equal(new Set(await labelRuns(wide)).size, 1000);
    } finally {
      clearInterval(timer);
    }
    assert.ok(turns > 5, `${turns} turns`);
  });
});

/** In milliseconds of this process's own time, which others that load the machine do not lengthen. */
async function longestBreath(isDone: () => boolean): Promise<number> {
  let longest = 0;
  while (!isDone()) {
    const before = process.cpuUsage();
    await new Promise((resolve) => setImmediate(resolve));
    longest = Math.max(longest, process.cpuUsage(before).user / 1000);
  }
  return longest;
}
