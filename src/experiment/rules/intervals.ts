// Rules on how often and on how many tasks a run evaluates and saves.

import { formatNumber } from '../describeOutline.ts';
import { isWritten, placeOf, type Rule, settingFix } from './rule.ts';

export const evaluationAfterEnd: Rule = {
  id: 'evaluation-after-end',
  severity: 'information',
  title: 'The first evaluation during training would come after its end.',
  *check(context) {
    const { evaluation, algorithm } = context.experiment;
    const path = ['evaluation', 'every'];
    if (evaluation.every <= algorithm.metaIterations || !isWritten(context, path)) return;
    const message =
      `Evaluation every ${formatNumber(evaluation.every)} meta-iterations never comes up in ${formatNumber(algorithm.metaIterations)}: ` +
      'only the start and the end are measured.';
    yield { message, range: placeOf(context, path) };
  },
};

export const checkpointAfterEnd: Rule = {
  id: 'checkpoint-after-end',
  severity: 'information',
  title: 'The first checkpoint would come after the end of training.',
  *check(context) {
    const { checkpoint, algorithm } = context.experiment;
    const path = ['checkpoint', 'every'];
    if (checkpoint.every <= algorithm.metaIterations || !isWritten(context, path)) return;
    const message =
      `A checkpoint every ${formatNumber(checkpoint.every)} meta-iterations never comes up in ${formatNumber(algorithm.metaIterations)}: ` +
      'a run that is killed starts again from the beginning.';
    yield { message, range: placeOf(context, path) };
  },
};

export const singleEvaluationTask: Rule = {
  id: 'single-evaluation-task',
  severity: 'warning',
  title: 'One evaluation task gives no interval.',
  *check(context) {
    if (context.experiment.evaluation.tasks > 1) return;
    const path = ['evaluation', 'tasks'];
    const message = 'One held-out task gives a figure without an interval, and tasks differ widely. Use 100 or more.';
    yield { message, range: placeOf(context, path), ...settingFix(context, path, 100) };
  },
};
