// What held-out tasks are drawn from, in codes: what the manifest keeps, and what `src/words/` puts into words.

export type HeldOutDescription =
  | { readonly code: 'classes'; readonly noun: ClassNoun; readonly count: number }
  /** Labelled texts. `domains`: those that all held-out classes are of, or none. */
  | { readonly code: 'textClasses'; readonly noun: TextNoun; readonly count: number; readonly domains: readonly string[] }
  | { readonly code: 'digits'; readonly digits: readonly number[] }
  | { readonly code: 'speakers'; readonly speakers: Speakers }
  | { readonly code: 'wordsAndSpeakers'; readonly words: number; readonly speakers: Speakers }
  | { readonly code: 'sineWaves' }
  | { readonly code: 'goals' }
  /** Directions in degrees. */
  | { readonly code: 'goalsInSector'; readonly from: number; readonly to: number }
  /** Of a user's module that does not say more. */
  | { readonly code: 'functions' }
  | { readonly code: 'moduleTasks' }
  /** In the words of a user's module. */
  | { readonly code: 'described'; readonly text: string };

export const classNouns = ['classes', 'validationClasses', 'testClasses', 'characters', 'words'] as const;
export type ClassNoun = (typeof classNouns)[number];

export const textNouns = ['classes', 'intents'] as const;
export type TextNoun = (typeof textNouns)[number];

export interface Speakers {
  readonly count: number;
  /** All of them, where there are few; none where there are many. */
  readonly names: readonly string[];
}

const mostNamedSpeakers = 3;

export function describeSpeakers(names: ReadonlySet<string>): Speakers {
  return { count: names.size, names: names.size <= mostNamedSpeakers ? [...names] : [] };
}
