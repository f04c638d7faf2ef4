// The training loss section: its chart, with the smoothing slider and the choice of a logarithmic axis.

import { chartSection } from '../charts/chartSection.ts';
import { checkbox } from '../controls.ts';
import { html, live, type TemplateResult } from '../html.ts';
import type { Choices } from '../model.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import { nearestStrength, smoothingStrengths } from './smoothing.ts';
import type { TrainingView } from './view.ts';

export function trainingSection(
  { section, smoothing, isLogarithmic }: TrainingView,
  page: PageContext,
): TemplateResult {
  const choose = (choices: Partial<Choices>): void => page.dispatch({ kind: 'choose', choices });
  const logarithmic = checkbox({
    label: translate('Log scale'),
    hint: translate('Logarithmic axis in every chart of a loss'),
    isChecked: isLogarithmic,
    onChange: (logarithmicLoss) => choose({ logarithmicLoss }),
  });
  return chartSection(
    section,
    page,
    smoothingSlider(smoothing, (strength) => choose({ smoothing: strength })),
    logarithmic,
  );
}

/** The toolkit has no slider: this is the browser's own, in the theme's colours. */
export function smoothingSlider(strength: number, onChange: (strength: number) => void): TemplateResult {
  const hint = translate(
    'Weight of the past in the smoothed line (exponential moving average); 0 shows the losses as measured',
  );
  const change = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement) onChange(smoothingStrengths[Number(target.value)] ?? 0);
  };
  return html`
    <label class="slider" title=${hint}>
      <span>${translate('Smoothing')}</span>
      <input
        type="range"
        min="0"
        max=${smoothingStrengths.length - 1}
        step="1"
        aria-label=${translate('Smoothing')}
        aria-valuetext=${String(strength)}
        .value=${live(String(nearestStrength(strength)))}
        @input=${change}
      />
      <output>${strength}</output>
    </label>`;
}
