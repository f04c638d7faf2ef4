// What figures of meta-iteration 0 are called: those of random parameters, or of what a run begins with in their place.

import type { RunSummary } from '../src/panel/panelMessages.ts';
import { translate } from './translate.ts';

export interface UntrainedWords {
  readonly title: string;
  /** Beside other words. */
  readonly word: string;
  /** How the parameters came about. */
  readonly note: string;
  /** `Untrained 20.1 %` */
  readonly valued: (value: string) => string;
  /** As a sentence. */
  readonly told: (figures: string) => string;
}

export function untrainedWords({ beginsWith }: Pick<RunSummary, 'beginsWith'>): UntrainedWords {
  return beginsWith === null
    ? {
        title: translate('Untrained'),
        word: translate('untrained'),
        note: translate('without meta-training'),
        valued: (value) => translate('Untrained {0}', value),
        told: (figures) => translate('Untrained initialization: {0}.', figures),
      }
    : {
        title: translate('Before training'),
        word: translate('before training'),
        note: translate('begins with {0}', beginsWith),
        valued: (value) => translate('Before training {0}', value),
        told: (figures) => translate('What the run begins with: {0}.', figures),
      };
}
