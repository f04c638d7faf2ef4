// What held-out tasks are drawn from, in codes: what the manifest keeps, and what `src/words/` puts into words.

export type HeldOutDescription =
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

export const classNouns = ['classes', 'validationClasses', 'testClasses', 'characters', 'words'] as const;
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
