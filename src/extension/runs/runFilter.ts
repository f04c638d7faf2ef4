// The run browser's filter: words that a run's name, label, tags, state or algorithm must hold.

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

function matchesWord({ manifest, state, label }: RunRecord, word: string): boolean {
  const tags = manifest.tags.map((tag) => tag.toLowerCase());
  const [, field, value] = /^(tag|state|name):(.*)$/.exec(word) ?? [];
  const contains = (texts: readonly string[], part: string) => texts.some((text) => text.toLowerCase().includes(part));
  switch (field) {
    case 'tag':
      return contains(tags, value ?? '');
    case 'state':
      return state.startsWith(value ?? '');
    case 'name':
      return contains([manifest.name, label], value ?? '');
    default:
      return contains([manifest.name, label, state, manifest.taskKind, manifest.algorithmKind, ...tags], word);
  }
}
