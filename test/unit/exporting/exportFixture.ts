// Runs to export, and the command that exports them, for the tests of all formats.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { simpleRecord } from '../../support/foreignEvents.ts';
import { newTinyRun } from '../trainer/trainerFixture.ts';

/** A run that was carried out; gives its directory. */
export async function carriedOut(runs: string, ...overrides: string[]): Promise<string> {
  const directory = await newTinyRun(runs, {}, overrides);
  await carryOutRun(directory);
  return directory;
}

export interface LoggedFigure {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

/** Imports a log of another program beside the runs, which has these figures and is called `name`. */
export async function importLog(runs: string, logs: string, name: string, figures: readonly LoggedFigure[]) {
  const folder = path.join(logs, name);
  await mkdir(folder, { recursive: true });
  const records = figures.map(({ tag, step, value }) => simpleRecord(tag, step, value, 1_700_000_000 + step));
  await writeFile(path.join(folder, 'events.out.tfevents.1700000000.host'), Buffer.concat(records));
  await carryOutWords('import', logs, '--runs', runs);
}

export function exportWords(runs: string, ...words: string[]) {
  return carryOutWords('export', '--runs', runs, ...words);
}
