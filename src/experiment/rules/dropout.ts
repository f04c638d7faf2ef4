// Rules on dropout: where it has no effect, and where it does more harm than good.

import { expandLayers } from '../network.ts';
import { placeOf, type Rule } from './rule.ts';

export const dropoutOfNothing: Rule = {
  id: 'dropout-of-nothing',
  severity: 'information',
  title: 'A dropout layer drops nothing.',
  *check(context) {
    for (const [index, layer] of expandLayers(context.experiment.model).entries()) {
      if (layer.kind !== 'dropout' || layer.rate > 0) continue;
      const message = 'With a rate of 0, dropout leaves everything as it is. Raise the rate, or leave the layer out.';
      yield { message, range: placeOf(context, ['model', 'layers', index, 'rate']) };
    }
  },
};

/** Özgür and Nar, "Effect of dropout layer on classical regression problems" (SIU 2020). */
export const dropoutBeforeValues: Rule = {
  id: 'dropout-before-values',
  severity: 'information',
  title: 'Dropout right before the output of a regression adds noise to every value that it learns from.',
  *check(context) {
    const { task, model } = context.experiment;
    const layers = expandLayers(model);
    const last = layers.at(-1);
    if (task.kind !== 'sine' || last?.kind !== 'dropout' || last.rate === 0) return;
    const message =
      'Dropout right before the output changes the scale of every value while learning, which hurts regression more than it helps. ' +
      'Put it before the last hidden layer, or leave it out.';
    yield { message, range: placeOf(context, ['model', 'layers', layers.length - 1, 'kind']) };
  },
};
