// How many of something, with its noun in the singular or the plural.

import { formatCount } from './formatFigures.ts';
import type { Translate } from './translate.ts';

/** One of it, and any other number; `{0}` is the number, bound to its noun. */
const counted = {
  answers: ['{0}\u00a0answer', '{0}\u00a0answers'],
  experiments: ['{0}\u00a0experiment', '{0}\u00a0experiments'],
  heldOutTasks: ['{0}\u00a0held-out task', '{0}\u00a0held-out tasks'],
  innerSteps: ['{0}\u00a0inner step', '{0}\u00a0inner steps'],
  metaIterations: ['{0}\u00a0meta-iteration', '{0}\u00a0meta-iterations'],
  moreClasses: ['{0}\u00a0more class', '{0}\u00a0more classes'],
  moreQueries: ['{0}\u00a0more query', '{0}\u00a0more queries'],
  moreQueryImages: ['{0}\u00a0more query image', '{0}\u00a0more query images'],
  moreQueryRecordings: ['{0}\u00a0more query recording', '{0}\u00a0more query recordings'],
  moreQueryTexts: ['{0}\u00a0more query text', '{0}\u00a0more query texts'],
  parameters: ['{0}\u00a0parameter', '{0}\u00a0parameters'],
  points: ['{0}\u00a0point', '{0}\u00a0points'],
  queryImages: ['{0}\u00a0query image', '{0}\u00a0query images'],
  queryRecordings: ['{0}\u00a0query recording', '{0}\u00a0query recordings'],
  queryTexts: ['{0}\u00a0query text', '{0}\u00a0query texts'],
  rows: ['{0}\u00a0row', '{0}\u00a0rows'],
  runs: ['{0}\u00a0run', '{0}\u00a0runs'],
  seeds: ['{0}\u00a0seed', '{0}\u00a0seeds'],
  shots: ['{0}\u00a0shot', '{0}\u00a0shots'],
  steps: ['{0}\u00a0step', '{0}\u00a0steps'],
  supportPoints: ['{0}\u00a0support point', '{0}\u00a0support points'],
  tasks: ['{0}\u00a0task', '{0}\u00a0tasks'],
  times: ['{0}\u00a0time', '{0}\u00a0times'],
  trajectories: ['{0}\u00a0trajectory', '{0}\u00a0trajectories'],
} as const satisfies Readonly<Record<string, readonly [one: string, many: string]>>;

export type Counted = keyof typeof counted;

/** `1 held-out task`, `100 held-out tasks`. */
export function sayCount(noun: Counted, count: number, translate: Translate): string {
  const [one, many] = counted[noun];
  return translate(count === 1 ? one : many, formatCount(count));
}
