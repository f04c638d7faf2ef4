// `reptile-lab stop`, `pause` and `continue`: ask a run's trainer for something, and wait until it was carried out.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { LaunchError } from '../../launchers/launcher.ts';
import type { LocalLauncher } from '../../launchers/localLauncher.ts';
import { requestControl } from '../../runs/control.ts';
import { isLaunchedLocally } from '../../runs/runOrigin.ts';
import { isEnded, isResumable } from '../../runs/runState.ts';
import { formatCount } from '../../words/formatFigures.ts';
import type { CommandContext } from '../commandContext.ts';
import { controlSweep } from '../controlSweep.ts';
import { CommandError, exitCodes } from '../failures.ts';
import { type FoundRun, findRun, readRun } from '../findRun.ts';
import { runsOption } from '../parseOptions.ts';
import { adviseOnResuming } from '../suggestCommand.ts';
import type { Terminal } from '../terminal.ts';
import { terminalLauncher } from '../terminalLauncher.ts';
import { withdrawPatiently } from '../withdrawPatiently.ts';

type Verb = 'stop' | 'pause' | 'continue';

const descriptions: Record<Verb, string> = {
  stop: 'Ask a run to save a checkpoint and end, or take it out of the queue; "resume" continues it later.',
  pause: 'Ask a run to hold still; its process stays.',
  continue: 'Ask a paused run to go on.',
};

/**
 * A trainer looks for requests several times a second; one that is busy with a long meta-iteration answers after it.
 */
const waitMilliseconds = 60_000;
const lookEveryMilliseconds = 50;

const whatOfMarked =
  'If it does not begin within a minute, whoever marked it as being started is gone: "stop" without --no-wait waits for that, and takes it out of the queue.';

interface ControlOptions {
  readonly runs: string;
  readonly sweep: string | undefined;
  readonly wait: boolean;
}

export function controlCommands(context: CommandContext): Command[] {
  return (['pause', 'continue', 'stop'] as const).map((verb) =>
    new Command(verb)
      .description(descriptions[verb])
      .argument('[run]', "a run's folder, its id or a beginning of it, or latest")
      .option('--sweep <id>', 'all runs of a sweep that can be asked; also those that wait')
      .addOption(runsOption())
      .option('--no-wait', 'return as soon as the request is made')
      .action(async (word: string | undefined, { runs, sweep, wait }: ControlOptions) => {
        if (word !== undefined && sweep === undefined) {
          await controlRun(verb, await findRun(word, runs), wait, context.terminal);
        } else if (word === undefined && sweep !== undefined) {
          await controlSweep(verb, sweep, path.resolve(runs), context.terminal);
        } else throw new CommandError(`Name either one run or, with --sweep, a sweep to ${verb}.`);
      }),
  );
}

async function controlRun(verb: Verb, run: FoundRun, wait: boolean, { messages }: Terminal): Promise<void> {
  await refuseIfPointless(verb, run);
  // What cannot be kept for the user keeps no run from being stopped.
  const launcher = terminalLauncher({ runsFolder: path.dirname(run.directory), places: 0 });
  const request = verb === 'stop' ? await stopBy(launcher, run.directory) : await requestControl(run.directory, verb);
  const { state: stateSince, manifest: asked } = await readRun(run.directory);
  if (run.state === 'queued' && stateSince === 'queued') {
    const isMarked = verb === 'stop' && isLaunchedLocally(asked.launcher);
    if (!isMarked || !wait) {
      const advice = isMarked ? ` ${whatOfMarked}` : '';
      messages.write(`Asked to ${verb}. The run is still queued and will answer when it is started.${advice}\n`);
      return;
    }
    const tell = (message: string) => messages.write(`${message}\n`);
    await refusable(() => withdrawPatiently(run.directory, { withdraw: () => launcher.withdraw(run.directory), tell }));
  }
  if (!wait) {
    messages.write(`Asked to ${verb}.\n`);
    return;
  }
  const answered = await waitForAnswer(run.directory, request);
  if (answered === undefined) {
    throw new CommandError(
      `The run has not answered for ${waitMilliseconds / 1000} seconds. The request stays; "reptile-lab show" tells how the run stands.`,
      exitCodes.failed,
    );
  }
  const { state, manifest } = answered;
  messages.write(`The run is ${state} at meta-iteration ${formatCount(manifest.iteration)}.\n`);
  if (isResumable(state)) messages.write(`${await adviseOnResuming(run.directory, state, manifest)}\n`);
}

async function refuseIfPointless(verb: Verb, { state, directory, manifest }: FoundRun): Promise<void> {
  if (!isEnded(state)) return;
  const advice = isResumable(state) ? ` ${await adviseOnResuming(directory, state, manifest)}` : '';
  throw new CommandError(`The run is ${state}, so there is nothing to ${verb}.${advice}`);
}

/** A run that waits in the queue is taken out of it, and of the trainer of one at work its end is the answer. */
async function stopBy(launcher: LocalLauncher, directory: string): Promise<undefined> {
  await refusable(() => launcher.cancel(directory));
}

async function refusable(ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    throw error instanceof LaunchError ? new CommandError(error.message) : error;
  }
}

/**
 * The run as it stands when the request was carried out or made pointless by the run's end; undefined when neither
 * happens in time.
 */
async function waitForAnswer(directory: string, request: string | undefined): Promise<FoundRun | undefined> {
  const deadline = performance.now() + waitMilliseconds;
  while (performance.now() < deadline) {
    const run = await readRun(directory);
    const isAnswered = request !== undefined && run.manifest.answeredRequests.includes(request);
    if (isEnded(run.state) || isAnswered) return run;
    await delay(lookEveryMilliseconds);
  }
  return undefined;
}
