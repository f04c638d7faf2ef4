// From the file and options of `sweep` to runs that are ready to be made, with what they will take.

import path from 'node:path';
import { userFolder } from '../base/userFolder.ts';
import { startAgainOnCrash } from '../engine/fused/native/startAgain.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { SweepChoices } from '../experiment/sweep/parseChoices.ts';
import { isOwn } from '../experiment/whoTrains.ts';
import { forecastSweep, placesFor, type SweepForecast, shapeOf } from '../launchers/sweeps/forecastSweep.ts';
import { pacesOf } from '../launchers/sweeps/keptPaces.ts';
import { prepareSweep, type ReadySweep } from '../launchers/sweeps/prepareSweep.ts';
import { executionsOfNewRuns } from '../runs/executionOf.ts';
import { nameExecuted } from './announceExecution.ts';
import { refuse } from './createRunFrom.ts';
import { CommandError } from './failures.ts';
import { listenForInterruption } from './interruption.ts';
import { formatProblem, reportProblem } from './problems.ts';
import { readSourceBytes } from './readSource.ts';
import type { Surface } from './terminal.ts';
import { cacheIn, tryOut } from './tryOut.ts';
import { readVersion } from './version.ts';

export interface SweepToPlan {
  readonly file: string;
  /** Absolute. */
  readonly runsFolder: string;
  readonly choices: SweepChoices;
  /** Undefined: as the machine carries. */
  readonly atOnce: number | undefined;
}

export interface RequestedSweep {
  readonly sweep: ReadySweep;
  readonly forecast: SweepForecast;
  /** How many runs are at work at once. */
  readonly places: number;
}

/**
 * Problems, and what is executed beside Reptile Lab's own code, go to `messages`. Nothing is written but what was
 * measured of this machine.
 * @throws {CommandError} when anything is wrong, or when it was interrupted
 */
export async function planRequestedSweep(request: SweepToPlan, messages: Surface): Promise<RequestedSweep> {
  const { file, runsFolder, choices, atOnce } = request;
  const sweep = requireReady(
    await prepareSweep({ file: path.resolve(file), source: await readSourceBytes(file), choices }),
    request,
    messages,
  );
  for (const problem of sweep.problems) messages.write(formatProblem(reportProblem(file, problem), messages));
  const all = sweep.runs.map(({ experiment }) => experiment);
  for (const execution of executionsOfNewRuns(file, runsFolder, all)) nameExecuted(execution, messages);
  const experiments = all.filter(isOwn);
  // What a program takes nobody knows before it has run: one at a time, where nobody said how many.
  if (experiments.length < all.length) return { sweep, places: atOnce ?? 1, forecast: nothingForeseen };
  for (const experiment of differentTasks(experiments)) await tryOut(experiment, { file, runsFolder });
  const places = atOnce ?? placesFor(experiments);
  const paces = await measurePaces(experiments, request, messages);
  return { sweep, places, forecast: forecastSweep({ experiments, paces, places, halving: sweep.plan.halving }) };
}

const nothingForeseen = { seconds: undefined, isGuess: true, diskBytes: undefined, memoryBytes: undefined };

function requireReady(
  prepared: Awaited<ReturnType<typeof prepareSweep>>,
  { file, choices }: SweepToPlan,
  messages: Surface,
): ReadySweep {
  switch (prepared.kind) {
    case 'ready':
      return prepared;
    case 'none':
      throw new CommandError(
        `${file} has no "sweep", and nothing was asked to vary. Use --set key=value,value or --seeds, or "train" for a single run.`,
      );
    case 'refused':
      throw new CommandError(prepared.message);
    case 'undecodable':
      throw refuse([reportProblem(file, prepared.problem)], messages, []);
    case 'faulty':
      throw refuse(
        prepared.problems.map((problem) => reportProblem(file, problem)),
        messages,
        choices.assignments,
      );
  }
}

/** So many of different tasks and models are tried out: others fail, if they do, when their turn comes. */
const mostTried = 8;

function differentTasks(experiments: readonly Experiment[]): readonly Experiment[] {
  const different = new Map(experiments.map((one) => [shapeOf(one), one]));
  return [...different.values()].slice(0, mostTried);
}

async function measurePaces(
  experiments: readonly Experiment[],
  { file, runsFolder }: SweepToPlan,
  messages: Surface,
): ReturnType<typeof pacesOf> {
  const interruption = listenForInterruption(() => messages.write('Nothing was started.\n'));
  const endOnCrash = startAgainOnCrash();
  interruption.signal.addEventListener('abort', endOnCrash);
  try {
    return await pacesOf(experiments, {
      file: path.resolve(file),
      ...(await cacheIn(runsFolder)),
      signal: interruption.signal,
      userFolder: userFolder(),
      version: readVersion(),
      onMeasuring: () => messages.write('Measuring how long this takes on this machine…\n'),
    });
  } catch (error) {
    if (interruption.signal.aborted) throw new CommandError('Interrupted, before anything was written.');
    throw error;
  } finally {
    endOnCrash();
    interruption.dispose();
  }
}
