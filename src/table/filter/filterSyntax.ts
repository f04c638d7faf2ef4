// The language of filters as a tree: what a person asks of the rows that are shown.

/** Where something stands in the text: UTF-16 units, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const comparisons = ['=', '!=', '<', '<=', '>', '>=', '~'] as const;
/** `~`: contains, whatever the case of letters. */
export type Comparison = (typeof comparisons)[number];

/** A word or a quoted text. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** Where alone a text is looked for: `tag:paper`. */
export const textFields = ['name', 'state', 'tag'] as const;
export type TextField = (typeof textFields)[number];

export type Filter =
  /** An empty text. */
  { readonly kind: 'all' } | Term;

export type Term =
  /** Of two parts or more. */
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Term[] }
  | { readonly kind: 'not'; readonly part: Term }
  | { readonly kind: 'compare'; readonly name: Word; readonly comparison: Comparison; readonly value: Word }
  /** `name in (a, b)`, of one value or more. */
  | { readonly kind: 'oneOf'; readonly name: Word; readonly values: readonly Word[] }
  | { readonly kind: 'has'; readonly name: Word }
  /** A bare word: something that a run is called by holds it. */
  | { readonly kind: 'text'; readonly text: string; readonly field: TextField | undefined };

/** What a filter is read with at most: a stranger may have written the file that holds it. */
export const filterBounds = { length: 2000, depth: 32, terms: 200 };

export const keywords = ['and', 'or', 'not', 'in', 'has'] as const;
export type Keyword = (typeof keywords)[number];
