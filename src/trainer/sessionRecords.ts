// What a run tells TensorBoard's HPARAMS tab: its parameters when a process takes it up, and an end that stays one.

import type { Quantity } from '../experiment/quantities.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskSizes } from '../meta/learningContext.ts';
import { factsOf } from '../runs/experimentFacts.ts';
import { encodeSessionEnd, encodeSessionStart, type HparamsMetric } from '../runs/hparams.ts';
import { recordedQuantities } from '../runs/quantities.ts';
import { tags } from '../runs/tags.ts';
import { titleOfQuantity } from '../words/quantityWords.ts';
import { untranslated } from '../words/translate.ts';

/** @param loss of the tasks, which says what is measured on held-out ones */
export function startOfSession(experiment: Experiment, { loss }: Pick<TaskSizes, 'loss'>, id: string): Uint8Array[] {
  const { name, description = '' } = experiment;
  const heldOut = measuredBy(loss).map((quantity): HparamsMetric => {
    const { mean } = recordedQuantities[quantity].tags;
    return {
      tag: mean,
      displayName: `Held-out ${titleOfQuantity(quantity, untranslated).toLowerCase()}`,
      of: 'heldOut',
    };
  });
  const training = { tag: tags.trainingLossLast, displayName: 'Training loss', of: 'training' } as const;
  return encodeSessionStart(
    { name, description, facts: factsOf(experiment), metrics: [...heldOut, training] },
    id,
    now(),
  );
}

/** @param outcome completed, or failed for good: a diverged run diverges again, bit for bit */
export function endOfSession(outcome: 'success' | 'failure'): Uint8Array[] {
  return [encodeSessionEnd(outcome, now())];
}

/** The figure of merit first. */
function measuredBy(loss: TaskSizes['loss']): readonly Quantity[] {
  switch (loss) {
    case 'policyGradient':
      return ['return'];
    case 'softmaxCrossEntropy':
      return ['accuracy', 'loss'];
    case 'meanSquaredError':
      return ['loss'];
  }
}

function now(): number {
  return Date.now() / 1000;
}
