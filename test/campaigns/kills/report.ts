// What a campaign of kills prints: rounds that found something as they come, then its counts.

import type { PlannedRound } from './campaign.ts';
import type { Round } from './killRound.ts';

export function describeRound({ number, story, faults }: Round, { kind }: PlannedRound): string {
  const lines = faults.map((fault) => `    ${fault.kind}: ${fault.detail.slice(0, 500).replaceAll('\n', '\n      ')}`);
  return [`${kind} ${number}: ${story.join('; ')}`, ...lines].join('\n');
}

export function summarizeRounds(rounds: readonly Round[], seconds: number): string {
  const kills = rounds.flatMap((round) => round.kills);
  const bad = rounds.filter(({ faults }) => faults.length > 0);
  const slowest = Math.max(0, ...rounds.map(({ milliseconds }) => milliseconds));
  return [
    '',
    'killed or frozen                    times',
    ...counted(kills).map(([name, count]) => `  ${name.padEnd(32)} ${String(count).padStart(6)}`),
    '',
    ...faultTable(rounds),
    `${rounds.length} rounds with ${kills.length} kills in ${seconds.toFixed(0)} s, the slowest ${(slowest / 1000).toFixed(1)} s; ${bad.length} rounds found something.`,
  ].join('\n');
}

function faultTable(rounds: readonly Round[]): string[] {
  const found = rounds.flatMap(({ number, faults }) => faults.map(({ kind }) => ({ kind, number })));
  if (found.length === 0) return ['nothing found', ''];
  const rows = counted(found.map(({ kind }) => kind)).map(([kind, count]) => {
    const examples = [...new Set(found.filter((one) => one.kind === kind).map(({ number }) => number))].slice(0, 5);
    return `  ${kind.padEnd(36)} ${String(count).padStart(5)}  ${examples.join(', ')}`;
  });
  return ['fault                                  times  rounds (--only)', ...rows, ''];
}

function counted(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
