// The engine's figures as a table of a guide in Markdown: the bench writes it, nobody else.

import type { BenchRow } from './report.ts';
import { significant } from './report.ts';

const begin = '<!-- Written by `npm run bench -- --guide FILE` -->';
const end = '<!-- to here -->';

/** Group of an inner step's rows, with the workload's short name. */
const stepGroup = /^inner step, ([^(]+?) \(/;
/** Who is measured with one thread, as we are: others are for those who know the machine. */
const isOnOneThread = ({ name, note }: BenchRow) => !name.endsWith('all threads') && note === undefined;
const isOfPeer = ({ name }: BenchRow) => /^(PyTorch|TensorFlow) /.test(name);
const isNative = ({ name }: BenchRow) => name.startsWith('native ');

/**
 * Medians of an inner step on one thread: a row for each contestant, a column for each workload. Ours say how many times as
 * fast they are as the fastest of PyTorch and TensorFlow.
 * @param conditions what it was measured on, a sentence
 */
export function formatGuideTable(rows: readonly BenchRow[], conditions: string): string {
  const steps = rows.filter((row) => stepGroup.test(row.group) && isOnOneThread(row));
  const groups = [...new Set(steps.map(({ group }) => group))];
  const names = [...new Set(steps.map(({ name }) => name))];
  const cell = (group: string, name: string): string => {
    const row = steps.find((other) => other.group === group && other.name === name);
    if (row === undefined) return '–';
    const peers = steps.filter((other) => other.group === group && isOfPeer(other)).map(({ value }) => value);
    const time = `${significant(row.value)} ${row.unit}`;
    return isNative(row) && peers.length > 0 ? `${time} (${significant(Math.min(...peers) / row.value)} ×)` : time;
  };
  return [
    begin,
    '',
    `| inner step, one thread | ${groups.map((group) => stepGroup.exec(group)?.[1]).join(' | ')} |`,
    `| --- |${' --- |'.repeat(groups.length)}`,
    ...names.map((name) => `| ${name} | ${groups.map((group) => cell(group, name)).join(' | ')} |`),
    '',
    `Medians; in parentheses how many times as fast as the faster of PyTorch and TensorFlow. ${conditions}`,
    '',
    end,
  ].join('\n');
}

/** The guide with the table in its place. @throws Error where it has no place for one */
export function placeGuideTable(guide: string, table: string): string {
  const [from, to] = [guide.indexOf(begin), guide.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The guide has no place for the table: ${begin} … ${end}`);
  return `${guide.slice(0, from)}${table}${guide.slice(to + end.length)}`;
}
