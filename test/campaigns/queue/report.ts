// What a campaign of queues prints.

import type { QueueRound } from './round.ts';

const longestDetail = 1500;

export function describeQueueRound({ number, faults, counts, made, milliseconds }: QueueRound): string {
  const lines = faults.map(
    ({ kind, detail }) => `    ${kind}: ${detail.slice(0, longestDetail).replaceAll('\n', '\n      ')}`,
  );
  const deeds = [...counts].reduce((sum, [, count]) => sum + count, 0);
  return [`${number}: ${made} runs, ${deeds} deeds, ${(milliseconds / 1000).toFixed(0)} s`, ...lines].join('\n');
}

export function summarizeQueueRounds(rounds: readonly QueueRound[]): string {
  const counts = new Map<string, number>();
  for (const round of rounds)
    for (const [name, count] of round.counts) counts.set(name, (counts.get(name) ?? 0) + count);
  const bad = rounds.filter(({ faults }) => faults.length > 0);
  const made = rounds.reduce((sum, round) => sum + round.made, 0);
  return [
    '',
    'deed                                times',
    ...[...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => row(name, count)),
    '',
    `${rounds.length} rounds with ${made} runs; ${bad.length} rounds found something.`,
  ].join('\n');
}

function row(name: string, count: number): string {
  return `  ${name.padEnd(32)} ${String(count).padStart(6)}`;
}
