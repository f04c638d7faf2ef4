// Makes the runs of a planned sweep, hands them to the queue, and shows how they go until they have ended or the person
// leaves.

import { messageOf } from '../base/systemErrors.ts';
import { userSecretIfKept } from '../base/userSecret.ts';
import { LaunchError, type Launcher } from '../launchers/launcher.ts';
import { type MadeSweep, makeSweep } from '../launchers/sweeps/makeSweep.ts';
import { standingOf } from '../runs/groupsOfRuns.ts';
import type { RunGroup } from '../runs/runOrigin.ts';
import { describeFailure } from '../words/describeFailure.ts';
import { formatCount } from '../words/formatFigures.ts';
import { formatPlainQuantity } from '../words/terminalFigures.ts';
import { untranslated } from '../words/translate.ts';
import type { CommandContext } from './commandContext.ts';
import { explainedFailure } from './explainedFailure.ts';
import { asCommandError, CommandError, type ExitCode, exitCodes, explained } from './failures.ts';
import { listenForInterruption } from './interruption.ts';
import { makeAskedFolder } from './makeFolder.ts';
import type { RequestedSweep } from './planRequestedSweep.ts';
import { createProgressBar } from './progressBar.ts';
import { formatMerit } from './runFigures.ts';
import { shownPath } from './shownPath.ts';
import { suggestAmongRuns, suggestStart } from './suggestCommand.ts';
import { jsonEnd, jsonProgress } from './sweepJson.ts';
import { describePending, howToKeep, sayProgress } from './sweepText.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from './terminal.ts';
import { terminalLauncher } from './terminalLauncher.ts';
import { readVersion } from './version.ts';
import { exitCodeOfRest, type WatchedQueue, type WatchedRun, watchQueue } from './watchQueue.ts';

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
  const tell = (message: string) => terminal.messages.write(`${printableLines(message)}\n`);
  const interruption = listenForInterruption(() => {});
  const { signal } = interruption;
  context.stopWork = interruption.request;
  try {
    const made = await makeRuns(sweep, { runsFolder, tell, signal });
    tellMade(made, json, terminal);
    const launcher = terminalLauncher({ runsFolder, places, onError: (error) => tell(messageOf(error)) });
    await queueAll(made, launcher, { runsFolder, tell, signal });
    if (!wait) {
      if (!json) tell(`As many as there is room for are at work. ${howToKeep(runsFolder)}`);
      return;
    }
    const view = viewOf(terminal, forecast.seconds, json);
    const watched = await watchQueue(made.directories, {
      launcher,
      signal,
      onLook: view.show,
      onUnapproved: (directory) => tell(`${shownPath(directory)} waits for your word: ${suggestStart(directory)}`),
    });
    view.close();
    if (json) writeJsonLine(terminal.output, jsonEnd(made.group, watched));
    else tellEnd(made.group, watched, runsFolder, terminal);
    context.exitCode = exitCodeOfRest(watched) ?? exitCodeOf(watched.runs);
  } finally {
    context.stopWork = undefined;
    interruption.dispose();
  }
}

interface Place {
  /** Absolute. */
  readonly runsFolder: string;
  readonly tell: (message: string) => void;
}

interface Work extends Place {
  /** Aborts when the person wants to leave. */
  readonly signal: AbortSignal;
}

/**
 * The error to throw for one that left runs behind, which would wait for ever and look as if they had a place in the
 * queue: `describe` says what became of them, and is given what happened and what to do about it. A fault of ours stays
 * itself, and the runs are told before it.
 */
function leftBehind(error: unknown, { runsFolder, tell }: Place, describe: (why: string) => string): unknown {
  const known = error instanceof LaunchError ? error : asExplained(error, runsFolder);
  if (known !== undefined) return new CommandError(describe(`${known.message} `), exitCodes.failed);
  tell(describe(''));
  return error;
}

function asExplained(error: unknown, runsFolder: string): CommandError | undefined {
  return asCommandError(explainedFailure(error)) ?? asCommandError(explained(error, runsFolder));
}

function notAllWait({ group }: MadeSweep, runsFolder: string, why: string): string {
  return (
    `The runs of the sweep lie in ${runsFolder}, but not all of them are in the queue yet. ${why}` +
    `Start those by hand: ${suggestAmongRuns(runsFolder, 'queue', 'start')} RUN\n${howToBeginAnew(group, runsFolder)}`
  );
}

function onlySomeMade({ group, directories }: MadeSweep, runsFolder: string, asked: number, why: string): string {
  return (
    `${why}${formatCount(directories.length)} of ${formatPlainQuantity(asked, 'run')} of the sweep were made by then. ` +
    `They lie in ${runsFolder}, and none of them starts by itself.\n${howToBeginAnew(group, runsFolder)}`
  );
}

/** What is made already would be made a second time. */
function howToBeginAnew({ id }: RunGroup, runsFolder: string): string {
  return `Before you begin the sweep anew, end them: ${suggestAmongRuns(runsFolder, 'stop', '--sweep', id)}`;
}

/** @throws {CommandError} where not all are made, for whatever reason */
async function makeRuns(sweep: RequestedSweep['sweep'], { runsFolder, tell, signal }: Work): Promise<MadeSweep> {
  await makeAskedFolder(runsFolder);
  let some: MadeSweep | undefined;
  const onMade = (made: MadeSweep) => {
    some = made;
  };
  try {
    const secret = await userSecretIfKept();
    return await makeSweep(
      sweep,
      { runsFolder, askedBy: 'terminal', secret, version: readVersion() },
      { onMade, signal },
    );
  } catch (error) {
    const made = some;
    const wasLeft = signal.aborted && error === signal.reason;
    if (wasLeft && made === undefined) throw new CommandError('No run of the sweep was made.', exitCodes.stopped);
    if (made === undefined) throw explained(explainedFailure(error), runsFolder);
    const describe = (why: string) => onlySomeMade(made, runsFolder, sweep.runs.length, why);
    throw wasLeft
      ? new CommandError(describe(''), exitCodes.stopped)
      : leftBehind(error, { runsFolder, tell }, describe);
  }
}

/** All of them, also for a person who leaves meanwhile: a run that is not in the queue would be nobody's to start. */
async function queueAll(made: MadeSweep, launcher: Launcher, { runsFolder, tell, signal }: Work): Promise<void> {
  const sayWhen = () => tell('Leaving as soon as all runs are in the queue. Another Ctrl+C leaves at once.');
  if (signal.aborted) sayWhen();
  else signal.addEventListener('abort', sayWhen, { once: true });
  try {
    await launcher.submitAll(made.directories);
  } catch (error) {
    throw leftBehind(error, { runsFolder, tell }, (why) => notAllWait(made, runsFolder, why));
  } finally {
    signal.removeEventListener('abort', sayWhen);
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

function tellEnd(group: RunGroup, { runs, pending }: WatchedQueue, runsFolder: string, terminal: Terminal): void {
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
    messages.write(`End all of them with: ${suggestAmongRuns(runsFolder, 'stop', '--sweep', group.id)}\n`);
  }
  if (pending > 0) messages.write(`${describePending(pending, runsFolder)}\n`);
  messages.write(`All in one table: ${suggestAmongRuns(runsFolder, 'runs', '--group-by-all-but-seed')}\n`);
}

function exitCodeOf(runs: readonly WatchedRun[]): ExitCode {
  return standingOf(runs).completed === runs.length ? exitCodes.completed : exitCodes.failed;
}
