// Which mutation a number stands for: all pairs of target and change, in a mixed order, again and again with other
// details.

import { choicesOf, shuffled } from '../choices.ts';
import { contentMutations } from './contentMutations.ts';
import { entryMutations } from './entryMutations.ts';
import { folderMutations, runDirectoryMutations } from './folderMutations.ts';
import { hostileTextMutations, jsonMutations } from './jsonMutations.ts';
import type { Mutation } from './mutation.ts';
import { type Target, targets } from './targets.ts';

export interface PlannedMutation {
  /** Names it for ever: `--only` repeats it. */
  readonly number: number;
  readonly target: Target;
  readonly mutation: Mutation;
}

const mixed = [...contentMutations, ...entryMutations, ...folderMutations, ...runDirectoryMutations, ...jsonMutations];

const pairs = [...mixedPairs(mixed, 0), ...mixedPairs(hostileTextMutations, 1)];

function mixedPairs(mutations: readonly Mutation[], order: number): { target: Target; mutation: Mutation }[] {
  const all = targets.flatMap((target) =>
    mutations.filter(({ shapes }) => shapes.includes(target.shape)).map((mutation) => ({ target, mutation })),
  );
  return shuffled(all, choicesOf(order));
}

export const pairCount = pairs.length;

export function planMutation(number: number): PlannedMutation {
  const pair = pairs[number % pairs.length];
  if (pair === undefined) throw new RangeError(`There is no mutation ${number}.`);
  return { number, ...pair };
}

/** `count` mutations from the number `first` on, of the targets that are named; none named: of all. */
export function planMutations(first: number, count: number, targetNames: readonly string[] = []): PlannedMutation[] {
  const unknown = targetNames.filter((name) => !targets.some((target) => target.name === name));
  if (unknown.length > 0)
    throw new RangeError(`There is no target ${unknown.join(', ')}: ${targets.map(({ name }) => name).join(', ')}.`);
  const plan: PlannedMutation[] = [];
  for (let number = first; plan.length < count; number++) {
    const planned = planMutation(number);
    if (targetNames.length === 0 || targetNames.includes(planned.target.name)) plan.push(planned);
  }
  return plan;
}

/** One mutation for every change, on the targets in turn, so that every target is among them. */
export function planEveryKindOnce(): PlannedMutation[] {
  const all = planMutations(0, pairs.length);
  const timesOf = new Map<string, number>();
  const plan: PlannedMutation[] = [];
  for (const name of new Set(all.map(({ mutation }) => mutation.name))) {
    const candidates = all.filter(({ mutation }) => mutation.name === name);
    const times = ({ target }: PlannedMutation) => timesOf.get(target.name) ?? 0;
    const [chosen] = candidates.toSorted((a, b) => times(a) - times(b) || a.number - b.number);
    if (chosen === undefined) continue;
    timesOf.set(chosen.target.name, times(chosen) + 1);
    plan.push(chosen);
  }
  return plan;
}
