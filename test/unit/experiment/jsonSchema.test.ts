// The strict JSON Schema accepts exactly what the schema accepts, by another validator's judgement.

import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { experimentJsonSchema } from '../../../src/experiment/jsonSchema.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { generateExperiment } from './generateExperiments.ts';
import { spoilValue } from './malform.ts';
import { seededChoices } from './seededChoices.ts';

const ajv = new Ajv({ strict: true, allErrors: false, allowUnionTypes: true });
ajv.addVocabulary(['allowComments', 'allowTrailingCommas']);
const validate = ajv.compile(experimentJsonSchema());

describe('strict JSON Schema', () => {
  it('agrees with the schema on 500 right and 500 malformed experiments', () => {
    for (let seed = 0; seed < 500; seed++) {
      const choices = seededChoices(seed);
      const experiment = generateExperiment(choices);
      assert.ok(validate(experiment), `seed ${seed}: ${ajv.errorsText(validate.errors)}`);
      const spoiled = spoilValue(experiment, choices);
      assert.equal(experimentSchema.safeParse(spoiled).success, false);
      assert.equal(validate(spoiled), false, `seed ${seed}: ${JSON.stringify(spoiled)}`);
    }
  });

  it('accepts what the reader writes out of every preset', () => {
    for (const preset of presets) assert.ok(validate(readExperiment(preset.text).experiment), preset.id);
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, place: string): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
        for (const [key, value] of Object.entries(node.properties)) {
          if (!('description' in value || 'const' in value)) undescribed.push(`${place}.${key}`);
        }
      }
      for (const [key, value] of Object.entries(node)) visit(value, `${place}.${key}`);
    };
    visit(experimentJsonSchema(), '');
    assert.deepEqual(undescribed, []);
  });
});
