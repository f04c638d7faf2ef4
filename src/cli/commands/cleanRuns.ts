// `reptile-lab clean`: what runs take on the disk, and freeing what nothing refers to.

import path from 'node:path';
import { Command } from 'commander';
import { formatBytes } from '../../base/formatMemory.ts';
import { type CleanedRun, cleanUpRun } from '../../runs/cleanUp/cleanUpRun.ts';
import { kindsOfUse, totalOf } from '../../runs/cleanUp/diskUseByKind.ts';
import { type CleanUpPlan, planCleanUp } from '../../runs/cleanUp/planCleanUp.ts';
import { type CleanUpTotals, isClean, totalsOf, useBeside } from '../../runs/cleanUp/totalsOfPlans.ts';
import { formatCount } from '../../words/formatFigures.ts';
import type { CommandContext } from '../commandContext.ts';
import { exitCodes } from '../failures.ts';
import { listFolder, locateRun } from '../findRun.ts';
import { formatTable } from '../formatTable.ts';
import { jsonOption, runsOption } from '../parseOptions.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from '../terminal.ts';

const details = `
Without a RUN it is about all runs of the folder. What stays of each run: the newest checkpoint that is good
(and what lies past it), the one of the best figure, those that evaluations were made of, and the untrained
one (0), with their samples and the newest one that can be drawn. Of a run at work nothing is removed.
What goes cannot be evaluated or gone on from any more; figures, evaluations and logs stay as they are.

With --json it is one object: use (bytes by kind: ${kindsOfUse.join(', ')}; cache and trash of the folder),
runs (directory, checkpoints and samples: iterations that go, or went; bytes; problems) and dryRun.
`;

interface CleanOptions {
  readonly runs: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export function cleanCommand(context: CommandContext): Command {
  return new Command('clean')
    .description('Show what runs take on the disk, and free checkpoints and samples that nothing refers to.')
    .argument('[runs...]', "runs' folders, ids or beginnings of them, or latest")
    .addOption(runsOption())
    .option('--dry-run', 'only say what would be freed', false)
    .addOption(jsonOption('print one JSON object'))
    .addHelpText('after', details)
    .action(async (words: string[], options: CleanOptions) => {
      const plans: CleanUpPlan[] = [];
      for (const directory of await directoriesOf(words, options.runs)) plans.push(await planCleanUp(directory));
      await carryOut(plans, options, context);
    });
}

async function directoriesOf(words: readonly string[], runsFolder: string): Promise<readonly string[]> {
  const named: string[] = [];
  for (const word of words) named.push((await locateRun(word, runsFolder)).directory);
  if (named.length > 0) return [...new Set(named)];
  return (await listFolder(runsFolder)).map(({ directory }) => directory);
}

async function carryOut(
  plans: readonly CleanUpPlan[],
  { runs, dryRun, json }: CleanOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const totals = totalsOf(plans);
  const beside = await useBeside(path.resolve(runs));
  if (!json) printUse(totals, beside, terminal);
  const cleaned: CleanedRun[] = [];
  // What keeps a run from being looked at keeps it as it is.
  if (!dryRun) for (const plan of plans) if (!isClean(totalsOf([plan]))) cleaned.push(await cleanUpRun(plan));
  if (json) {
    writeJsonLine(terminal.output, { use: { ...totals.use, ...beside }, runs: plans.map(reportPlan(cleaned)), dryRun });
  } else tellFreed(plans, totals, dryRun ? undefined : cleaned, terminal);
  if (cleaned.some(({ problems }) => problems.length > 0)) context.exitCode = exitCodes.failed;
}

function printUse(
  totals: CleanUpTotals,
  { cache, trash }: { readonly cache: number; readonly trash: number },
  { output }: Terminal,
): void {
  const superfluous = new Map([
    ['checkpoints', totals.checkpoints],
    ['samples', totals.samples],
  ]);
  const rows = kindsOfUse.map((kind) => {
    const { count = 0, bytes = 0 } = superfluous.get(kind) ?? {};
    return [kind, formatBytes(totals.use[kind]), count === 0 ? '' : `${formatBytes(bytes)} (${formatCount(count)})`];
  });
  const columns = [
    { title: totals.runs === 1 ? '1 run' : `${formatCount(totals.runs)} runs`, alignment: 'left' },
    { title: 'size', alignment: 'right' },
    { title: 'nothing refers to', alignment: 'right' },
  ] as const;
  const others = [
    ['all of them', formatBytes(totalOf(totals.use)), ''],
    ['cache of decoded data', formatBytes(cache), ''],
    ['trash', formatBytes(trash), ''],
  ];
  output.write(formatTable(columns, [...rows, ...others], (line) => output.paint('bold', line)));
}

/** @param cleaned undefined where nothing was to be done */
function tellFreed(
  plans: readonly CleanUpPlan[],
  totals: CleanUpTotals,
  cleaned: readonly CleanedRun[] | undefined,
  { messages }: Terminal,
): void {
  for (const { directory, obstacle } of plans) if (obstacle !== undefined) tellKept(directory, obstacle, messages);
  for (const { directory, problems } of cleaned ?? [])
    for (const problem of problems) tellKept(directory, problem, messages);
  if (isClean(totals)) {
    messages.write('There is nothing to free.\n');
    return;
  }
  const { checkpoints, samples } = totals;
  if (cleaned === undefined) {
    const bytes = formatBytes(checkpoints.bytes + samples.bytes);
    messages.write(`It would free ${bytes}: ${countsOf(checkpoints.count, samples.count)}.\n`);
    return;
  }
  const sum = (read: (run: CleanedRun) => number) => cleaned.reduce((total, run) => total + read(run), 0);
  const counts = countsOf(
    sum((run) => run.checkpoints),
    sum((run) => run.samples),
  );
  messages.write(`Freed ${formatBytes(sum(({ freedBytes }) => freedBytes))}: ${counts}.\n`);
}

function countsOf(checkpoints: number, samples: number): string {
  return `${formatCount(checkpoints)} ${checkpoints === 1 ? 'checkpoint' : 'checkpoints'} and ${formatCount(samples)} ${samples === 1 ? 'sample' : 'samples'}`;
}

function tellKept(directory: string, reason: string, messages: Terminal['messages']): void {
  messages.write(`${printable(path.basename(directory))} is left as it is. ${printableLines(reason)}\n`);
}

function reportPlan(cleaned: readonly CleanedRun[]): (plan: CleanUpPlan) => object {
  const byDirectory = new Map(cleaned.map((run) => [run.directory, run]));
  return ({ directory, use, checkpoints, samples, obstacle }) => {
    const problems = [...(obstacle === undefined ? [] : [obstacle]), ...(byDirectory.get(directory)?.problems ?? [])];
    const iterationsOf = (superfluous: CleanUpPlan['samples']) => superfluous.map(({ iteration }) => iteration);
    const bytes = [...checkpoints, ...samples].reduce((sum, each) => sum + each.bytes, 0);
    return {
      directory,
      use,
      checkpoints: iterationsOf(checkpoints),
      samples: iterationsOf(samples),
      bytes,
      freedBytes: byDirectory.get(directory)?.freedBytes ?? 0,
      problems,
    };
  };
}
