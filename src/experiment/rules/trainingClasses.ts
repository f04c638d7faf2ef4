// Rules on measuring training classes beside held-out ones.

import { trainingSideOf } from '../trainingSide.ts';
import { placeOf, type Rule, settingFix } from './rule.ts';

const path = ['evaluation', 'trainingClasses'];

export const trainingClassesUnmeasurable: Rule = {
  id: 'training-classes-unmeasurable',
  severity: 'error',
  title: 'Tasks of training classes are to be measured, but those of a module have no queries.',
  *check(context) {
    const { evaluation, task } = context.experiment;
    if (!evaluation.trainingClasses || trainingSideOf(task) !== 'unmeasurable') return;
    const message =
      '"trainingClasses" is true, but training tasks of a module have no queries to measure. Set it to false.';
    yield { message, range: placeOf(context, path), ...settingFix(context, path, false) };
  },
};

export const trainingClassesAlike: Rule = {
  id: 'training-classes-alike',
  severity: 'information',
  title: 'Tasks of the training side are of the same family as held-out ones.',
  *check(context) {
    const { evaluation, task } = context.experiment;
    if (!evaluation.trainingClasses || trainingSideOf(task) !== 'same') return;
    const message =
      'Training and held-out tasks are drawn from the same family here: their figures will differ by chance alone.';
    yield { message, range: placeOf(context, path), ...settingFix(context, path, false) };
  },
};
