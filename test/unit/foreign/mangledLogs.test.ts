// Folders of DVCLive, MLflow and W&B that were cut, overwritten, or filled with links, pipes and folders: each is read to its
// end, and no figure is told that was never written.

import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { LogFolder } from '../../../src/foreign/logFolder.ts';
import { listingOf } from '../../../src/foreign/logListing.ts';
import { openLog } from '../../../src/foreign/openLog.ts';
import { describeNotice } from '../../../src/runs/runNotice.ts';
import { untranslated } from '../../../src/words/translate.ts';
import { collectFigures } from '../../support/collectFigures.ts';
import { foreignKinds, putForeign } from '../../support/foreignEntries.ts';
import { drawSeries, type OtherFormat, type Random, writeRun } from '../../support/otherPrograms.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const folders = Number(process.env.REPTILE_LAB_MANGLED ?? 20);
const formats: readonly OtherFormat[] = ['dvclive', 'mlflow', 'wandb'];

/** Texts that stand in the place of a line, or of a file. */
const strange = [
  `${'9'.repeat(400)}\t${'9'.repeat(400)}`,
  '1e999 1e999 1e999',
  '-1 -1 -1',
  '[[[[[[[[[[[[[[[[',
  '{"step": "three", "a": {"a": {"a": [1, {}]}}}',
  '\0\0\0\0',
  'a: &a [1, 2]\nb: [*a, *a, *a]',
  '\u202eno\nstep',
  `"${'x'.repeat(3000)}`,
];

describe('mangled logs', () => {
  const folder = useTemporaryFolder();

  for (const format of formats)
    it(`of ${format} are read without a wrong figure, and say what of them cannot be`, async function () {
      this.timeout(600_000);
      const random = xoroshiro128plus(formats.indexOf(format) + 1);
      for (let count = 0; count < folders; count++) {
        const root = path.join(folder(), String(count));
        const run = path.join(root, 'run-20261129_183130-abc');
        const series = drawSeries(random, 1 + uniformInt(random, 0, 800));
        await writeRun(run, format, series);
        const outside = path.join(root, 'outside.of.it');
        mkdirSync(outside);
        const areLinesWhole = mangleFolder(run, outside, random, format === 'wandb');
        const { logs } = await new LogFolder(root).look();
        for (const log of logs) {
          assert.ok(log.directory === run, log.directory);
          const reader = openLog(log);
          const { figures } = await collectFigures(reader);
          const again = await collectFigures(reader);
          assert.deepEqual(again, { figures: [], problems: [] });
          for (const { tag, iteration, value } of figures) {
            const isWritten = tag === 'alone' || series[tag]?.[iteration] === value;
            assert.ok(isWritten || !areLinesWhole, `${count}: ${tag} ${iteration} ${value}`);
            assert.ok(Number.isSafeInteger(iteration) && iteration >= 0);
          }
          for (const notice of log.summary.problems.values()) assert.notEqual(describeNotice(notice, untranslated), '');
          assert.equal(listingOf(log).kind, 'run');
        }
        rmSync(root, { recursive: true });
      }
    });
});

/** False where a line may say something else than before, which nobody can tell: texts have no checksums. */
function mangleFolder(run: string, outside: string, random: Random, hasChecksums: boolean): boolean {
  const below = (end: number) => uniformInt(random, 0, Math.max(0, end - 1));
  let areLinesWhole = true;
  for (let times = 1 + below(3); times > 0; times--) {
    const names = readdirSync(run, { recursive: true, encoding: 'utf8' }).sort();
    const place = path.join(run, names[below(names.length)] ?? '');
    const found = lstatSync(place, { throwIfNoEntry: false });
    const isFile = found?.isFile() === true && found.size > 0;
    const bytes = isFile ? readFileSync(place) : Buffer.alloc(0);
    const at = below(bytes.length);
    switch (below(isFile ? 6 : 2)) {
      case 0:
        if (process.platform !== 'win32')
          putForeign(place, foreignKinds[below(foreignKinds.length)] ?? 'pipe', outside);
        break;
      case 1:
        rmSync(place, { recursive: true, force: true });
        if (below(2) === 0) mkdirSync(place);
        break;
      case 2:
        writeFileSync(place, bytes.subarray(0, at));
        break;
      case 3:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        writeFileSync(place, bytes);
        areLinesWhole &&= hasChecksums;
        break;
      case 4: {
        const line = Buffer.from(`\n${strange[below(strange.length)]}\n`);
        writeFileSync(place, Buffer.concat([bytes.subarray(0, at), line, bytes.subarray(at)]));
        areLinesWhole &&= hasChecksums;
        break;
      }
      default:
        writeFileSync(place, `${strange[below(strange.length)]}\n`);
        areLinesWhole &&= hasChecksums || path.extname(place) !== '.tsv';
    }
  }
  return areLinesWhole;
}
