// What a starting run is busy with, in words.

import type { Manifest } from '../runs/manifest.ts';
import type { LoadActivity } from '../tasks/loadOptions.ts';
import { formatCount } from './formatFigures.ts';
import type { Translate } from './translate.ts';

/** `decoding 12,000 of 60,000 images` */
export function describeLoading(loading: NonNullable<Manifest['loading']>, translate: Translate): string {
  const [done, total] = [formatCount(loading.done), formatCount(loading.total)];
  // As earlier versions said it.
  if ('doing' in loading) return `${loading.doing} ${done} of ${total} ${loading.unit}`;
  switch (loading.activity) {
    case 'decodingImages':
      return translate('decoding {0} of {1} images', done, total);
    case 'analysingRecordings':
      return translate('analysing {0} of {1} recordings', done, total);
    case 'encodingTexts':
      return translate('encoding {0} of {1} texts', done, total);
    case 'readingFigures':
      return translate('reading {0} of {1} MB of figures', done, total);
  }
}

/** The same in two words, for bars and for scripts: what is done, and what is counted. */
export function activityWords(
  activity: LoadActivity,
  translate: Translate,
): { readonly doing: string; readonly unit: string } {
  switch (activity) {
    case 'decodingImages':
      return { doing: translate('decoding'), unit: translate('images') };
    case 'analysingRecordings':
      return { doing: translate('analysing'), unit: translate('recordings') };
    case 'encodingTexts':
      return { doing: translate('encoding'), unit: translate('texts') };
    case 'readingFigures':
      return { doing: translate('reading'), unit: translate('MB of figures') };
  }
}
