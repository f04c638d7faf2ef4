// `reptile-lab list`: the runs of a folder, newest first.

import path from 'node:path';
import { Command } from 'commander';
import type { RunListing } from '../../runs/listRuns.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { formatAge } from '../../words/terminalFigures.ts';
import type { CommandContext } from '../commandContext.ts';
import { listFolder } from '../findRun.ts';
import { formatTable } from '../formatTable.ts';
import { jsonOption, runsOption } from '../parseOptions.ts';
import { formatMainFigure } from '../runFigures.ts';
import { describeRun } from '../runReport.ts';
import { styleOfState } from '../stateStyle.ts';
import { printable, printableLines, type Surface, type Terminal, writeJsonLine } from '../terminal.ts';

const details = `
With --json all runs are one array; an entry holds id, name, directory, state, iteration,
metaIterations, seed, tags, createdAt, startedAt, endedAt, activeSeconds, metaIterationsPerSecond,
checkpointIteration, failure and metrics, as the last line of "train --json" has them.
A run whose run.json cannot be read has the state "unreadable" and says why under problem.
`;

export function listCommand({ terminal }: CommandContext): Command {
  return new Command('list')
    .description('List the runs of a folder, newest first.')
    .addOption(runsOption())
    .addOption(jsonOption('print the runs as one JSON array'))
    .addHelpText('after', details)
    .action(async ({ runs, json }: { runs: string; json: boolean }) => {
      const { messages } = terminal;
      const listings = await listFolder(runs, (problem) => messages.write(`${printableLines(problem)}\n`));
      if (json) writeJsonLine(terminal.output, listings.map(reportListing));
      else printListings(listings, runs, terminal);
    });
}

function reportListing(listing: RunListing): object {
  if (listing.kind === 'run') return describeRun(listing);
  const { directory, problem } = listing;
  return { id: path.basename(directory), directory, state: 'unreadable', problem };
}

function printListings(listings: readonly RunListing[], runsFolder: string, terminal: Terminal): void {
  const { output, messages } = terminal;
  if (listings.length === 0) {
    messages.write(`There are no runs in ${printable(path.resolve(runsFolder))}.\n`);
    return;
  }
  const columns = [
    { title: 'run', alignment: 'left' },
    { title: 'state', alignment: 'left' },
    { title: 'meta-iteration', alignment: 'right' },
    { title: 'held out', alignment: 'right' },
    { title: 'started', alignment: 'left' },
  ] as const;
  const rows = listings.map((listing) => formatListing(listing, terminal, output));
  output.write(formatTable(columns, rows, (line) => output.paint('bold', line)));
  for (const listing of listings) {
    if (listing.kind === 'unreadable') messages.write(`${printableLines(listing.problem)}\n`);
  }
}

function formatListing(listing: RunListing, { symbols }: Terminal, surface: Surface): string[] {
  const id = printable(path.basename(listing.directory));
  if (listing.kind === 'unreadable') return [id, surface.paint('red', 'unreadable')];
  const { manifest, state } = listing;
  return [
    id,
    surface.paint(styleOfState(state), state),
    `${formatCount(manifest.iteration)}/${formatCount(manifest.metaIterations)}`,
    manifest.latest === null ? '' : formatMainFigure(manifest.latest, symbols),
    formatAge(Date.parse(manifest.startedAt ?? manifest.createdAt), Date.now()),
  ];
}
