// Logs of shapes that no program writes, each of a few megabytes: whatever they are like, what is kept of them is counted, and
// reading them for a list, for the panel and for an export holds up nobody.

import assert from 'node:assert/strict';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { RunFigures } from '../../../src/exporting/runFigures.ts';
import { LogFolder, type SeenLog } from '../../../src/foreign/logFolder.ts';
import type { LogFormat } from '../../../src/foreign/logReader.ts';
import { LogTail } from '../../../src/foreign/logTail.ts';
import { openLog } from '../../../src/foreign/openLog.ts';
import { type LogShapes, putFiles } from '../../support/degenerateLogs/putFiles.ts';
import { csvShapes, dvcliveShapes, mlflowShapes, yamlShapes } from '../../support/degenerateLogs/tableShapes.ts';
import { tensorBoardShapes } from '../../support/degenerateLogs/tensorBoardShapes.ts';
import { wandbShapes } from '../../support/degenerateLogs/wandbShapes.ts';
import { memoryInUse } from '../../support/heapKept.ts';
import { strainOf } from '../../support/longestTurn.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

/** Three times what the hardest of them takes. */
const longestTurn = 250;
const mostPeakBytes = 150e6;
/** What is kept may be so many times what is counted, and this much more: engines keep what they learn of code. */
const [share, bytesBeside] = [1.6, 60_000];
/** Of one record of TensorBoard. */
const mostFiguresAtOnce = 80_000;

const shapesOf: readonly (readonly [format: LogFormat, of: string, shapes: LogShapes])[] = [
  ['wandb', 'W&B', wandbShapes],
  ['csv', 'Lightning', csvShapes],
  ['csv', 'Lightning’s parameters', yamlShapes],
  ['dvclive', 'DVCLive', dvcliveShapes],
  ['mlflow', 'MLflow', mlflowShapes],
  ['tensorboard', 'TensorBoard', tensorBoardShapes],
];

describe('logs of shapes that no program writes', function () {
  this.timeout(60_000);
  // Of code that was not run for some collections, which is made anew in a look.
  before(() => setFlagsFromString('--no-flush-bytecode'));
  const folder = useTemporaryFolder();

  /** A look, and what it keeps beyond what may be. */
  const look = async (memoryAfter: () => Promise<number>) => {
    const before = await settledMemory();
    const logs = new LogFolder(folder(), undefined, path.join(folder(), 'user'));
    let seen: readonly SeenLog[] = [];
    const strain = await strainOf(async () => {
      seen = (await logs.look()).logs;
    });
    const bytes = (await memoryAfter()) - before;
    const [log] = seen;
    assert.ok(log !== undefined);
    return { log, strain, bytesTooMany: bytes - share * logs.bytesHeld - bytesBeside };
  };
  const assertLight = async (work: () => Promise<void>, what: string) => {
    const { milliseconds, peakBytes } = await strainOf(work);
    assert.ok(milliseconds < longestTurn, `${what}: a turn of ${milliseconds} ms`);
    assert.ok(peakBytes < mostPeakBytes, `${what}: ${peakBytes} bytes`);
  };

  for (const [format, of, shapes] of shapesOf)
    for (const [what, filesOf] of Object.entries(shapes))
      it(`of ${of} are read lightly: ${what}`, async () => {
        await putFiles(path.join(folder(), 'run-a'), filesOf());
        const { log, strain, ...first } = await look(async () => memoryInUse());
        assert.equal(log.format, format);
        assert.ok(strain.milliseconds < longestTurn, `list: a turn of ${strain.milliseconds} ms`);
        assert.ok(strain.peakBytes < mostPeakBytes, `list: ${strain.peakBytes} bytes`);
        let { bytesTooMany } = first;
        for (let again = 0; again < 3 && bytesTooMany > 0; again++)
          bytesTooMany = (await look(settledMemory)).bytesTooMany;
        assert.ok(bytesTooMany <= 0, `${bytesTooMany} bytes are not counted`);
        await assertLight(() => followOnce(log), 'panel');
        await assertLight(() => readForExport(log), 'export');
      });
});

/** Until all that there is was told. */
function followOnce(log: SeenLog): Promise<void> {
  return new Promise((resolve, reject) => {
    let most = 0;
    const tail = new LogTail(
      log,
      (updates) => {
        for (const update of updates) if (update.kind === 'figures') most = Math.max(most, update.figures.length);
        if (!updates.some(({ kind }) => kind === 'caughtUp')) return;
        tail.stop();
        if (most <= mostFiguresAtOnce) resolve();
        else reject(new Error(`${most} figures at once`));
      },
      (tag) => !tag.endsWith('0'),
    );
    tail.start();
  });
}

async function readForExport(log: SeenLog): Promise<void> {
  await RunFigures.open(openLog(log), log.name, new AbortController().signal);
}

/** Bytes, when what closes and ends by itself has ended, and what that kept was collected, too. */
async function settledMemory(): Promise<number> {
  memoryInUse();
  await new Promise((resolve) => setImmediate(resolve));
  return memoryInUse();
}
