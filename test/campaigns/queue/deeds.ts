// What people do to the runs of a queue, and to which of them: drawn from the round's seed, among what an actor sees.

import type { RunState } from '../../../src/runs/runState.ts';
import type { Choices } from '../choices.ts';

export const deeds = [
  'submit',
  'hold',
  'release',
  'toTop',
  'startNow',
  'stop',
  'withdraw',
  'resume',
  'delete',
  'restore',
] as const;
/** `withdraw` takes a run out of the queue, `stop` ends one at work. */
export type Deed = (typeof deeds)[number];

/** A run as whoever acts sees it. */
export interface SeenRun {
  readonly id: string;
  readonly state: RunState;
  readonly isHeld: boolean;
}

export interface PlannedDeed {
  readonly deed: Deed;
  /** Of the run; undefined where one is to be made. */
  readonly id: string | undefined;
}

/** What somebody else has just acted on: two people see the same run, and both do something about it. */
const shareOfSame = 0.3;

/** So often, beside each other. Holding and deleting take runs out of the way, and are made good less often than done. */
const weights: Readonly<Record<Deed, number>> = {
  submit: 5,
  hold: 2,
  release: 2,
  toTop: 3,
  startNow: 2,
  stop: 2,
  withdraw: 1,
  resume: 3,
  delete: 2,
  restore: 2,
};

/** Undefined where nothing of what was drawn is there to be acted on. */
export function planDeed(
  choices: Choices,
  { runs, trashed, last }: { runs: readonly SeenRun[]; trashed: readonly string[]; last: string | undefined },
): PlannedDeed | undefined {
  const deed = choices.pick(deeds.flatMap((each) => Array.from({ length: weights[each] }, () => each)));
  if (deed === 'submit') return { deed, id: undefined };
  const ids = deed === 'restore' ? trashed : runs.filter((run) => isEligible(run, deed)).map(({ id }) => id);
  const drawn = choices.number(0, 1);
  if (ids.length === 0) return undefined;
  if (drawn < shareOfSame && last !== undefined && ids.includes(last)) return { deed, id: last };
  return { deed, id: choices.pick(ids) };
}

function isEligible({ state, isHeld }: SeenRun, deed: Exclude<Deed, 'submit' | 'restore'>): boolean {
  switch (deed) {
    case 'hold':
      return state === 'queued' && !isHeld;
    case 'release':
      return state === 'queued' && isHeld;
    case 'toTop':
    case 'startNow':
    case 'withdraw':
      return state === 'queued';
    case 'stop':
      return state === 'running' || state === 'starting';
    case 'resume':
      return state === 'stopped';
    case 'delete':
      return state === 'stopped' || state === 'completed';
  }
}
