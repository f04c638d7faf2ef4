// A folder that holds so much that not all of it is looked at.

import type { Translate } from './translate.ts';

/** A folder of which not all was looked at. */
export interface Crowd {
  readonly folder: string;
  /** What there is too much of. */
  readonly what: 'checkpoints' | 'evaluations' | 'eventFiles' | 'files' | 'folders' | 'undrawableSamples';
  readonly looked: number;
}

/** Undefined where all was looked at. */
export function crowdIn(
  folder: string,
  { names, leftOut }: { readonly names: readonly string[]; readonly leftOut: number },
  what: Crowd['what'],
): Crowd | undefined {
  return leftOut === 0 ? undefined : { folder, what, looked: names.length };
}

/** What a person should know of it, in two sentences. */
export function describeCrowd({ folder, what, looked }: Crowd, translate: Translate): string {
  return `${sayCrowd(what, folder, looked, translate)} ${translate('Move away what does not belong there.')}`;
}

function sayCrowd(what: Crowd['what'], folder: string, looked: number, translate: Translate): string {
  switch (what) {
    case 'checkpoints':
      return translate('{0} holds very many checkpoints: no more than {1} of them are looked at.', folder, looked);
    case 'evaluations':
      return translate('{0} holds very many evaluations: no more than {1} of them are looked at.', folder, looked);
    case 'eventFiles':
      return translate('{0} holds very many event files: no more than {1} of them are looked at.', folder, looked);
    case 'files':
      return translate('{0} holds very many files: no more than {1} of them are looked at.', folder, looked);
    case 'folders':
      return translate('{0} holds very many folders: no more than {1} of them are looked at.', folder, looked);
    case 'undrawableSamples':
      return translate(
        '{0} holds very many samples that cannot be drawn: no more than {1} of them are looked at.',
        folder,
        looked,
      );
  }
}
