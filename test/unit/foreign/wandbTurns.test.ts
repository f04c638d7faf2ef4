// Records of W&B that were made of very many fields: one that were read in a go would hold up a window for seconds.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock } from 'node:test';
import { openWandbLog } from '../../../src/foreign/wandb/wandbLog.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { countBreaths } from '../../support/countBreaths.ts';
import { field, letters, repeat as repeatBytes } from '../../support/messageBytes.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { WandbFile, wandbFields } from '../../support/wandbFile.ts';

const fields = 30_000;
const { record, row, sum, settings, run, item, unknown } = wandbFields;

describe('records of W&B with very many fields', () => {
  const folder = useTemporaryFolder();
  const read = async (file: WandbFile) => {
    await mkdir(path.join(folder(), 'run-a'), { recursive: true });
    await writeFile(path.join(folder(), 'run-a', 'run-abc.wandb'), file.history(3, { loss: '1' }).bytes);
    const reader = openWandbLog(path.join(folder(), 'run-a'));
    const { result, breaths } = await countBreaths(() => collectFigures(reader));
    assert.deepEqual(pointsByTag(result.figures).loss, [[3, 1]]);
    return { reader, breaths, problems: result.problems.map(({ kind }) => kind) };
  };

  const step = field(row.step);
  const names = repeat(field(item.nestedKey, letters('a')), 200);
  const crowded: Readonly<Record<string, Uint8Array>> = {
    'of no known kind': repeat(field(unknown)),
    'each a row': repeat(field(record.history, step)),
    'each a sum': repeat(field(record.summary, field(sum.item))),
    'each an end': repeat(field(record.exit)),
    'in a row': field(record.history, step, repeat(field(unknown))),
    'in a sum': field(record.summary, repeat(field(unknown))),
    'in a sum’s item': field(record.summary, field(sum.item, repeat(field(unknown)))),
    'that are settings without a name': field(record.config, repeat(field(settings.item))),
    'that are settings of its own': field(record.config, repeat(field(settings.removed, field(1, letters('_wandb'))))),
    'in settings': field(record.config, repeat(field(unknown))),
    'that are names of a run': field(record.run, repeat(field(run.title, letters('a')))),
    'that are starts of a run': field(record.run, repeat(field(run.start))),
    'in the settings of a run': field(record.run, field(run.settings, repeat(field(unknown)))),
    'that are parts of names': field(
      record.history,
      step,
      repeat(field(row.item, names, field(item.json, letters('1'))), fields / 200),
    ),
  };
  for (const [what, content] of Object.entries(crowded))
    it(`are read in turns: ${what}`, async () => {
      const { breaths, problems } = await read(new WandbFile().record(content));
      assert.ok(breaths >= fields / 1024, `${breaths}`);
      assert.deepEqual(problems, []);
    });

  const numbers = repeat(Buffer.from([8, 1]));
  const numerous: Readonly<Record<string, Uint8Array>> = {
    'a start': field(record.run, field(run.start, numbers)),
    'an end': field(record.exit, numbers),
    'a step': field(record.history, field(row.step, numbers)),
  };
  for (const [what, content] of Object.entries(numerous))
    it(`are damage where they are in ${what}, which is a number`, async () => {
      const { reader, problems } = await read(new WandbFile().record(content));
      assert.deepEqual(problems, ['damaged']);
      assert.deepEqual([reader.startedAt, reader.outcome], [undefined, undefined]);
    });

  it('have no figure where they are in its item', async () => {
    const one = field(row.item, repeat(field(item.nestedKey, letters('a'))), field(item.json, letters('1')));
    const other = field(row.item, field(item.nestedKey, letters('b')), field(item.json, letters('2')));
    const file = new WandbFile().record(field(record.history, step, one, other));
    const { problems } = await read(file);
    assert.deepEqual(problems, []);
    const { figures } = await collectFigures(openWandbLog(path.join(folder(), 'run-a')));
    assert.deepEqual(pointsByTag(figures), { b: [[0, 2]], loss: [[3, 1]] });
  });

  it('have the last of a run’s names, and it alone is made a text', async () => {
    const titles = [repeat(field(run.title, letters('a'))), field(run.title, letters('bc')), field(run.title)];
    const texts = mock.method(TextDecoder.prototype, 'decode');
    try {
      const { reader } = await read(new WandbFile().record(field(record.run, ...titles)));
      assert.equal(reader.title, 'bc');
      assert.ok(texts.mock.callCount() < 10, `${texts.mock.callCount()}`);
    } finally {
      texts.mock.restore();
    }
  });
});

function repeat(bytes: Uint8Array, times = fields): Uint8Array {
  return repeatBytes(bytes, times);
}
