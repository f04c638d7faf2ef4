// A sweep in an experiment file: what it comes to, and what is wrong with it, said at its place.

import assert from 'node:assert/strict';
import { applyTextEdits } from '../../../../src/experiment/experimentDocument.ts';
import { readExperimentFile } from '../../../../src/experiment/sweep/readExperimentFile.ts';
import { countRuns, overridesOfRuns } from '../../../../src/experiment/sweep/sweepPlan.ts';
import { assertPositions, experimentFile } from '../markedText.ts';

const withSweep = (sweep: string, rest = '') => experimentFile({ rest: `"sweep": ${sweep},${rest}` });

function planOf(sweep: string, rest = '') {
  const { plan, problems } = readExperimentFile(withSweep(sweep, rest));
  assert.deepEqual(problems, []);
  assert.ok(plan);
  return plan;
}

/** The problems' rules and messages, with the text that is underlined. */
function problemsOf(text: string) {
  const { problems, plan } = readExperimentFile(text);
  for (const problem of problems) assertPositions(text, problem);
  assert.equal(
    plan === undefined,
    problems.some(({ severity }) => severity === 'error'),
  );
  return problems.map(({ rule, message, range }) => [rule, message, text.slice(range.start.offset, range.end.offset)]);
}

const stepSizes = '"algorithm.metaStepSize": [0.5, 1]';

describe('a sweep in an experiment file', () => {
  it('is absent from the experiment, and none where the file has none', () => {
    const { experiment } = readExperimentFile(withSweep(`{ "parameters": { ${stepSizes} } }`));
    assert.ok(experiment);
    assert.equal('sweep' in experiment, false);
    assert.deepEqual(experiment, readExperimentFile(experimentFile({})).experiment);
    assert.equal(readExperimentFile(experimentFile({})).plan, undefined);
  });

  it('as a grid combines all values, every setting with the first seed before any with the second', () => {
    const plan = planOf(`{ "parameters": { ${stepSizes}, "algorithm.metaBatch": [1, 2] }, "seeds": 2 }`, '"seed": 7,');
    assert.equal(countRuns(plan), 8);
    assert.deepEqual(plan.varies, ['algorithm.metaStepSize', 'algorithm.metaBatch', 'seed']);
    assert.deepEqual(
      overridesOfRuns(plan).map((overrides) => overrides.join(' ')),
      [7, 8].flatMap((seed) =>
        [0.5, 1].flatMap((step) =>
          [1, 2].map((batch) => `algorithm.metaStepSize=${step} algorithm.metaBatch=${batch} seed=${seed}`),
        ),
      ),
    );
  });

  it('takes grid points of a range on its scale, both ends among them', () => {
    const pointsOf = (range: string) =>
      planOf(`{ "parameters": { "algorithm.innerOptimizer.learningRate": ${range} } }`).settings.map(
        ([assignment]) => assignment?.value,
      );
    assert.deepEqual(
      pointsOf('{ "from": 0.001, "to": 0.1, "scale": "log", "points": 5 }'),
      [0.001, 0.003162, 0.01, 0.03162, 0.1],
    );
    assert.deepEqual(pointsOf('{ "from": 0.1, "to": 0.4, "points": 4 }'), [0.1, 0.2, 0.3, 0.4]);
  });

  it('sets lists, objects and choices, and a kind before the keys that only it has', () => {
    const plan = planOf(`{ "method": "list", "settings": [
      { "algorithm.kind": "maml", "algorithm.metaStepSize": 0.25 },
      { "model.hidden": [40], "algorithm.innerOptimizer": { "kind": "adam", "learningRate": 0.01 } }
    ] }`);
    assert.deepEqual(overridesOfRuns(plan), [
      ['algorithm.kind="maml"', 'algorithm.metaStepSize=0.25', 'seed=0'],
      ['model.hidden=[40]', 'algorithm.innerOptimizer={"kind":"adam","learningRate":0.01}', 'seed=0'],
    ]);
  });

  it('names keys that the experiment does not have, and those that no sweep varies', () => {
    const parameters = '"algorithm.metaStepsize": [0.1], "seed": [1], "name": ["x"], "a..b": [1]';
    assert.deepEqual(
      problemsOf(withSweep(`{ "parameters": { ${parameters} } }`)).map(([rule, , place]) => [rule, place]),
      [
        ['sweep-key', '"seed"'],
        ['sweep-key', '"name"'],
        ['sweep-key', '"a..b"'],
      ],
    );
    assert.deepEqual(problemsOf(withSweep('{ "parameters": { "algorithm.metaStepsize": [0.1, 0.2] } }')), [
      [
        'sweep-key',
        '“algorithm.metaStepsize=0.1” cannot be set: “metaStepsize” is no key of “algorithm”. Did you mean algorithm.metaStepSize? So it is with 1 other setting.',
        '"algorithm.metaStepsize"',
      ].map((text) => text.replaceAll(/[“”]/g, '"')),
    ]);
  });

  it('names values with which the experiment cannot run, each once', () => {
    const text = withSweep(`{ "parameters": { "algorithm.innerSteps": [0, 5], ${stepSizes} } }`);
    const [problem, ...others] = problemsOf(text);
    assert.deepEqual(others, []);
    assert.equal(problem?.[2], '0');
    assert.match(
      String(problem?.[1]),
      /^With algorithm.innerSteps = 0, algorithm.metaStepSize = 0.5 the experiment cannot run. "algorithm.innerSteps" must be a whole number from 1 .* So it is with 1 other setting.$/,
    );
  });

  it('names values, seeds and settings that are the same', () => {
    assert.deepEqual(problemsOf(withSweep('{ "parameters": { "algorithm.metaStepSize": [0.5, 1, 0.50] } }')), [
      ['sweep-duplicate', '0.5 stands here twice, so its runs would be the same. Remove one of the two.', '0.50'],
    ]);
    assert.deepEqual(problemsOf(withSweep(`{ "parameters": { ${stepSizes} }, "seeds": [3, 1, 3] }`)), [
      ['sweep-duplicate', 'The seed 3 stands here twice. Remove one of the two.', '3'],
    ]);
    const settings =
      '{ "algorithm.metaStepSize": 0.5 }, { "algorithm.metaBatch": 2 }, { "algorithm.kind": "reptile", "algorithm.metaBatch": 2 }';
    assert.deepEqual(problemsOf(withSweep(`{ "method": "list", "settings": [${settings}] }`)), [
      [
        'sweep-duplicate',
        'The setting algorithm.kind = "reptile", algorithm.metaBatch = 2 makes the same experiment as algorithm.metaBatch = 2. Remove one of the two.',
        '{',
      ],
    ]);
  });

  it('is refused above its limit, before a grid is written out, and offers to raise the limit', () => {
    const text = withSweep(`{ "parameters": { ${stepSizes} }, "seeds": 100 }`);
    const [problem] = readExperimentFile(text).problems;
    assert.equal(
      problem?.message,
      'This sweep is 200 runs, 2 settings with 100 seeds each, and its limit is 100. Take fewer values or seeds, or raise "limit".',
    );
    const raised = readExperimentFile(applyTextEdits(text, problem.fix?.edits ?? []));
    assert.equal(raised.plan && countRuns(raised.plan), 200);
    const values = JSON.stringify(Array.from({ length: 1000 }, (_, index) => index));
    const keys = Array.from({ length: 20 }, (_, index) => `"task.settings.key${index}": ${values}`);
    const huge = readExperimentFile(withSweep(`{ "parameters": { ${keys.join(', ')} } }`));
    assert.deepEqual(
      huge.problems.map(({ rule, fix }) => [rule, fix]),
      [['sweep-too-large', undefined]],
    );
  });

  it('refuses values that are long, before ten thousand settings hold them', () => {
    const long = `[${Array.from({ length: 600 }, (_, layer) => layer).join(', ')}]`;
    const drawn = `"method": "random", "draws": 10000, "limit": 10000`;
    const parameters = `${stepSizes}, "model.hidden": [[8], ${long}]`;
    for (const sweep of [
      `{ ${drawn}, "parameters": { ${parameters} } }`,
      `{ "parameters": { ${parameters} } }`,
      `{ "method": "list", "settings": [{ "model.hidden": ${long} }] }`,
    ]) {
      const [problem, ...others] = problemsOf(withSweep(sweep));
      assert.deepEqual(others, []);
      assert.deepEqual([problem?.[0], problem?.[2]], ['sweep-value', long]);
      assert.match(
        problem?.[1] ?? '',
        /^This value is \d+ characters long, and a sweep takes values of at most 1000\./,
      );
    }
  });

  it('draws lists and objects, of equal ones the first', () => {
    const hidden = '"model.hidden": [[8], [8, 8]]';
    const { plan } = readExperimentFile(withSweep(`{ "method": "random", "draws": 50, "parameters": { ${hidden} } }`));
    const drawn = plan?.settings.map(([assignment]) => JSON.stringify(assignment?.value)).sort();
    assert.deepEqual(drawn, ['[8,8]', '[8]']);
  });

  it('names ranges without values', () => {
    const rangeOf = (range: string) =>
      problemsOf(
        withSweep(`{ "method": "random", "draws": 2, "parameters": { "algorithm.metaStepSize": ${range} } }`),
      ).map(([rule, , place]) => [rule, place]);
    assert.deepEqual(rangeOf('{ "from": 1, "to": 0.5 }'), [['sweep-range', '0.5']]);
    assert.deepEqual(rangeOf('{ "from": 0, "to": 1, "scale": "log" }'), [['sweep-range', '0']]);
    assert.deepEqual(rangeOf('{ "from": 0.5, "to": 2, "integer": true }'), [['sweep-range', '0.5']]);
    assert.deepEqual(rangeOf('{ "from": 0.5 }'), [['missing-key', '"algorithm.metaStepSize"']]);
    assert.deepEqual(rangeOf('7'), [['wrong-type', '7']]);
  });

  it('keeps of equal draws the first, and says so', () => {
    const { plan, problems } = readExperimentFile(
      withSweep(`{ "method": "random", "draws": 20, "parameters": { ${stepSizes} } }`),
    );
    assert.equal(plan?.settings.length, 2);
    assert.deepEqual(
      problems.map(({ rule, severity }) => [rule, severity]),
      [['sweep-few-draws', 'warning']],
    );
  });

  it('is refused where trying it would read a long experiment again and again', () => {
    const settings = Object.fromEntries(Array.from({ length: 12_000 }, (_, place) => [`s${place}`, place]));
    const task = { kind: 'module', path: 'own.ts', settings };
    const keys = Array.from({ length: 50 }, (_, place) => [`task.settings.k${place}`, { from: 0, to: 1 }] as const);
    const parameters = Object.fromEntries(keys);
    const base = JSON.parse(experimentFile({}));
    const before = process.cpuUsage();
    const wide = { ...base, task, sweep: { method: 'random', draws: 60, limit: 10_000, parameters } };
    assert.match(JSON.stringify(problemsOf(JSON.stringify(wide))), /characters long, and the sweep sets 50 values/);
    const many = Object.fromEntries(Array.from({ length: 8000 }, (_, place) => [`task.settings.k${place}`, place]));
    const long = { ...base, task: { ...task, settings: {} }, sweep: { method: 'list', settings: [many] } };
    assert.match(JSON.stringify(problemsOf(JSON.stringify(long))), /This setting has 8000 keys, and a sweep varies 50/);
    assert.ok(process.cpuUsage(before).user < 15_000_000);
  });

  it('is tried without what only warns, and, while somebody types, only for so long, here and there', () => {
    const count = 50;
    const values = Array.from({ length: count }, (_, index) => (index === 25 ? -1 : (index + 1) / count));
    const text = withSweep(`{ "parameters": { "algorithm.metaStepSize": ${JSON.stringify(values)} } }`);
    let forecasts = 0;
    const forecastMemory = () => {
      forecasts++;
      return undefined;
    };
    const placesOf = (patience: number) =>
      readExperimentFile(text, { forecastMemory, patience }).problems.map(({ range }) =>
        text.slice(range.start.offset, range.end.offset),
      );
    assert.deepEqual(placesOf(Number.POSITIVE_INFINITY), ['-1']);
    assert.equal(forecasts, 1);
    // The very first one alone, which can run.
    assert.deepEqual(placesOf(0), []);
    // Whatever time there is, what is tried second lies in the middle.
    const tried: number[] = [];
    const checkWeights = ({ algorithm }: { readonly algorithm: object }) => {
      tried.push('metaStepSize' in algorithm ? Number(algorithm.metaStepSize) : Number.NaN);
      return undefined;
    };
    const named = text.replace('"mlp"', '"mlp", "initialization": "/w.npz"');
    const { plan } = readExperimentFile(named.replace('-1', '0.52'), { checkWeights });
    assert.equal(plan && countRuns(plan), count);
    assert.deepEqual(tried.slice(1, 4), [0.02, 0.66, 0.34]);
    assert.equal(new Set(tried.slice(1)).size, count);
  });

  describe('by successive halving', () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => (index + 1) / count).join(', ');
    const halved = (halving: string, count = 9, more = '') =>
      `{ "parameters": { "algorithm.metaStepSize": [${values(count)}]${more} }, "successiveHalving": ${halving} }`;

    it('has rungs up to the experiment’s own length, and runs of the first one', () => {
      const plan = planOf(halved('{ "firstRung": 100 }'));
      assert.deepEqual(plan.halving, { reductionFactor: 3, rungs: [100, 300, 1000], quantity: 'loss' });
      assert.equal(overridesOfRuns(plan).length, 9);
      assert.equal(
        overridesOfRuns(plan)[0]?.join(' '),
        `algorithm.metaStepSize=${1 / 9} algorithm.metaIterations=100 seed=0`,
      );
      const rungsOf = (halving: string) => planOf(halved(halving)).halving?.rungs;
      assert.deepEqual(rungsOf('{ "firstRung": 999, "reductionFactor": 9 }'), [999, 1000]);
      assert.deepEqual(rungsOf('{ "firstRung": 250, "reductionFactor": 2 }'), [250, 500, 1000]);
      assert.equal(planOf(`{ "parameters": { ${stepSizes} } }`).halving, undefined);
    });

    for (const [what, sweep, message] of [
      [
        'a first rung that is as long as the experiment',
        halved('{ "firstRung": 1000 }'),
        /^The first rung must be shorter/,
      ],
      [
        'so few settings that none comes to the end',
        halved('{ "firstRung": 10 }'),
        /^Of 9 settings none .* it takes 81\. Raise/,
      ],
      [
        'several seeds',
        halved('{ "firstRung": 100 }').replace(/}$/, ', "seeds": 2 }'),
        /^Successive halving compares settings, each run once/,
      ],
      [
        'settings of other lengths',
        halved('{ "firstRung": 100 }', 9, ', "algorithm.metaIterations": [500, 900]'),
        /"algorithm.metaIterations" changes/,
      ],
      ['settings of other tasks', halved('{ "firstRung": 100 }', 9, ', "task.shots": [5, 9]'), /"task.shots" changes/],
      [
        'settings that are measured otherwise',
        halved('{ "firstRung": 100 }', 9, ', "evaluation.tasks": [5, 9]'),
        /"evaluation.tasks" changes/,
      ],
      [
        'a figure that its tasks do not have',
        halved('{ "firstRung": 100, "figure": "accuracy" }'),
        /have no accuracy .* Set "figure" to loss/,
      ],
    ] as const) {
      it(`is refused with ${what}`, () => {
        const problems = problemsOf(withSweep(sweep));
        assert.equal(problems.length, 1);
        const [rule, said, place] = problems[0] ?? [];
        assert.deepEqual([rule, place], ['sweep-halving', '"successiveHalving"']);
        assert.match(said ?? '', message);
      });
    }
  });
});
