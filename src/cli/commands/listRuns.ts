// `reptile-lab list`: the runs of a folder, newest first.

import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import type { RunListing } from '../../runs/listRuns.ts';
import { tagsWith } from '../../runs/marks/marks.ts';
import type { RunLabels } from '../../runs/runLabels.ts';
import { isLogState } from '../../runs/runState.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { formatAge } from '../../words/terminalFigures.ts';
import type { CommandContext } from '../commandContext.ts';
import { formatTable } from '../formatTable.ts';
import { jsonOption, runsOption } from '../parseOptions.ts';
import { readFolder } from '../readFolder.ts';
import { formatMerit } from '../runFigures.ts';
import { shownLabel } from '../runLabels.ts';
import { formatDone } from '../runProgress.ts';
import { describeRun } from '../runReport.ts';
import { styleOfState } from '../stateStyle.ts';
import { printable, printableLines, type Surface, type Terminal, writeJsonList } from '../terminal.ts';
import { cutText } from '../textWidth.ts';

const details = `
With --json all runs are one array; an entry holds id, name, label (what tells it from
others of its name, may be empty), directory, state, iteration, metaIterations, seed, tags, createdAt, startedAt, endedAt, activeSeconds, metaIterationsPerSecond,
checkpointIteration, failure (null, or message: why it failed in words, code: which of them, and its
parameters; runs of earlier versions have no code) and metrics, as the last line of "train --json" has metrics, and what "mark" said
of it: star, note, archived, colour (null where it has none); name and tags are as it says, experimentName and
experimentTags as the experiment does.
A run whose run.json cannot be read has the state "unreadable" and says why under problem, and
whether "repair" can rebuild it under repairable.
`;

export function listCommand({ terminal }: CommandContext): Command {
  return new Command('list')
    .description('List the runs of a folder, newest first.')
    .addOption(runsOption())
    .option('--archived', 'show archived runs as well; --json always has them', false)
    .addOption(jsonOption('print the runs as one JSON array'))
    .addHelpText('after', details)
    .action(async ({ runs, archived, json }: { runs: string; archived: boolean; json: boolean }) => {
      optimiseLate();
      const { messages } = terminal;
      const { listings, labels, keep } = await readFolder(runs, (problem) =>
        messages.write(`${printableLines(problem)}\n`),
      );
      if (json) writeJsonList(terminal.output, listings, (listing) => reportListing(listing, labels));
      else {
        const shown = listings.filter((listing) => archived || listing.kind !== 'run' || !listing.marks.isArchived);
        if (shown.length > 0 || listings.length === 0) printListings(shown, labels, runs, terminal);
        tellHidden(listings.length - shown.length, terminal);
      }
      await keep();
    });
}

/**
 * Ten thousand runs take less than a second: making quicker code of what lists them takes a tenth more than it saves.
 * The V8 of Node.js 20 is told so; later ones, which have a quicker compiler for this, know no such word.
 */
function optimiseLate(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=3000000');
}

function reportListing(listing: RunListing, labels: RunLabels): object {
  const { directory } = listing;
  if (listing.kind === 'run') return describeRun(listing, labels.get(directory) ?? '');
  const { problem, isRepairable } = listing;
  return { id: path.basename(directory), directory, state: 'unreadable', problem, repairable: isRepairable };
}

function printListings(
  listings: readonly RunListing[],
  labels: RunLabels,
  runsFolder: string,
  terminal: Terminal,
): void {
  const { output, messages } = terminal;
  if (listings.length === 0) {
    messages.write(`There are no runs in ${printable(path.resolve(runsFolder))}.\n`);
    return;
  }
  const marks = listings.map((listing) => shownMarks(listing, terminal));
  const areAnyMarked = marks.some((text) => text !== '');
  const columns = [
    { title: 'run', alignment: 'left' },
    ...(labels.size === 0 ? [] : [{ title: 'what differs', alignment: 'left' } as const]),
    { title: 'state', alignment: 'left' },
    { title: 'meta-iteration', alignment: 'right' },
    { title: 'held out', alignment: 'right' },
    { title: 'started', alignment: 'left' },
    ...(areAnyMarked ? [{ title: 'marks', alignment: 'left' } as const] : []),
  ] as const;
  const rows = listings.map((listing, place) => [
    ...formatListing(listing, labels, terminal, output),
    ...(listing.kind === 'run' ? [marks[place] ?? ''] : []),
  ]);
  output.write(formatTable(columns, rows, (line) => output.paint('bold', line)));
  for (const listing of listings) {
    if (listing.kind === 'unreadable') messages.write(`${printableLines(listing.problem)}\n`);
  }
}

function tellHidden(count: number, { messages }: Terminal): void {
  if (count === 0) return;
  messages.write(
    `${formatCount(count)} archived ${count === 1 ? 'run is' : 'runs are'} not shown; --archived shows them.\n`,
  );
}

const widestMarks = 50;

/** `* The good one [paper, ablation] archived` */
function shownMarks(listing: RunListing, { symbols }: Terminal): string {
  if (listing.kind === 'unreadable') return '';
  const { manifest, marks } = listing;
  const tags = tagsWith(manifest.tags, marks);
  const parts = [
    marks.isStarred ? '*' : '',
    marks.name ?? '',
    tags.length === 0 ? '' : `[${tags.join(', ')}]`,
    marks.isArchived ? 'archived' : '',
  ];
  return cutText(printable(parts.filter((part) => part !== '').join(' ')), widestMarks, symbols.ellipsis);
}

function formatListing(listing: RunListing, labels: RunLabels, { symbols }: Terminal, surface: Surface): string[] {
  const isLog = listing.kind === 'run' && isLogState(listing.state);
  const id = printable(isLog ? listing.manifest.id : path.basename(listing.directory));
  const label = labels.size === 0 ? [] : [shownLabel(labels.get(listing.directory) ?? '', symbols)];
  if (listing.kind === 'unreadable') return [id, ...label, surface.paint('red', 'unreadable')];
  const { manifest, state } = listing;
  return [
    id,
    ...label,
    surface.paint(styleOfState(state), state),
    isLogState(state) ? formatCount(manifest.iteration) : formatDone(manifest, '/'),
    formatMerit(manifest, 'latest', symbols),
    formatAge(Date.parse(manifest.startedAt ?? manifest.createdAt), Date.now()),
  ];
}
