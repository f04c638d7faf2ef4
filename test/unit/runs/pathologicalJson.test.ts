// Files of a run that are small and would become gigabytes: none stops the process that reads them, and what is left of
// the run is shown.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EvaluationsReader, listEvaluations, summaryOf } from '../../../src/runs/evaluationsReader.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readNewestSample } from '../../../src/runs/samples.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

/** `length` characters of `unit`, and once more without the comma. */
function many(unit: string, length: number): string {
  return `${`${unit},`.repeat(Math.floor(length / (unit.length + 1)))}${unit}`;
}

function sampleOf(outputs: string): string {
  return `{"task":{"kind":"curve","queryX":[0],"queryY":[0],"supportX":[],"supportY":[]},"steps":[0],"outputs":${outputs}}`;
}

const length = 2_000_000;
const good = sampleOf('[[0.5]]');
const hostile: Readonly<Record<string, string>> = {
  'strings where numbers belong': sampleOf(`[[${many('""', length)}]]`),
  'objects where numbers belong': sampleOf(`[[${many('{}', length)}]]`),
  'lists without end': sampleOf(`[${many('[]', length)}]`),
  'numbers without end': sampleOf(`[[${many('0', length)}]]`),
  'lists within lists': sampleOf(`${'['.repeat(length / 2)}${']'.repeat(length / 2)}`),
  'names without end': `{${Array.from({ length: length / 10 }, (_, index) => `"${index}":0`).join(',')}}`,
  'a string without end': sampleOf(`"${'\\'.repeat(length)}`),
  'many strings, few enough to be looked at': sampleOf(`[[${many('""', 600_000)}]]`),
  'many pictures that are none': `{"task":{"kind":"texts","classNames":[],"support":[${many('0', 400_000)}],"query":[]},"steps":[],"outputs":[]}`,
  'more than any sample is long': sampleOf(`[["${'a'.repeat(9_000_000)}"]]`),
};

/** Bytes that the process takes up more after `work`; what was freed before does not count against it. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage().rss;
  await work();
  return process.memoryUsage().rss - before;
}

describe('pathological JSON in a run', () => {
  const folder = useTemporaryFolder();

  for (const [what, text] of Object.entries(hostile)) {
    it(`is passed over in samples, and an older one drawn: ${what}`, async () => {
      const { samples } = runFiles(folder());
      await mkdir(samples);
      await writeFile(path.join(samples, '10.json'), good);
      await writeFile(path.join(samples, '20.json'), text);
      const growth = await growthDuring(async () => {
        const { drawn, problem } = await readNewestSample(folder());
        assert.equal(drawn?.iteration, 10);
        assert.equal(problem?.file, path.join(samples, '20.json'));
      });
      assert.ok(growth < 200_000_000, `${growth} bytes`);
    });

    it(`is named among the evaluations: ${what}`, async () => {
      const { evaluations } = runFiles(folder());
      await mkdir(evaluations);
      await writeFile(path.join(evaluations, '20260101T000000Z-abcd.json'), text);
      const [listing, ...others] = await listEvaluations(folder());
      assert.deepEqual(others, []);
      assert.ok(listing?.kind === 'unreadable');
      assert.ok(noticeWords(listing.notice).length < 2000);
      assert.match(noticeWords(listing.notice), /abcd\.json (holds more than|is damaged|is larger than)/);
    });
  }

  it('says of an evaluation which number is none, and stops there', async () => {
    const { evaluations } = runFiles(folder());
    await mkdir(evaluations);
    const tasks = `[{"quantity":"loss","before":[0,1,${many('true', 900_000)}],"after":[]}]`;
    await writeFile(path.join(evaluations, '20260101T000000Z-abcd.json'), `{"formatVersion":1,"tasks":${tasks}}`);
    const [listing] = (await new EvaluationsReader(folder(), summaryOf).readChanged()) ?? [];
    assert.ok(listing?.kind === 'unreadable');
    assert.match(noticeWords(listing.notice), /tasks\.0\.before\.2 is missing or not/);
  });

  it('is refused as a manifest, with the reason', async () => {
    const directory = await newTestRun(folder());
    await writeFile(runFiles(directory).manifest, `{"formatVersion":1,"tags":[${many('0', 1_000_000)}]}`);
    await assert.rejects(readManifest(directory), /run\.json holds more than 5000 values, as no file of its kind does/);
    await writeFile(runFiles(directory).manifest, `{"formatVersion":${'['.repeat(1_000_000)}`);
    await assert.rejects(readManifest(directory), /run\.json holds more than 16 lists or objects within each other/);
  });
});
