// What held-out tasks are drawn from, in codes: what the manifest keeps, and what `src/words/` puts into words.

import type { Grouping } from '../experiment/grouping.ts';

export type HeldOutDescription = PlainDescription | GroupedDescription | SeenDescription;

/** Which classes there are. */
export type PlainDescription =
  | { readonly code: 'classes'; readonly noun: ClassNoun; readonly count: number }
  /** Labelled texts. `domains`: those that all held-out classes are of; null where they were not chosen by domain. */
  | {
      readonly code: 'textClasses';
      readonly noun: TextNoun;
      readonly count: number;
      readonly domains: NamedIfFew | null;
    }
  | { readonly code: 'digits'; readonly digits: readonly number[] }
  | { readonly code: 'speakers'; readonly speakers: NamedIfFew }
  | { readonly code: 'wordsAndSpeakers'; readonly words: number; readonly speakers: NamedIfFew }
  | { readonly code: 'sineWaves' }
  | { readonly code: 'goals' }
  /** Directions in degrees. */
  | { readonly code: 'goalsInSector'; readonly from: number; readonly to: number }
  /** Of a user's module that does not say more. */
  | { readonly code: 'functions' }
  | { readonly code: 'moduleTasks' }
  /** In the words of a user's module. */
  | { readonly code: 'described'; readonly text: string };

/** Which of them, and of their samples, come together in a task, where that was asked for. */
export interface GroupedDescription {
  readonly code: 'grouped';
  readonly of: PlainDescription;
  /** What all classes of a task share one of; null where classes of different ones meet. */
  readonly oneGroup: GroupNoun | null;
  /** Null where support and queries are drawn whoever made them. */
  readonly queries: { readonly from: QueriesFrom; readonly makers: MakerNoun } | null;
  /** Whether each turn of a class by 90 degrees is a class, too. */
  readonly turned: boolean;
}

/** `count` of the classes were trained on, or are called like such, where the run begins with what another has learned. */
interface SeenDescription {
  readonly code: 'seenBefore';
  readonly of: PlainDescription | GroupedDescription;
  readonly count: number;
}

/** Whether the classes are those that settings are chosen by, while others are kept for the report. */
export function isOfValidation(described: HeldOutDescription): boolean {
  if ('of' in described) return isOfValidation(described.of);
  return described.code === 'classes' && described.noun === 'validationClasses';
}

/** @param count held-out classes that what the run begins with was trained on, or may have been */
export function withSeen(described: HeldOutDescription, count: number): HeldOutDescription {
  if (count === 0 || described.code === 'seenBefore') return described;
  return { code: 'seenBefore', of: described, count };
}

export const groupNouns = ['alphabets', 'groups', 'speakers', 'domains'] as const;
export type GroupNoun = (typeof groupNouns)[number];

export const makerNouns = ['drawers', 'speakers', 'makers'] as const;
export type MakerNoun = (typeof makerNouns)[number];

export const queriesFrom = ['sameMaker', 'otherMaker', 'oneOtherMaker'] as const;
type QueriesFrom = (typeof queriesFrom)[number];

/** The description, and what the experiment asks for beyond it. */
export function withGrouping(
  plain: PlainDescription,
  { classes, queries }: Grouping,
  { groupNoun, makerNoun, turnsHeldOut }: GroupWords,
): HeldOutDescription {
  const oneGroup = classes === 'oneGroup' ? groupNoun : null;
  const from = queries === 'any' ? null : { from: queries, makers: makerNoun };
  if (oneGroup === null && from === null && !turnsHeldOut) return plain;
  return { code: 'grouped', of: plain, oneGroup, queries: from, turned: turnsHeldOut };
}

export interface GroupWords {
  readonly groupNoun: GroupNoun;
  readonly makerNoun: MakerNoun;
  /** Whether held-out classes are turned. */
  readonly turnsHeldOut: boolean;
}

export const classNouns = ['classes', 'validationClasses', 'testClasses', 'characters', 'words', 'tasks'] as const;
export type ClassNoun = (typeof classNouns)[number];

export const textNouns = ['classes', 'intents'] as const;
export type TextNoun = (typeof textNouns)[number];

export interface NamedIfFew {
  readonly count: number;
  /** All of them, where there are few; none where there are many. */
  readonly names: readonly string[];
}

/** A manifest has no room for ten thousand names, and nobody reads them. */
export function nameIfFew(names: Iterable<string>, most: number): NamedIfFew {
  const all = [...names];
  return { count: all.length, names: all.length <= most ? all : [] };
}
