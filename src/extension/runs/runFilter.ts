// The run browser's filter: words that a run's name, label, tags, state or algorithm must hold.

import { nameWith, tagsWith } from '../../runs/marks/marks.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * Whether every word of `filter` occurs in the run; `tag:word` and `state:word` look there only. An empty filter
 * matches every run.
 */
export function matchesFilter(run: RunRecord, filter: string): boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.every((word) => matchesWord(run, word));
}

/** Whether the filter says itself which of the runs that were put away are shown. */
export function asksForArchived(filter: string): boolean {
  return /(^|\s)archived(\s|$)/i.test(filter);
}

function matchesWord({ manifest, state, label, marks }: RunRecord, word: string): boolean {
  const tags = tagsWith(manifest.tags, marks).map((tag) => tag.toLowerCase());
  const name = nameWith(manifest.name, marks);
  const flags = [...(marks.isStarred ? ['starred'] : []), ...(marks.isArchived ? ['archived'] : [])];
  const [, field, value] = /^(tag|state|name):(.*)$/.exec(word) ?? [];
  const contains = (texts: readonly string[], part: string) => texts.some((text) => text.toLowerCase().includes(part));
  switch (field) {
    case 'tag':
      return contains(tags, value ?? '');
    case 'state':
      return state.startsWith(value ?? '');
    case 'name':
      return contains([name, label], value ?? '');
    default:
      return contains([name, label, state, manifest.taskKind, manifest.algorithmKind, ...tags, ...flags], word);
  }
}
