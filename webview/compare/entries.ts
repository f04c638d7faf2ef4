// What the charts have a line for: a run, or the runs of one experiment that differ in the seed alone.

import type { RunBeside } from '../../src/panel/compareMessages.ts';
import type { RunKey } from '../../src/panel/panelMessages.ts';
import type { DrawnColour } from '../../src/panel/runColours.ts';
import { translate } from '../translate.ts';
import { type CompareModel, liveOf } from './model.ts';

export interface Entry {
  /** Of its first run. */
  readonly id: RunKey;
  readonly label: string;
  readonly colour: DrawnColour;
  /** One, or several that are folded. */
  readonly runs: readonly RunBeside[];
  /** Those that are drawn, one of each seed: a second run of a seed comes to the same. */
  readonly drawn: readonly RunBeside[];
}

/** In the order of their first runs. */
export function entriesOf(model: CompareModel): readonly Entry[] {
  const { runs = [], hidden, choices } = model;
  const groups = new Map<unknown, RunBeside[]>();
  for (const run of runs) {
    const identity = choices.foldsSeeds ? run.group : run.runKey;
    const known = groups.get(identity);
    if (known === undefined) groups.set(identity, [run]);
    else known.push(run);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const counting = oneOfEachSeed(members, (run) => iterationOf(model, run));
    const label = members.length === 1 ? first.label : labelOfSeeds(members, counting.length);
    return [
      {
        id: first.runKey,
        label,
        colour: first.colour,
        runs: members,
        drawn: counting.filter(({ runKey }) => !hidden.has(runKey)),
      },
    ];
  });
}

/** By run, as it is drawn: of runs that are folded that of all of them. */
export function drawnColours(entries: readonly Entry[]): ReadonlyMap<RunKey, DrawnColour> {
  return new Map(entries.flatMap(({ runs, colour }) => runs.map(({ runKey }) => [runKey, colour] as const)));
}

function iterationOf(model: CompareModel, { runKey }: RunBeside): number {
  return liveOf(model, runKey)?.run.iteration ?? 0;
}

/** Of runs with one seed the one that got furthest, of these the first. */
function oneOfEachSeed(runs: readonly RunBeside[], iterationOfRun: (run: RunBeside) => number): RunBeside[] {
  const bySeed = new Map<unknown, RunBeside>();
  for (const run of runs) {
    const known = bySeed.get(run.seed);
    if (known === undefined || iterationOfRun(run) > iterationOfRun(known)) bySeed.set(run.seed, run);
  }
  return runs.filter((run) => bySeed.get(run.seed) === run);
}

/** What the labels of all have in common: `lr 0.04 (3 seeds)`. */
function labelOfSeeds(runs: readonly RunBeside[], seeds: number): string {
  const parts = runs.map(({ label }) => label.split(' · '));
  const [first = [], ...others] = parts;
  const shared = first.filter((part) => others.every((other) => other.includes(part)));
  const count = seeds === 1 ? translate('1 seed') : translate('{0} seeds', seeds);
  return shared.length === 0 ? count : `${shared.join(' · ')} (${count})`;
}
