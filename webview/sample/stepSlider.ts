// The slider of a sample: after how many inner steps it is shown.

import { formatCount, formatQuantity } from '../../src/words/formatFigures.ts';
import { create, setAttribute, setHidden, setText } from '../dom.ts';

export interface StepSlider {
  readonly element: HTMLElement;
  /** Position in the steps that were last given. */
  readonly moment: number;
  /** Offers these numbers of inner steps. A slider that stands at its end stays there. */
  update(steps: readonly number[]): void;
}

/** Starts at the last number of inner steps. */
export function createStepSlider(onChange: () => void): StepSlider {
  let steps: readonly number[] = [0];
  const input = create('input', { attributes: { type: 'range', min: '0', step: '1', 'aria-label': 'Inner steps' } });
  const output = create('output');
  const title = 'How far the model has adapted to the task';
  const element = create('label', { class: 'slider step-slider', title }, [create('span', { text: 'After' }), input, output]);

  const show = (): void => {
    const taken = formatQuantity(steps[Number(input.value)] ?? 0, 'inner step');
    setText(output, taken);
    setAttribute(input, 'aria-valuetext', `after ${taken}, of ${formatCount(steps.at(-1) ?? 0)}`);
  };
  input.addEventListener('input', () => {
    show();
    onChange();
  });

  return {
    element,
    get moment() {
      return Number(input.value);
    },
    update: (next) => {
      const atEnd = Number(input.value) >= steps.length - 1;
      const last = next.length - 1;
      const kept = atEnd ? last : Math.min(Number(input.value), last);
      steps = next;
      input.max = String(last);
      input.value = String(kept);
      setHidden(element, last < 1);
      show();
    },
  };
}
