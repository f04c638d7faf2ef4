// What a campaign of mutations prints: findings as they come, then its counts.

import type { Tried } from './tryMutation.ts';

export function describeTried({ planned, role, change, findings }: Tried): string {
  const { number, target, mutation } = planned;
  const head = `${number}: ${target.name} of a run that is ${role}, ${mutation.name} (${(change ?? '').slice(0, 120)})`;
  const lines = distinct(findings).map(
    ({ attempt, kind, detail }) => `    ${attempt}: ${kind}: ${detail.slice(0, 400).replaceAll('\n', '\n      ')}`,
  );
  return [head, ...lines].join('\n');
}

/** The same problem of several attempts is told with the first. */
function distinct<T extends { readonly kind: string; readonly detail: string }>(findings: readonly T[]): T[] {
  const seen = new Set<string>();
  return findings.filter(({ kind, detail }) => {
    const isNew = !seen.has(`${kind} ${detail}`);
    seen.add(`${kind} ${detail}`);
    return isNew;
  });
}

export function summarize(all: readonly Tried[], seconds: number): string {
  const made = all.filter(({ change }) => change !== undefined);
  const attempts = made.flatMap((tried) => tried.attempts);
  const bad = made.filter(({ findings }) => findings.length > 0);
  return [
    '',
    'mutations by target           made  found',
    ...countBy(made, ({ planned }) => planned.target.name),
    '',
    'attempts                     count  slowest',
    ...[...grouped(attempts, ({ name }) => name)].map(([name, group]) => {
      const slowest = Math.max(...group.map(({ milliseconds }) => milliseconds));
      return `  ${name.padEnd(24)} ${String(group.length).padStart(7)} ${`${(slowest / 1000).toFixed(1)} s`.padStart(8)}`;
    }),
    '',
    ...problemTable(made),
    `${all.length} mutations (${all.length - made.length} not possible here), ${attempts.length} attempts in ${seconds.toFixed(0)} s; ` +
      `largest memory ${Math.round(Math.max(0, ...attempts.map(({ peakBytes }) => peakBytes)) / 1e6)} MB; ` +
      `${bad.length} mutations found something.`,
  ].join('\n');
}

function problemTable(made: readonly Tried[]): string[] {
  const found = made.flatMap((tried) => tried.findings.map((finding) => ({ ...finding, tried })));
  if (found.length === 0) return ['nothing found', ''];
  const rows = [...grouped(found, ({ kind }) => kind)].map(([kind, group]) => {
    const examples = [...grouped(group, ({ attempt }) => attempt)]
      .slice(0, 4)
      .map(([attempt, [first]]) => `${attempt} ${first?.tried.planned.number}`);
    const mutations = new Set(group.map(({ tried }) => tried.planned.number)).size;
    return `  ${kind.padEnd(28)} ${String(mutations).padStart(6)}  ${examples.join(', ')}`;
  });
  return ['problem                      mutations  example (--only)', ...rows, ''];
}

function countBy(made: readonly Tried[], nameOf: (tried: Tried) => string): string[] {
  return [...grouped(made, nameOf)].map(([name, group]) => {
    const bad = group.filter(({ findings }) => findings.length > 0).length;
    return `  ${name.padEnd(24)} ${String(group.length).padStart(7)} ${String(bad).padStart(6)}`;
  });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}
