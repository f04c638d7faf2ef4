// The slider of a sample: after how many inner steps it is shown.

import type { ChartPage } from '../charts/chartPage.ts';
import { html, live, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import type { StepSliderView } from './view.ts';

export function stepSlider(
  { moment, last, taken, spoken }: StepSliderView,
  page: Pick<ChartPage, 'look'>,
): TemplateResult {
  const change = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const chosen = Number(target.value);
    page.look({ kind: 'moment', moment: chosen === last ? null : chosen });
  };
  return html`
    <label class="slider step-slider" title=${translate('How far the model has adapted to the task')} ?hidden=${last < 1}>
      <span>${translate('After')}</span>
      <input
        type="range"
        min="0"
        max=${last}
        step="1"
        aria-label=${translate('Inner steps')}
        aria-valuetext=${spoken}
        .value=${live(String(moment))}
        @input=${change}
      />
      <output>${taken}</output>
    </label>`;
}
