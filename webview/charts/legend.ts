// A chart's legend: what each line stands for, as buttons that hide and show it.

import { html, type TemplateResult } from '../html.ts';
import type { ChartName } from '../looks.ts';
import { translate } from '../translate.ts';
import type { ChartPage } from './chartPage.ts';
import type { LegendItem } from './chartSectionView.ts';

export function legend(chart: ChartName, items: readonly LegendItem[], page: ChartPage): TemplateResult {
  return html`
    <ul class="legend" aria-label=${translate('Lines; press one to hide or show it')} ?hidden=${items.length === 0}>
      ${items.map((item) => drawItem(item, () => toggle(chart, item, page)))}
    </ul>`;
}

function drawItem({ label, swatch, ink, isShown }: LegendItem, onPress: () => void): TemplateResult {
  return html`
    <li>
      <button class="legend-entry" type="button" aria-pressed=${String(isShown)} @click=${onPress}>
        <span class="swatch swatch-${swatch} ink-${ink}" aria-hidden="true"></span>
        <span class="legend-label">${label}</span>
      </button>
    </li>`;
}

function toggle(chart: ChartName, { group, isShown }: LegendItem, page: ChartPage): void {
  page.look({ kind: 'line', chart, group, isShown: !isShown });
}
