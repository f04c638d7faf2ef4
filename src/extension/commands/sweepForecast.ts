// What a sweep will take, as the command line measures it in a process of its own: trying an experiment computes, and may
// execute a user's module.

import path from 'node:path';
import * as z from 'zod';
import type { SweepChoices } from '../../experiment/sweep/parseChoices.ts';
import type { SweepForecast } from '../../launchers/sweeps/forecastSweep.ts';
import { type CommandLineOptions, runCommandLine } from '../tools/runCommandLine.ts';

export interface SweepToForecast {
  readonly file: string;
  readonly runsFolder: string;
  /** With a number of seeds, or a list of several. */
  readonly choices: SweepChoices;
  /** How many runs may be at work at once. */
  readonly places: number;
}

/** What of the line of `reptile-lab sweep --dry-run --json` says what it takes. */
const plannedSchema = z.object({
  event: z.literal('planned'),
  seconds: z.number().nullable(),
  isGuess: z.boolean(),
  diskBytes: z.number().nullable(),
  memoryBytes: z.number().nullable(),
});

/** The words of `reptile-lab sweep` that plan and measure, and make nothing. */
export function forecastWords({ file, runsFolder, choices, places }: SweepToForecast): string[] {
  const { assignments, seeds } = choices;
  const sets = assignments.flatMap((assignment) => ['--set', assignment]);
  const seeded = seeds === undefined ? [] : ['--seeds', String(seeds)];
  return ['sweep', file, ...sets, ...seeded, '--runs', runsFolder, '--at-once', String(places), '--dry-run', '--json'];
}

/**
 * @throws {Error} with the command's own words where nothing could be measured, and the system's error where it could not
 * be started
 */
export async function forecastInProcess(
  asked: SweepToForecast,
  options: Omit<CommandLineOptions, 'folder'>,
): Promise<SweepForecast> {
  const { output, messages } = await runCommandLine(forecastWords(asked), {
    folder: path.dirname(asked.file),
    ...options,
  });
  const [line = ''] = output.split('\n');
  if (line === '') throw new Error(messages);
  const { seconds, isGuess, diskBytes, memoryBytes } = plannedSchema.parse(JSON.parse(line));
  return {
    seconds: seconds ?? undefined,
    isGuess,
    diskBytes: diskBytes ?? undefined,
    memoryBytes: memoryBytes ?? undefined,
  };
}
