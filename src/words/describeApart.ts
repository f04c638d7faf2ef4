// Why a stored evaluation stands for itself, and what changed of the data, in words.

import type { ReasonApart } from '../runs/comparableEvaluation.ts';
import type { Translate } from './translate.ts';

/** `measured on changed data`: to stand beside a figure. */
export function describeApart(reason: ReasonApart, translate: Translate): string {
  switch (reason) {
    case 'trainingClasses':
      return translate('measured on training classes, not on held-out ones');
    case 'acceptedChanges':
      return translate('measured on changed data, as asked for');
    case 'otherData':
      return translate('measured on other data than the run has by now');
    case 'otherProtocol':
      return translate('measured by another version of the protocol');
    case 'changedRun':
      return translate('the run went on with changed data, as asked for');
    case 'chosenByItsTasks':
      return translate(
        'the checkpoint was chosen for being the best on these very tasks, which makes it look better than it is',
      );
  }
}
