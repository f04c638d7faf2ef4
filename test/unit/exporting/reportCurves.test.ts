// Curves of a report: of however many runs, only what is drawn of them is kept.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ExportRequest } from '../../../src/exporting/exportFormat.ts';
import { readCurves } from '../../../src/exporting/html/reportCurves.ts';
import { Staging } from '../../../src/exporting/staging.ts';
import type { HearEvents } from '../../../src/runs/eventUpdate.ts';
import { FigureBatch } from '../../../src/runs/figureBatch.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { testRow } from '../../support/tableRows.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const figureNames = ['train_loss', 'val_loss', 'train_acc', 'val_acc'];
const steps = 2000;

describe('the curves of a report', () => {
  const folder = useTemporaryFolder();

  it('of hundreds of runs of one curve take no more memory than they are drawn with', async function () {
    this.timeout(120_000);
    const manifest = await readManifest(await newTestRun(folder()));
    const count = 200;
    const memory: number[] = [];
    const runs = Array.from({ length: count }, (_, seed) => {
      const row = testRow({ parameters: { seed } });
      const openFigures = () => {
        if (seed === 1 || seed === count - 1) memory.push(memoryInUse());
        return {
          restart: () => {},
          read: async (hear: HearEvents) => hear([{ kind: 'figures', figures: made(seed) }]),
        };
      };
      return { directory: row.directory, manifest, state: 'completed' as const, row, openFigures };
    });
    const request: ExportRequest = {
      runs,
      staging: await Staging.begin(`${folder()}/report.html`, 'file', false),
      version: '0',
      now: new Date(0),
      signal: new AbortController().signal,
      onProblem: assert.fail,
    };
    const figures = await readCurves([{ title: 'all', colour: { hue: 'blue', dash: 'solid' }, runs }], request);
    assert.deepEqual(figures.map(({ tag }) => tag).sort(), figureNames.toSorted());
    for (const { curves } of figures) {
      assert.equal(curves[0]?.seeds, count);
      const middle = curves[0]?.points.find(({ x }) => x > steps / 2);
      assert.ok(middle !== undefined && Math.abs(middle.y - (middle.x + (count - 1) / 2)) < 20, JSON.stringify(middle));
    }
    const [first = Number.NaN, last = Number.NaN] = memory;
    assert.ok(last - first < 25e6, `${last - first} bytes for ${count} runs`);
  });
});

/** Lines that lie one apart from seed to seed. */
function made(seed: number): FigureBatch {
  const figures = new FigureBatch();
  for (let step = 0; step < steps; step++) for (const tag of figureNames) figures.add(tag, step, step + seed, step);
  return figures;
}

function memoryInUse(): number {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('This Node.js does not let its garbage be collected.');
  for (let time = 0; time < 3; time++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
