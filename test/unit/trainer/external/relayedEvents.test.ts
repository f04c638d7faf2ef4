// Figures of a program that nobody came to relay are taken over by the process that goes on, however many they are.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { openTensorBoardLog } from '../../../../src/foreign/tensorBoard/tensorBoardLog.ts';
import { ProgramFigures } from '../../../../src/trainer/external/programFigures.ts';
import { programFiles } from '../../../../src/trainer/external/programFolder.ts';
import { RelayedEvents } from '../../../../src/trainer/external/relayedEvents.ts';
import { collectFigures } from '../../../support/collectFigures.ts';
import { holdOf } from '../../../support/holdOf.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { newProgramRun } from './programFixture.ts';

describe('the figures of a program', () => {
  const folder = useTemporaryFolder();

  it('are taken over by the hundred thousand', async () => {
    const directory = await newProgramRun(folder(), 'echo one');
    const files = programFiles(directory);
    await mkdir(files.folder, { recursive: true });
    const named = Array.from({ length: 160 }, (_, index) => `"${index.toString(36)}":1`).join();
    await writeFile(files.metrics, Array.from({ length: 900 }, (_, step) => `{"step":${step},${named}}\n`).join(''));
    const warnings: string[] = [];
    const figures = new ProgramFigures(files, (message) => warnings.push(message));
    const events = await RelayedEvents.goOn(await holdOf(directory), null, figures);
    await events.close();
    assert.deepEqual(warnings, []);
    const relayed = await collectFigures(openTensorBoardLog(directory));
    assert.equal(relayed.figures.length, 900 * 160);
  });
});
