// All figures of a run at once: what counts of them, however often they were withdrawn.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { frameRecord } from '../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../src/runs/events.ts';
import { readFigures } from '../../../src/runs/readFigures.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

type Written =
  | { readonly kind: 'figure'; readonly tag: string; readonly iteration: number }
  | { readonly kind: 'start'; readonly iteration: number };

const iteration = fc.integer({ min: 0, max: 30 });
const record: fc.Arbitrary<Written> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('figure' as const), tag: fc.constantFrom('a', 'b'), iteration }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('start' as const), iteration }) },
);

function encode(each: Written, place: number): Uint8Array {
  const common = { wallTime: 1, iteration: each.iteration };
  if (each.kind === 'start') return frameRecord(encodeEvent({ kind: 'sessionStart', ...common }));
  return frameRecord(encodeEvent({ kind: 'scalars', ...common, scalars: [{ tag: each.tag, value: place }] }));
}

describe('readFigures', () => {
  const folder = useTemporaryFolder();

  it('leaves out what a later start withdraws, as taking it away at each start would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 60 }), async (records) => {
        const counting: { tag: string; iteration: number; value: number }[] = [];
        for (const [place, each] of records.entries()) {
          if (each.kind === 'figure') counting.push({ tag: each.tag, iteration: each.iteration, value: place });
          else counting.splice(0, counting.length, ...counting.filter((figure) => figure.iteration < each.iteration));
        }
        const events = path.join(folder(), 'events.out.tfevents.1000000000.host.1.reptile-lab');
        await writeFile(events, Buffer.concat(records.map(encode)));
        const series = await readFigures(folder());
        for (const tag of ['a', 'b']) {
          const expected = counting.filter((figure) => figure.tag === tag).sort((a, b) => a.iteration - b.iteration);
          const read = (series.get(tag) ?? []).map((figure) => ({
            tag,
            iteration: figure.iteration,
            value: figure.value,
          }));
          assert.deepEqual(read, expected);
        }
      }),
      { numRuns: 150 },
    );
  });
});
