// Assignments from the command line: what they change, what they keep, and how they are refused.

import assert from 'node:assert/strict';
import { applyOverrides } from '../../../src/experiment/applyOverrides.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { experimentFile } from './markedText.ts';

const file = `{
  // Why this file exists.
  "name": "test", // shown
  "task": { "kind": "images", "dataset": { "source": "mnist" } },
  "model": { "kind": "layers", "layers": [{ "kind": "flatten" }, { "kind": "dense", "units": 8 }] },
  "algorithm": { "innerOptimizer": { "kind": "sgd" } },
}
`;

function apply(...assignments: string[]): string {
  const result = applyOverrides(file, assignments);
  assert.equal(result.kind, 'applied', result.kind === 'refused' ? result.message : '');
  return result.kind === 'applied' ? result.text : '';
}

function refusal(text: string, ...assignments: string[]): string {
  const result = applyOverrides(text, assignments);
  assert.equal(result.kind, 'refused');
  return result.kind === 'refused' ? result.message : '';
}

describe('overrides', () => {
  it('replace a value and leave the rest, comments included, as it is', () => {
    assert.equal(apply('name=other'), file.replace('"test"', '"other"'));
    assert.equal(apply(), file);
  });

  it('add keys and whole objects that the file leaves out', () => {
    const { experiment } = readExperiment(
      apply('algorithm.metaIterations=50', 'evaluation.every=10', 'engine.workers=2'),
    );
    assert.equal(experiment?.algorithm.metaIterations, 50);
    assert.equal(experiment?.evaluation.every, 10);
    assert.equal(experiment?.engine.workers, 2);
  });

  it('reach into lists, by either notation, and append', () => {
    const { experiment } = readExperiment(apply('model.layers.1.units=32', 'model.layers[2]={"kind":"relu"}'));
    assert.deepEqual(experiment?.model, {
      kind: 'layers',
      layers: [{ kind: 'flatten' }, { kind: 'dense', units: 32, bias: true }, { kind: 'relu' }],
    });
  });

  it('read values as JSON where it is JSON, and as text where the schema wants text', () => {
    const { experiment } = readExperiment(
      apply(
        'name=42',
        'tags=["a", "b"]',
        'description=',
        'task.rotations=false',
        'task.dataset={"source":"omniglot","path":"x=y"}',
      ),
    );
    assert.equal(experiment?.name, '42');
    assert.deepEqual(experiment?.tags, ['a', 'b']);
    assert.equal(experiment?.description, '');
    assert.ok(experiment?.task.kind === 'images' && !experiment.task.rotations);
    assert.deepEqual(experiment.task.dataset, { source: 'omniglot', path: 'x=y', split: 'supervisedReptileSeed0' });
  });

  it('apply in order: a variant chosen first opens its keys', () => {
    const { experiment } = readExperiment(apply('model={"kind":"mlp"}', 'model.hidden=[16]', 'model.hidden.0=32'));
    assert.deepEqual(experiment?.model, { kind: 'mlp', hidden: [32], activation: 'tanh' });
  });

  it('work on every preset', () => {
    for (const preset of presets) {
      const result = applyOverrides(preset.text, ['algorithm.metaIterations=7', 'seed=3']);
      assert.equal(result.kind, 'applied');
      const { experiment } = readExperiment(result.kind === 'applied' ? result.text : '');
      assert.equal(experiment?.algorithm.metaIterations, 7);
      assert.equal(experiment?.seed, 3);
    }
  });

  it('are refused for keys that the schema does not have, with the way to the right one', () => {
    assert.equal(
      refusal(file, 'algorithm.metaIteration=5'),
      '"algorithm.metaIteration=5" cannot be set: "metaIteration" is no key of "algorithm". Did you mean algorithm.metaIterations?',
    );
    assert.equal(
      refusal(file, 'metaIterations=5'),
      '"metaIterations=5" cannot be set: "metaIterations" is no key of the experiment; it belongs to "algorithm".',
    );
    assert.equal(
      refusal(file, 'model.blocks=5'),
      '"model.blocks=5" cannot be set: "blocks" is no key of "model"; it belongs to "model" of kind "convnet".',
    );
    assert.equal(refusal(file, 'seed.deep=5'), '"seed.deep=5" cannot be set: "seed" has no keys.');
    assert.match(
      refusal(file, '__proto__.name=5'),
      /"__proto__" is no key of the experiment\. Its keys are \$schema, name/,
    );
  });

  it('are refused for list positions that do not exist', () => {
    assert.equal(
      refusal(file, 'model.layers.3={}'),
      '"model.layers.3={}" cannot be set: "model.layers" has 2 entries, so its positions are 0 to 2, the last to add one.',
    );
    assert.equal(
      refusal(file, 'task.dataset.trainDigits.0=5'),
      '"task.dataset.trainDigits.0=5" cannot be set: "task.dataset.trainDigits" is not set in the file. Set the whole list, as in task.dataset.trainDigits=[…].',
    );
    assert.equal(refusal(file, 'seed[0]=5'), '"seed[0]=5" cannot be set: "seed" is no list.');
    assert.equal(
      refusal(file, 'model.layers.units=5'),
      '"model.layers.units=5" cannot be set: "model.layers" is a list; its positions are numbers from 0 on.',
    );
  });

  it('are refused where no variant is chosen, or the file has something else in the place', () => {
    assert.equal(
      refusal(experimentFile({ model: '{}' }), 'model.blocks=3'),
      '"model.blocks=3" cannot be set: "model" has no kind yet. Set model.kind first.',
    );
    assert.equal(
      refusal(experimentFile({ rest: '"engine": 5,' }), 'engine.workers=3'),
      '"engine.workers=3" cannot be set: "engine" is no object in the file.',
    );
  });

  it('that choose another algorithm give an experiment, or say what has to change with it', () => {
    const [sine, mnist] = ['sine-regression', 'mnist-digits'].map(
      (id) => presets.find((preset) => preset.id === id)?.text ?? '',
    );
    const readAfter = (text: string | undefined, ...assignments: string[]) => {
      const result = applyOverrides(text ?? '', assignments);
      return readExperiment(result.kind === 'applied' ? result.text : '');
    };
    for (const kind of ['fomaml', 'maml', 'anil', 'metaSgd'] as const) {
      assert.equal(readAfter(sine, `algorithm.kind=${kind}`).experiment?.algorithm.kind, kind);
    }
    assert.deepEqual(
      readAfter(sine, 'algorithm.kind=joint').problems.map(({ message }) => message),
      [
        '"innerSteps" is no key of "algorithm" of kind "joint". It belongs to "algorithm" of kind "reptile", "fomaml", "maml", "anil", "metaSgd" or "scratch": remove it, or choose such a one.',
      ],
    );
    assert.deepEqual(
      readAfter(mnist, 'algorithm.kind=maml').problems.map(({ message }) => message),
      ['"algorithm.innerOptimizer.kind" cannot be "adam"; it must be "sgd".'],
    );
    const whole = 'algorithm={"kind":"maml","innerOptimizer":{"kind":"sgd","learningRate":0.4}}';
    assert.deepEqual(readAfter(mnist, whole).problems, []);
  });

  it('are refused when they are no assignments, or no value can be made of them', () => {
    for (const assignment of ['', 'seed', '=5', '.=5', 'a..b=5']) {
      assert.equal(
        refusal(file, assignment),
        `${JSON.stringify(assignment)} sets nothing. Write key=value, for instance algorithm.metaIterations=2000.`,
      );
    }
    assert.equal(refusal(file, 'seed=1e999'), '"seed=1e999" cannot be set: the number is too large to compute with.');
    assert.match(
      refusal(file, `tags=${'['.repeat(10_000)}`),
      /cannot be set: the value has too many nested brackets\.$/,
    );
  });

  it('are refused on a file that cannot be read, with the place', () => {
    assert.equal(
      refusal('{\n  "name": }', 'seed=1'),
      'Values can be set only in a file that is valid JSON. At line 2, column 11: A value is expected here; there is "}".',
    );
    assert.match(
      refusal(experimentFile({ rest: '"seed": 1, "seed": 2,' }), 'seed=3'),
      /^Values can be set only in a file without duplicate keys\. In line 3: /,
    );
  });

  it('take no path of more steps than brackets may be nested', () => {
    const path = `task.settings${'.a'.repeat(4000)}`;
    const result = applyOverrides('{ "task": { "kind": "module", "path": "t.ts", "settings": {} } }', [`${path}=0`]);
    assert.ok(result.kind === 'refused');
    assert.match(result.message, /sets nothing/);
  });
});
