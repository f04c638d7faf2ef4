// What people say of a run, beside what it says of itself: star, name, tags, note, colour, and that it is put away.

import { isPlain, plainText } from '../../base/shownText.ts';

/** The hues of `panel/runColours.ts`, which everybody tells apart. */
export const runColours = ['blue', 'amber', 'green', 'magenta', 'brown', 'navy', 'yellow', 'grey'] as const;
export type RunColour = (typeof runColours)[number];

export interface RunMarks {
  readonly isStarred: boolean;
  /** That people gave it, beside its experiment's. */
  readonly name: string | undefined;
  /** Beside the experiment's. */
  readonly addedTags: readonly string[];
  /** Of the experiment's. */
  readonly removedTags: readonly string[];
  /** Of several lines; empty where there is none. */
  readonly note: string;
  readonly isArchived: boolean;
  readonly colour: RunColour | undefined;
}

export const noMarks: RunMarks = {
  isStarred: false,
  name: undefined,
  addedTags: [],
  removedTags: [],
  note: '',
  isArchived: false,
  colour: undefined,
};

/** In UTF-16 units; tags are as long as in an experiment. */
export const longestMark = { name: 200, tag: 100, note: 20_000 };
/** Of each list. */
export const mostTags = 100;

/** One thing that a person does to a run's marks. */
export type MarksChange =
  | { readonly kind: 'star'; readonly isStarred: boolean }
  /** An empty one takes the name back. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tags'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'archive'; readonly isArchived: boolean }
  | { readonly kind: 'colour'; readonly colour: RunColour | undefined };

/** A mark that cannot be kept. `message` says why. */
export class MarkRefused extends Error {
  override readonly name = 'MarkRefused';
}

/** @throws {MarkRefused} where a text is too long, or holds what cannot be seen */
export function changedMarks(marks: RunMarks, changes: readonly MarksChange[]): RunMarks {
  return changes.reduce(applyChange, marks);
}

function applyChange(marks: RunMarks, change: MarksChange): RunMarks {
  switch (change.kind) {
    case 'star':
      return { ...marks, isStarred: change.isStarred };
    case 'name': {
      const name = change.name.trim();
      return { ...marks, name: name === '' ? undefined : requireLine(name, 'A name', longestMark.name) };
    }
    case 'tags':
      return withTags(marks, change.add, change.remove);
    case 'note':
      return { ...marks, note: requireNote(change.note) };
    case 'archive':
      return { ...marks, isArchived: change.isArchived };
    case 'colour':
      return { ...marks, colour: change.colour };
  }
}

function withTags(marks: RunMarks, add: readonly string[], remove: readonly string[]): RunMarks {
  const added = add.map(requireTag);
  const removed = remove.map((tag) => tag.trim());
  const all = [...new Set([...marks.addedTags, ...added])].filter((tag) => !removed.includes(tag));
  if (all.length > mostTags) throw new MarkRefused(`A run has at most ${mostTags} tags beside its experiment's.`);
  const without = [...new Set([...marks.removedTags, ...removed])].filter((tag) => !added.includes(tag));
  // Tags that no experiment has are forgotten first.
  return { ...marks, addedTags: all, removedTags: without.slice(-mostTags) };
}

/** A tag as it is kept. @throws {MarkRefused} */
function requireTag(text: string): string {
  const tag = text.trim();
  if (tag === '') throw new MarkRefused('A tag must not be empty.');
  return requireLine(tag, 'A tag', longestMark.tag);
}

function requireLine(text: string, what: string, longest: number): string {
  if (text.length > longest) throw new MarkRefused(`${what} has at most ${longest} characters.`);
  if (!isPlain(text)) throw new MarkRefused(`${what} is one line, without characters that cannot be seen.`);
  return text;
}

function requireNote(text: string): string {
  const note = text.trimEnd();
  if (note.length <= longestMark.note) return note;
  throw new MarkRefused(`A note has at most ${longestMark.note} characters, and this one has ${note.length}.`);
}

/** The experiment's tags without those that were taken away, and then those that were added. */
export function tagsWith(own: readonly string[], { addedTags, removedTags }: RunMarks): readonly string[] {
  if (addedTags.length + removedTags.length === 0) return own;
  const removed = new Set(removedTags);
  return [...new Set([...own.filter((tag) => !removed.has(tag)), ...addedTags])];
}

/** How the run is called: as people renamed it, or as its experiment is. */
export function nameWith(own: string, { name }: RunMarks): string {
  return name ?? own;
}

/** The note's first line with something in it, for where one has room; undefined where there is none. */
export function firstLineOf({ note }: RunMarks): string | undefined {
  const line = note.split(/\r\n|[\r\n]/).find((each) => each.trim() !== '');
  return line === undefined ? undefined : plainText(line.trim());
}

/** Whether two say the same. */
export function areSameMarks(a: RunMarks, b: RunMarks): boolean {
  return a === b || JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}
