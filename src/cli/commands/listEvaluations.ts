// `reptile-lab evaluations`: what was measured of a run, newest first.

import path from 'node:path';
import { Command } from 'commander';
import { reasonApart } from '../../runs/comparableEvaluation.ts';
import type { EvaluationListing, StoredSummary } from '../../runs/evaluations.ts';
import { listEvaluations } from '../../runs/evaluationsReader.ts';
import type { Manifest } from '../../runs/manifest.ts';
import { describeNotice } from '../../runs/runNotice.ts';
import { describeApart } from '../../words/describeApart.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { untranslated } from '../../words/translate.ts';
import type { CommandContext } from '../commandContext.ts';
import { describeStored } from '../evaluationJson.ts';
import { nameProtocol } from '../evaluationRows.ts';
import { formatMean, intervalMeaning, nameInitialization } from '../evaluationText.ts';
import { findRun } from '../findRun.ts';
import { formatTable } from '../formatTable.ts';
import { jsonOption, runsOption } from '../parseOptions.ts';
import { suggestCommandOn } from '../suggestCommand.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from '../terminal.ts';

const details = `
With --json all evaluations are one array; an entry has what "eval --json" has of it, file, and apart (why
it is not to be set beside others, or null). One
that cannot be read has a problem instead.
`;

export function evaluationsCommand({ terminal }: CommandContext): Command {
  return new Command('evaluations')
    .description('List what eval and compare measured of a run, newest first.')
    .argument('<run>', "a run's folder, its id or a beginning of it, or latest")
    .addOption(runsOption())
    .addOption(jsonOption('print the evaluations as one JSON array'))
    .addHelpText('after', details)
    .action(async (word: string, { runs, json }: { runs: string; json: boolean }) => {
      const { directory, manifest } = await findRun(word, runs);
      const listings = await listEvaluations(directory);
      if (json)
        writeJsonLine(
          terminal.output,
          listings.map((listing) => describeListing(listing, manifest)),
        );
      else printListings(listings, manifest, directory, terminal);
    });
}

function describeListing(listing: EvaluationListing<StoredSummary>, manifest: Manifest): object {
  const { file } = listing;
  return listing.kind === 'evaluation'
    ? {
        file,
        apart: reasonApart(listing.evaluation, manifest) ?? null,
        ...describeStored(listing.evaluation, manifest),
      }
    : { file, problem: describeNotice(listing.notice, untranslated) };
}

function printListings(
  listings: readonly EvaluationListing<StoredSummary>[],
  manifest: Manifest,
  directory: string,
  terminal: Terminal,
): void {
  const { output, messages, symbols } = terminal;
  const readable = listings.flatMap((listing) => (listing.kind === 'evaluation' ? [listing] : []));
  if (listings.length === 0) messages.write(`The run was not evaluated yet: ${suggestCommandOn('eval', directory)}\n`);
  if (readable.length > 0) {
    const columns = [
      { title: 'evaluation', alignment: 'left' },
      { title: 'initialization', alignment: 'left' },
      { title: 'protocol', alignment: 'left' },
      { title: 'tasks', alignment: 'right' },
      { title: 'after adaptation', alignment: 'right' },
    ] as const;
    const rows = readable.map(({ file, evaluation: { initialization, protocol, report } }) => [
      printable(path.basename(file, '.json')),
      nameInitialization(initialization, manifest),
      `${nameProtocol(protocol)}, ${protocol.innerSteps} steps, seed ${protocol.seed}`,
      `${formatCount(report.tasks)}${report.tasks < protocol.tasks ? ` of ${formatCount(protocol.tasks)}` : ''}`,
      report.figures
        .slice(0, 1)
        .map(({ quantity, after }) => `${quantity} ${formatMean(quantity, after, symbols)}`)
        .join(''),
    ]);
    output.write(formatTable(columns, rows, (line) => output.paint('bold', line)));
    for (const { file, evaluation } of readable) {
      const apart = reasonApart(evaluation, manifest);
      if (apart !== undefined)
        output.write(`${printable(path.basename(file, '.json'))}: ${describeApart(apart, untranslated)}.\n`);
    }
    output.write(`\n${symbols.plusMinus} is the ${intervalMeaning(undefined)}.\n`);
  }
  for (const listing of listings)
    if (listing.kind === 'unreadable')
      messages.write(`${printableLines(describeNotice(listing.notice, untranslated))}\n`);
}
