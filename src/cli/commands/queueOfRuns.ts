// `reptile-lab queue`: what waits and in which order; changes the order, and keeps the queue without a window.

import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { messageOf } from '../../base/systemErrors.ts';
import { agreementOn } from '../../launchers/frozenPart.ts';
import { LaunchError, type QueueChange } from '../../launchers/launcher.ts';
import { halvedGroupsOf, isDueIn, pendingPromotions } from '../../launchers/sweeps/halvedGroups.ts';
import { byQueueOrder, queuePositions } from '../../runs/queueOrder.ts';
import { isEnded, type RunState } from '../../runs/runState.ts';
import { describeFailure } from '../../words/describeFailure.ts';
import { untranslated } from '../../words/translate.ts';
import { announceExecution } from '../announceExecution.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError } from '../failures.ts';
import { type FoundRun, findRun, listFolder } from '../findRun.ts';
import { formatTable } from '../formatTable.ts';
import { listenForInterruption } from '../interruption.ts';
import { jsonOption, runsOption, wholeNumber } from '../parseOptions.ts';
import { createProgressBar } from '../progressBar.ts';
import { shownPath } from '../shownPath.ts';
import { startPatiently } from '../startPatiently.ts';
import { suggestAmongRuns, suggestStart } from '../suggestCommand.ts';
import { describePending, sayProgress } from '../sweepText.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from '../terminal.ts';
import { terminalLauncher } from '../terminalLauncher.ts';
import { exitCodeOfRest, watchQueue } from '../watchQueue.ts';

const details = `
Examples:
  reptile-lab queue                     what waits, in the order in which it starts
  reptile-lab queue top RUN             before all others
  reptile-lab queue hold RUN            not before it is released: reptile-lab queue release RUN
  reptile-lab queue start RUN           now, whether there is a place for it or not
  reptile-lab queue keep --at-once 2    start what waits as places come free, until nothing waits

The order lies in the run directories: every window and terminal goes by it.

Exit codes of "keep": 0 nothing waits any more, 1 runs could not go on by successive halving (as where the disk
is full), 2 bad input, 3 left before the end, or runs wait for your word.
`;

interface RunsOptions {
  readonly runs: string;
}

export function queueCommand(context: CommandContext): Command {
  const { terminal } = context;
  const queue = new Command('queue')
    .description('Show which runs wait in which order, change it, or keep the queue going.')
    .addOption(runsOption())
    .addOption(jsonOption('print the waiting runs as one JSON array'))
    .addHelpText('after', details)
    .action(async ({ runs, json }: RunsOptions & { readonly json: boolean }) => showQueue(runs, json, terminal));
  const changes = [
    ['top', 'toTop', 'Let a waiting run start before all others.'],
    ['hold', 'hold', 'Keep a waiting run from starting before it is released.'],
    ['release', 'release', 'Let a held run start when its turn comes.'],
  ] as const;
  for (const [verb, change, description] of changes) {
    queue.addCommand(
      new Command(verb)
        .description(description)
        .argument('<run>', "a run's folder, its id or a beginning of it, or latest")
        .addOption(runsOption())
        .action((word: string, _: RunsOptions, own: Command) => changePlace(word, runsNamedFor(own), change, terminal)),
    );
  }
  return queue
    .addCommand(
      new Command('start')
        .description(
          'Start a waiting run now, whether there is a place for it or not; let one go on whose sweep waits for your word.',
        )
        .argument('<run>', "a run's folder, its id or a beginning of it, or latest")
        .addOption(runsOption())
        .action((word: string, _: RunsOptions, own: Command) => startNow(word, runsNamedFor(own), terminal)),
    )
    .addCommand(
      new Command('keep')
        .description('Start waiting runs as places come free, until nothing waits and all have ended.')
        .option(
          '--at-once <number>',
          'runs at work at the same time; by default one for each core',
          wholeNumber(1, 256),
        )
        .addOption(runsOption())
        .action(({ atOnce }: { readonly atOnce: number | undefined }, own: Command) =>
          keepQueue(path.resolve(runsNamedFor(own)), atOnce ?? availableParallelism(), context),
        ),
    );
}

/** The parser gives "queue" the --runs that stand behind one of its parts, too. */
function runsNamedFor(part: Command): string {
  const named = [part, part.parent].find((command) => command?.getOptionValueSource('runs') === 'cli');
  return (named ?? part).opts<RunsOptions>().runs;
}

async function showQueue(runsFolder: string, json: boolean, { output, messages }: Terminal): Promise<void> {
  const runs = (await listFolder(runsFolder)).filter((listing) => listing.kind === 'run');
  const positions = queuePositions(runs);
  const waiting = runs
    .filter(({ state }) => state === 'queued')
    .map(({ directory, manifest }) => ({ ...manifest, directory, position: positions.get(directory) ?? null }))
    .sort((a, b) => Number(a.position === null) - Number(b.position === null) || byQueueOrder(a, b));
  if (json) {
    writeJsonLine(
      output,
      waiting.map(({ position, directory, name, queuePlace, group }) => ({
        position,
        id: path.basename(directory),
        directory,
        name,
        held: queuePlace?.isHeld ?? false,
        group,
      })),
    );
    return;
  }
  if (waiting.length === 0) {
    messages.write('No run waits.\n');
    return;
  }
  const columns = [
    { title: '', alignment: 'right' },
    { title: 'run', alignment: 'left' },
    { title: 'sets', alignment: 'left' },
  ] as const;
  const rows = waiting.map(({ position, directory, overrides, queuePlace }) => [
    position === null ? (queuePlace?.isHeld === true ? 'held' : '?') : String(position),
    printable(path.basename(directory)),
    printable(overrides.join(' ')),
  ]);
  output.write(formatTable(columns, rows, (line) => output.paint('bold', line)));
}

async function changePlace(word: string, runs: string, change: QueueChange, { messages }: Terminal): Promise<void> {
  const { directory } = await findRun(word, runs);
  await refusable(() =>
    terminalLauncher({ runsFolder: path.dirname(directory), places: 0 }).arrange(directory, change),
  );
  messages.write(`${done[change]}\n`);
}

const done: Record<QueueChange, string> = {
  toTop: 'It starts before all others that wait.',
  hold: 'It is held until it is released.',
  release: 'It starts when its turn comes.',
};

async function startNow(word: string, runs: string, terminal: Terminal): Promise<void> {
  const run = await findRun(word, runs);
  const { directory, manifest } = run;
  if (await isDue(run)) return letGoOn(run, terminal);
  if (isEnded(run.state))
    throw new CommandError(`The run is ${run.state}. "reptile-lab resume" continues one that did not complete.`);
  await announceExecution(run, terminal);
  const agreed = await agreementOn(directory, manifest);
  const launcher = terminalLauncher({ runsFolder: path.dirname(directory), places: 1 });
  const outcome = await refusable(() =>
    startPatiently(directory, {
      start: () => launcher.startNow(directory, { acceptsChangedData: false, agreed }),
      tell: (message) => terminal.messages.write(`${message}\n`),
    }),
  );
  if (outcome.kind === 'failed') throw new CommandError(describeFailure(outcome.failure, untranslated));
  terminal.messages.write(outcome.kind === 'begun' ? 'Somebody else has started it.\n' : 'It is on its way.\n');
}

/** Whether it has come to the end of its rung in a sweep by successive halving, and is among those that go on. */
async function isDue({ directory, state, manifest }: FoundRun): Promise<boolean> {
  if (state !== 'completed' || manifest.group?.halving === undefined) return false;
  const runs = (await listFolder(path.dirname(directory))).filter((listing) => listing.kind === 'run');
  return isDueIn(runs, directory);
}

async function letGoOn(run: FoundRun, terminal: Terminal): Promise<void> {
  const { directory, manifest } = run;
  await announceExecution(run, terminal);
  const agreed = await agreementOn(directory, manifest);
  const tell = (message: string) => terminal.messages.write(`${printableLines(message)}\n`);
  const runsFolder = path.dirname(directory);
  const launcher = terminalLauncher({ runsFolder, places: 1, onError: (error) => tell(messageOf(error)) });
  const outcome = await refusable(() => launcher.submit(directory, { acceptsChangedData: false, agreed }));
  switch (outcome.kind) {
    case 'started':
      return tell(`${shownPath(outcome.directory)} goes on from it, and is on its way.`);
    case 'waiting':
      return tell(
        outcome.directory === directory
          ? `It goes on when there is a place, and the queue is kept: ${suggestAmongRuns(runsFolder, 'queue', 'keep')}`
          : `${shownPath(outcome.directory)} goes on from it, and starts when its turn comes.`,
      );
    case 'unapproved':
      throw new CommandError(
        'Your word could not be kept with the run, because a process is at work on it. Try again.',
      );
    case 'cannotGoOn':
      throw new CommandError('Nothing can go on from it: see above.');
    case 'failed':
      throw new CommandError(describeFailure(outcome.failure, untranslated));
  }
}

async function refusable<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof LaunchError ? new CommandError(error.message) : error;
  }
}

function isOpen({ state }: { readonly state: RunState }): boolean {
  return !isEnded(state);
}

/** Runs that join the queue meanwhile are started as well, but not waited for. */
async function keepQueue(runsFolder: string, places: number, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const tell = (message: string) => terminal.messages.write(`${printableLines(message)}\n`);
  const runs = (await listFolder(runsFolder)).filter((listing) => listing.kind === 'run');
  // What has ended decides, too, on what goes on by successive halving.
  const going = halvedGroupsOf(runs).filter((group) => pendingPromotions(group).length > 0 || group.runs.some(isOpen));
  const open = [...new Set([...runs.filter(isOpen), ...going.flatMap((group) => group.runs)])];
  if (open.length === 0) {
    tell('No run waits.');
    return;
  }
  const launcher = terminalLauncher({ runsFolder, places, onError: (error) => tell(messageOf(error)) });
  const interruption = listenForInterruption(() => {});
  context.stopWork = interruption.request;
  const bar = createProgressBar(terminal);
  const clock = { elapsed: 0, shareBefore: 0, forecast: undefined };
  try {
    const watched = await watchQueue(
      open.map(({ directory }) => directory),
      {
        launcher,
        signal: interruption.signal,
        onLook: (runs) => bar.update({ ...sayProgress(runs, clock, terminal), label: 'Queue' }),
        onUnapproved: (directory) => tell(`${shownPath(directory)} waits for your word: ${suggestStart(directory)}`),
      },
    );
    bar.dispose();
    if (watched.pending > 0) tell(describePending(watched.pending, runsFolder));
    context.exitCode = exitCodeOfRest(watched) ?? context.exitCode;
  } finally {
    context.stopWork = undefined;
    bar.dispose();
    interruption.dispose();
  }
}
