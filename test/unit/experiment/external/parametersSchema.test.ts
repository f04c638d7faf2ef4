// Parameters that a file describes by a JSON Schema of its own: what is said of values, of the schema itself, and offered
// where one types; and that nothing in a schema is followed.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyTextEdits } from '../../../../src/experiment/experimentDocument.ts';
import { explainParameter, offersForParameter } from '../../../../src/experiment/external/parameterHelp.ts';
import { describeParameter, isAllowed } from '../../../../src/experiment/external/parameterRule.ts';
import { readParametersSchema } from '../../../../src/experiment/external/parametersSchema.ts';
import { typedParameter } from '../../../../src/experiment/external/typedParameter.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import { readExperimentFile } from '../../../../src/experiment/sweep/readExperimentFile.ts';

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    lr: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.01, description: 'Rate of the *inner* steps.' },
    width: { type: 'integer', minimum: 8, multipleOf: 8 },
    net: { enum: ['narrow', 'wide'], title: 'Network' },
    augment: { type: 'boolean' },
    clip: { type: ['number', 'string'] },
    seedless: { const: true },
  },
  required: ['lr'],
  additionalProperties: false,
};

const fileOf = (parameters: object, parametersSchema: unknown = schema, others: object = {}) =>
  JSON.stringify({ name: 'x', trainer: { command: ['a'], parameters, parametersSchema }, ...others });

/** Each problem with its rule and the text that it stands at. */
function found(text: string) {
  return readExperimentFile(text).problems.map(({ rule, range, message }) => ({
    rule,
    at: text.slice(range.start.offset, range.end.offset),
    message,
  }));
}

function ruleOf(property: unknown) {
  const read = readParametersSchema({ properties: { p: property } });
  const rule = read.schema.rules.get('p');
  assert.ok(rule !== undefined);
  return { rule, faults: read.faults };
}

describe('parameters that a file describes', () => {
  it('are taken as they are where they are what the schema says, and nothing is filled in', () => {
    const good = { lr: 1, width: 64, net: 'wide', augment: false, clip: 'none', seedless: true };
    const { external, problems } = readExperiment(fileOf(good));
    assert.deepEqual(problems, []);
    assert.deepEqual(external?.trainer.parameters, good);
    assert.deepEqual(readExperiment(fileOf({ lr: 0.5 })).external?.trainer.parameters, { lr: 0.5 });
    assert.deepEqual(readExperiment(fileOf({ any: 1 }, {})).problems, []);
  });

  it('are refused at their places, with what they may be', () => {
    const wrong: readonly (readonly [parameters: object, at: string, told: RegExp])[] = [
      [{ lr: 0 }, '0', /^"lr" must be a number, at most 1 and above 0, as "parametersSchema" says\. It is 0\.$/],
      [{ lr: 2 }, '2', /at most 1/],
      [{ lr: '0.1' }, '"0.1"', /must be a number/],
      [{ lr: 1, width: 12 }, '12', /must be a whole number, at least 8 and a multiple of 8/],
      [{ lr: 1, width: 8.5 }, '8.5', /a whole number/],
      [{ lr: 1, net: 'wid' }, '"wid"', /must be "narrow" or "wide"/],
      [{ lr: 1, augment: 1 }, '1', /must be true or false/],
      [{ lr: 1, clip: true }, 'true', /must be a number or a text in double quotes/],
      [{ lr: 1, seedless: false }, 'false', /must be true/],
      [{ lr: 1, lrr: 1 }, '"lrr"', /has no parameter "lrr", and allows no others\. Did you mean "lr"\?/],
      [{ lr: 1, other: 1 }, '"other"', /Remove it, or add it to the schema/],
    ];
    for (const [parameters, at, told] of wrong) {
      const text = fileOf(parameters);
      const problems = found(text);
      assert.deepEqual(
        problems.map(({ rule, at: place }) => [rule, place]),
        [['parameter-value', at]],
        text,
      );
      assert.match(problems[0]?.message ?? '', told);
    }
  });

  it('are missed where they are required, and one that is meant or has a default is proposed', () => {
    for (const [parameters, mended] of [
      [{ net: 'wide' }, { net: 'wide', lr: 0.01 }],
      [{ lrr: 0.1 }, { lr: 0.1 }],
    ] as const) {
      const strict = { ...schema, required: 'net' in parameters ? ['lr'] : [] };
      const text = fileOf(parameters, strict);
      const [problem] = readExperiment(text).problems;
      assert.ok(problem?.fix !== undefined, text);
      const { external, problems } = readExperiment(applyTextEdits(text, problem.fix.edits));
      assert.deepEqual([external?.trainer.parameters, problems], [mended, []]);
    }
  });

  it('are held to it in a sweep, at the values that stand there', () => {
    const parameters = { 'trainer.parameters.lr': [0.1, 3], 'trainer.parameters.net': ['wide', 'deep'] };
    const problems = found(fileOf({ lr: 1 }, schema, { sweep: { parameters } }));
    assert.deepEqual(
      problems.map(({ rule, at }) => [rule, at]),
      [
        ['sweep-value', '3'],
        ['sweep-value', '"deep"'],
      ],
    );
    assert.match(problems[1]?.message ?? '', /must be "narrow" or "wide"/);
  });

  it('say what a schema asks for that is not checked, and what is no schema', () => {
    const unknown = found(
      fileOf({ lr: 1 }, { properties: { lr: { pattern: '(a+)+$', $ref: 'https://example.com/x.json' } }, $defs: {} }),
    );
    assert.deepEqual(
      unknown.map(({ rule, at }) => [rule, at]),
      [
        ['parameters-schema-unchecked', '"pattern"'],
        ['parameters-schema-unchecked', '"$ref"'],
        ['parameters-schema-unchecked', '"$defs"'],
      ],
    );
    assert.equal(readExperiment(fileOf({ lr: 1 }, { $defs: {} })).external?.trainer.parameters.lr, 1);
    const wrong: readonly (readonly [schema: unknown, at: string])[] = [
      [{ properties: { lr: { minimum: '0' } } }, '"0"'],
      [{ properties: { lr: { type: 'float' } } }, '"float"'],
      [{ properties: { lr: { enum: [] } } }, '[]'],
      [{ properties: { lr: { multipleOf: 0 } } }, '0'],
      [{ properties: { lr: true } }, 'true'],
      [{ properties: [] }, '[]'],
      [{ required: 'lr' }, '"lr"'],
      [{ properties: { lr: { minimum: 1, default: 0.5 } } }, '0.5'],
    ];
    for (const [given, at] of wrong)
      assert.deepEqual(
        found(fileOf({ lr: 1 }, given)).map((problem) => [problem.rule, problem.at]),
        [['parameters-schema', at]],
        JSON.stringify(given),
      );
    assert.deepEqual(
      found(fileOf({ lr: 1 }, 'parameters.schema.json')).map(({ rule }) => rule),
      ['wrong-type'],
    );
  });

  it('never hold up whoever types, and nothing of a hostile schema is followed', () => {
    const deep = Array.from({ length: 40 }).reduce<object>((inner) => ({ properties: { p: inner } }), {});
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]));
    const loop = { $ref: '#', allOf: [{ $ref: '#' }], patternProperties: { '(a+)+$': {} } };
    for (const given of [deep, { properties: { p: many } }, { properties: many }, loop]) {
      const problems = found(fileOf({ p: 'a'.repeat(5000) }, given));
      assert.ok(problems.length > 0 && problems.length <= 100);
      assert.ok(problems.every(({ rule }) => rule.startsWith('parameters-schema') || rule === 'nesting-too-deep'));
    }
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        const { faults, schema: read } = readParametersSchema(given);
        for (const rule of read.rules.values()) assert.equal(typeof describeParameter(rule), 'string');
        assert.ok(faults.every(({ message }) => message.length < 1000));
      }),
    );
  });

  it('are multiples by their decimal digits, and numbers whichever way bounds are written', () => {
    assert.ok(isAllowed(0.3, ruleOf({ multipleOf: 0.1 }).rule));
    assert.ok(!isAllowed(0.35, ruleOf({ multipleOf: 0.1 }).rule));
    assert.ok(isAllowed('a', ruleOf({ minimum: 3 }).rule), 'bounds are of numbers alone, as in JSON Schema');
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, (value, bound) => {
        const within = (property: object) => isAllowed(value, ruleOf(property).rule);
        assert.equal(within({ minimum: bound }), value >= bound);
        assert.equal(within({ maximum: bound }), value <= bound);
        assert.equal(within({ exclusiveMinimum: bound }), value > bound);
        assert.equal(within({ exclusiveMaximum: bound }), value < bound);
        assert.equal(within({ type: 'integer' }), Number.isInteger(value));
      }),
    );
  });
});

describe('help with parameters that a file describes', () => {
  /** At ¦, before the schema: the offers and what they replace. */
  function offered(parameters: string, sweep = '{}') {
    const marked = `{ "trainer": { "parameters": ${parameters}, "parametersSchema": ${JSON.stringify(schema)} }, "sweep": ${sweep} }`;
    const offset = marked.indexOf('¦');
    const text = marked.replace('¦', '');
    const help = offersForParameter(text, offset);
    return help && { replaced: text.slice(help.start, help.end), offers: help.offers.map(({ json }) => json) };
  }

  it('offers what is not there yet with its default, and choices in the place of what stands there', () => {
    const names = ['"width": ', '"net": "narrow"', '"augment": ', '"clip": ', '"seedless": true'];
    assert.deepEqual(offered('{ "lr": 0.1, ¦ }'), { replaced: '', offers: names });
    assert.deepEqual(offered('{ "lr": 0.1, "w¦" }'), { replaced: '"w"', offers: names });
    assert.deepEqual(offered('{ "lr": 0.1, "w¦i": 8 }')?.offers[0], '"width"');
    assert.deepEqual(offered('{ "net": "w¦i" }'), { replaced: '"wi"', offers: ['"narrow"', '"wide"'] });
    assert.deepEqual(offered('{ "lr": ¦ }'), { replaced: '', offers: ['0.01'] });
    assert.deepEqual(offered('{ "augment": t¦ }')?.offers, ['true', 'false']);
    assert.equal(offered('{ "width": ¦ }'), undefined);
  });

  it('offers them in sweeps, too: values in lists and settings, names that only the schema has', () => {
    const ofList = offered('{}', '{ "parameters": { "trainer.parameters.net": ["wide", ¦] } }');
    assert.deepEqual(ofList?.offers, ['"narrow"', '"wide"']);
    const ofSetting = offered('{}', '{ "settings": [{ "trainer.parameters.net": "¦" }] }');
    assert.deepEqual(ofSetting, { replaced: '""', offers: ['"narrow"', '"wide"'] });
    assert.equal(offered('{}', '{ "parameters": { "trainer.command": [¦] } }'), undefined);
    const text = `{ "trainer": { "parametersSchema": ${JSON.stringify(schema)} }, "sweep": { "parameters": { "tr" } } }`;
    const names = typedParameter(text, text.lastIndexOf('tr"') + 2)?.offers.map((offer) => offer.text);
    assert.deepEqual(names?.slice(0, 2), ['trainer.parameters.lr', 'trainer.parameters.width']);
  });

  it('explains a parameter where it stands, by name and by value, and nothing else', () => {
    const text = fileOf({ lr: 0.5 }, schema, { sweep: { parameters: { 'trainer.parameters.lr': [0.25] } } });
    for (const place of ['"lr":0.5', '0.5', '"trainer.parameters.lr"', '0.25']) {
      const explained = explainParameter(text, text.indexOf(place) + 1);
      assert.equal(explained?.name, 'lr', place);
      assert.deepEqual(explained?.paragraphs, [
        'Rate of the *inner* steps.',
        'Must be a number, at most 1 and above 0. Default: 0.01.',
      ]);
    }
    for (const place of ['"name"', '"command"', '"exclusiveMinimum"'])
      assert.equal(explainParameter(text, text.indexOf(place) + 1), undefined, place);
    assert.equal(explainParameter('['.repeat(100_000), 50_000), undefined);
    assert.equal(offersForParameter('['.repeat(100_000), 50_000), undefined);
  });
});
