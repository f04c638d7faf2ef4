// A log of another program as `show` and `import` tell of it.

import type { FigurePoint, TagSummary } from '../foreign/logSummary.ts';
import { nameWith, tagsWith } from '../runs/marks/marks.ts';
import { formatCount } from '../words/formatFigures.ts';
import { formatNumber } from '../words/terminalFigures.ts';
import { factsOfMarks } from './factsOfMarks.ts';
import { formatFacts, formatTable } from './formatTable.ts';
import { problemsOf, type ReadLog } from './readLogs.ts';
import { formatMerit } from './runFigures.ts';
import { describeRun } from './runReport.ts';
import { styleOfState } from './stateStyle.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from './terminal.ts';

/** In JSON: what `list` has of it, and all that was read of the log. */
export function reportLog(log: ReadLog): object {
  return {
    ...describeRun(log.listing, ''),
    format: log.format,
    parameters: Object.fromEntries(log.parameters),
    figures: Object.fromEntries(log.summary.tags),
    problems: problemsOf(log),
  };
}

export function showLog(log: ReadLog, json: boolean, terminal: Terminal): void {
  const { output, messages, symbols } = terminal;
  if (json) {
    writeJsonLine(output, reportLog(log));
    return;
  }
  const { manifest, state, marks } = log.listing;
  output.write(`${output.paint('bold', printable(nameWith(manifest.name, marks)))}\n`);
  const [, ...said] = factsOfMarks(manifest.name, tagsWith([], marks), marks);
  const renamed = marks.name === undefined ? [] : [['renamed from', printable(manifest.name)] as const];
  const facts: readonly (readonly [string, string])[] = [
    ['state', output.paint(styleOfState(state), state)],
    ['log', log.format],
    ...renamed,
    ...said,
    ['steps', formatCount(manifest.iteration)],
    ['latest', formatMerit(manifest, 'latest', symbols)],
    ['best', formatMerit(manifest, 'best', symbols)],
    ['started', manifest.startedAt ?? ''],
    ['newest figure', manifest.endedAt ?? ''],
    ['folder', printable(log.directory)],
    ...[...log.parameters].map(([name, value]) => [printable(name), printable(String(value))] as const),
  ];
  output.write(formatFacts(facts.flatMap(([name, value]) => (value === '' ? [] : [[name, value]]))));
  if (log.summary.tags.size > 0)
    output.write(`\n${formatTags(log.summary.tags, (line) => output.paint('bold', line))}`);
  for (const problem of problemsOf(log))
    messages.write(`${messages.paint('yellow', 'warning:')} ${printableLines(problem)}\n`);
}

function formatTags(tags: ReadonlyMap<string, TagSummary>, paintTitle: (line: string) => string): string {
  const columns = [
    { title: 'figure', alignment: 'left' },
    { title: 'points', alignment: 'right' },
    { title: 'first', alignment: 'right' },
    { title: 'latest', alignment: 'right' },
    { title: 'lowest', alignment: 'right' },
    { title: 'highest', alignment: 'right' },
  ] as const;
  const say = (point: FigurePoint | undefined) => (point === undefined ? '' : formatNumber(point.value));
  const rows = [...tags].map(([tag, { count, first, latest, lowest, highest }]) => [
    printable(tag),
    formatCount(count),
    ...[first, latest, lowest, highest].map(say),
  ]);
  return formatTable(columns, rows, paintTitle);
}
