// What is asked of a classification task, in words: one query, and many of them.

import { countOf, translate } from '../translate.ts';

/** How the domain shows a sample. */
export type QueryKind = 'image' | 'recording' | 'text';

export function nameQuery(kind: QueryKind): string {
  switch (kind) {
    case 'image':
      return translate('query image');
    case 'recording':
      return translate('query recording');
    case 'text':
      return translate('query text');
  }
}

const counted = { image: 'queryImages', recording: 'queryRecordings', text: 'queryTexts' } as const;
const countedMore = { image: 'moreQueryImages', recording: 'moreQueryRecordings', text: 'moreQueryTexts' } as const;

/** `12 query images` */
export function countQueries(kind: QueryKind, count: number): string {
  return countOf(counted[kind], count);
}

/** `12 more query images` */
export function countMoreQueries(kind: QueryKind, count: number): string {
  return countOf(countedMore[kind], count);
}
