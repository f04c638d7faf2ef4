// Sharing what a JSON Schema repeats changes how it is said, and not what.

import assert from 'node:assert/strict';
import { shareRepeated } from '../../../src/experiment/shareRepeated.ts';

const text = (length: number) => ({ markdownDescription: 'x'.repeat(length) });

describe('sharing what a schema repeats', () => {
  it('says each once, those within others too, and leaves small ones and single ones where they are', () => {
    const inner = { ...text(400), default: 1 };
    const outer = { properties: { inner, single: text(500) } };
    const schema = {
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      allOf: [{ if: { required: ['a'] }, then: { properties: { outer, small: text(10) } }, else: { items: outer } }],
      properties: { inner, small: text(10) },
      defaultSnippets: [
        { label: 'x', body: inner },
        { label: 'y', body: inner },
      ],
    };
    assert.deepEqual(shareRepeated(schema), {
      allOf: [
        {
          if: { required: ['a'] },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
          then: { properties: { outer: { $ref: '#/definitions/1' }, small: text(10) } },
          else: { items: { $ref: '#/definitions/1' } },
        },
      ],
      properties: { inner: { $ref: '#/definitions/2' }, small: text(10) },
      defaultSnippets: schema.defaultSnippets,
      definitions: {
        1: { properties: { inner: { $ref: '#/definitions/2' }, single: text(500) } },
        2: inner,
      },
    });
  });
});
