// Makes the runs of a planned sweep, hands them to the queue, and shows how they go until they have ended or the person
// leaves.

import { messageOf } from '../base/systemErrors.ts';
import { userSecretIfKept } from '../base/userSecret.ts';
import { LaunchError } from '../launchers/launcher.ts';
import { type MadeSweep, makeSweep } from '../launchers/sweeps/makeSweep.ts';
import { standingOf } from '../runs/groupsOfRuns.ts';
import type { RunGroup } from '../runs/runOrigin.ts';
import { describeFailure } from '../words/describeFailure.ts';
import { formatCount } from '../words/formatFigures.ts';
import { formatPlainQuantity } from '../words/terminalFigures.ts';
import { untranslated } from '../words/translate.ts';
import type { CommandContext } from './commandContext.ts';
import { explainedFailure } from './explainedFailure.ts';
import { CommandError, exitCodes, explained } from './failures.ts';
import { listenForInterruption } from './interruption.ts';
import { makeAskedFolder } from './makeFolder.ts';
import type { RequestedSweep } from './planRequestedSweep.ts';
import { createProgressBar } from './progressBar.ts';
import { formatMerit } from './runFigures.ts';
import { shownPath } from './shownPath.ts';
import { suggestCommand, suggestStart } from './suggestCommand.ts';
import { jsonEnd, jsonProgress } from './sweepJson.ts';
import { sayProgress } from './sweepText.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from './terminal.ts';
import { terminalLauncher } from './terminalLauncher.ts';
import { readVersion } from './version.ts';
import { type WatchedRun, watchQueue } from './watchQueue.ts';

export interface SweepSettings {
  /** Absolute. */
  readonly runsFolder: string;
  readonly json: boolean;
  /** Whether to keep the queue until all runs have ended. */
  readonly wait: boolean;
}

/** Sets the exit code. @throws {CommandError} when the runs cannot be made */
export async function carryOutSweep(
  { sweep, places, forecast }: RequestedSweep,
  settings: SweepSettings,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const { runsFolder, json, wait } = settings;
  const made = await makeRuns(sweep, runsFolder);
  tellMade(made, json, terminal);
  const tell = (message: string) => terminal.messages.write(`${printableLines(message)}\n`);
  const launcher = terminalLauncher({ runsFolder, places, onError: (error) => tell(messageOf(error)) });
  const interruption = listenForInterruption(() => {});
  context.stopWork = interruption.request;
  try {
    await launcher.submitAll(made.directories).catch((error: unknown) => {
      throw error instanceof LaunchError ? notAllWait(error, runsFolder) : error;
    });
    if (!wait) {
      if (!json) tell(`As many as there is room for are at work. ${howToKeep(runsFolder)}`);
      return;
    }
    const view = viewOf(terminal, forecast.seconds, json);
    const { runs, unapproved } = await watchQueue(made.directories, {
      launcher,
      signal: interruption.signal,
      onLook: view.show,
      onUnapproved: (directory) => tell(`${shownPath(directory)} waits for your word: ${suggestStart(directory)}`),
    });
    view.close();
    if (json) writeJsonLine(terminal.output, jsonEnd(made.group, runs, unapproved.length));
    else tellEnd(made.group, runs, runsFolder, terminal);
    context.exitCode = unapproved.length > 0 ? exitCodes.stopped : exitCodeOf(runs);
  } finally {
    context.stopWork = undefined;
    interruption.dispose();
  }
}

/** Runs that are made and not in the queue would wait for ever, and look as if they had a place in it. */
function notAllWait({ message }: LaunchError, runsFolder: string): CommandError {
  return new CommandError(
    `The runs of the sweep lie in ${runsFolder}, but not all of them are in the queue yet. ${message} ` +
      `Start those by hand: ${suggestCommand('queue', 'start')} RUN`,
    exitCodes.failed,
  );
}

async function makeRuns(sweep: RequestedSweep['sweep'], runsFolder: string): Promise<MadeSweep> {
  await makeAskedFolder(runsFolder);
  try {
    const secret = await userSecretIfKept();
    return await makeSweep(sweep, { runsFolder, askedBy: 'terminal', secret, version: readVersion() });
  } catch (error) {
    throw explained(explainedFailure(error), runsFolder);
  }
}

function tellMade({ group, directories }: MadeSweep, json: boolean, { output, messages }: Terminal): void {
  if (json) writeJsonLine(output, { event: 'created', group, runs: directories });
  else messages.write(`Sweep ${printable(group.id)}\n`);
}

function viewOf(terminal: Terminal, forecast: number | undefined, json: boolean) {
  const bar = json ? undefined : createProgressBar(terminal);
  const beganAt = performance.now();
  let shareBefore: number | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    show: (runs: readonly WatchedRun[]) => {
      shareBefore ??= standingOf(runs).share;
      const elapsed = (performance.now() - beganAt) / 1000;
      const progress = sayProgress(runs, { elapsed, shareBefore, forecast }, terminal);
      bar?.update(progress);
      if (!json || performance.now() - toldAt < jsonMilliseconds) return;
      toldAt = performance.now();
      writeJsonLine(terminal.output, jsonProgress(runs, progress));
    },
    close: () => bar?.dispose(),
  };
}

const jsonMilliseconds = 2000;

function tellEnd(group: RunGroup, runs: readonly WatchedRun[], runsFolder: string, terminal: Terminal): void {
  const { output, messages, symbols } = terminal;
  const { completed, waiting, atWork, best, onOtherData } = standingOf(runs);
  output.write(`${formatCount(completed)} of ${formatPlainQuantity(runs.length, 'run')} completed.\n`);
  if (best !== undefined) {
    const figure = formatMerit(best.manifest, 'best', symbols);
    output.write(`Best: ${figure}, ${printable(best.manifest.overrides.join(' '))}\n`);
    output.write(`Run: ${printable(shownPath(best.directory))}\n`);
  }
  if (onOtherData > 0)
    messages.write(
      `${formatPlainQuantity(onOtherData, 'run')} ${onOtherData === 1 ? 'was' : 'were'} measured on other held-out data than the best, and not compared with it.\n`,
    );
  for (const { directory, manifest } of runs.filter(({ state }) => state === 'failed').slice(0, 5))
    messages.write(
      `${printable(shownPath(directory))}: ${printableLines(manifest.failure === null ? 'It failed.' : describeFailure(manifest.failure, untranslated))}\n`,
    );
  if (waiting + atWork > 0) {
    const open = `${formatCount(atWork)} at work and ${formatCount(waiting)} waiting`;
    messages.write(`Left with ${open}: they go on. ${howToKeep(runsFolder)}\n`);
    messages.write(`End all of them with: ${suggestCommand('stop', '--sweep', group.id)}\n`);
  }
  messages.write(`All in one table: ${suggestCommand('runs', '--group-by-all-but-seed')}\n`);
}

function howToKeep(runsFolder: string): string {
  return `What waits is started by a window of VS Code on this folder, or by: ${suggestCommand('queue', 'keep', '--runs', shownPath(runsFolder))}`;
}

function exitCodeOf(runs: readonly WatchedRun[]): number {
  const { completed, waiting, atWork } = standingOf(runs);
  if (waiting + atWork > 0) return exitCodes.stopped;
  return completed === runs.length ? exitCodes.completed : exitCodes.failed;
}
