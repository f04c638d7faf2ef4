// The training loss section: its chart, with the smoothing slider and the choice of a logarithmic axis.

import { type ChartSection, createChartSection } from '../charts/chartSection.ts';
import { createCheckbox } from '../controls.ts';
import { create, setAttribute, setText } from '../dom.ts';
import type { Announce } from '../liveRegion.ts';
import type { Choices } from '../model.ts';
import { nearestStrength, smoothingStrengths } from './smoothing.ts';

export interface TrainingLossSection {
  readonly section: ChartSection;
  showChoices(choices: Choices): void;
}

export function createTrainingLossSection(choose: (choices: Partial<Choices>) => void, announce: Announce): TrainingLossSection {
  const smoothing = createSmoothingSlider((strength) => choose({ smoothing: strength }));
  const logarithmic = createCheckbox('Log scale', 'Logarithmic axis in every chart of a loss', (checked) =>
    choose({ logarithmicLoss: checked }),
  );
  const section = createChartSection({
    title: 'Training loss',
    controls: [smoothing.element, logarithmic.element],
    announce,
  });
  return {
    section,
    showChoices: (choices) => {
      smoothing.setValue(choices.smoothing);
      logarithmic.setChecked(choices.logarithmicLoss);
    },
  };
}

/** The toolkit has no slider: this is the browser's own, in the theme's colours. */
function createSmoothingSlider(onChange: (strength: number) => void): { element: HTMLElement; setValue(strength: number): void } {
  const input = create('input', {
    attributes: { type: 'range', min: '0', max: String(smoothingStrengths.length - 1), step: '1', 'aria-label': 'Smoothing' },
  });
  const output = create('output');
  const title = 'Weight of the past in the smoothed line (exponential moving average); 0 shows the losses as measured';
  const element = create('label', { class: 'slider', title }, [create('span', { text: 'Smoothing' }), input, output]);
  const show = (strength: number): void => {
    setText(output, String(strength));
    setAttribute(input, 'aria-valuetext', String(strength));
  };
  input.addEventListener('input', () => {
    const strength = smoothingStrengths[Number(input.value)] ?? 0;
    show(strength);
    onChange(strength);
  });
  return {
    element,
    setValue: (strength) => {
      input.value = String(nearestStrength(strength));
      show(strength);
    },
  };
}
