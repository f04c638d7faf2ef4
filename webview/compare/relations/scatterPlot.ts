// The scatter plot on the page.

import { html, svg, type TemplateResult } from '../../html.ts';
import { translate } from '../../translate.ts';
import type { CompareContext } from '../context.ts';
import type { ScatterPoint, ScatterView } from './scatterView.ts';

/** In pixels. */
const size = { width: 520, height: 300 };
const margins = { left: 68, right: 20, top: 12, bottom: 44 };
const inner = {
  width: size.width - margins.left - margins.right,
  height: size.height - margins.top - margins.bottom,
};
/** So that no point lies on an axis. */
const inset = 0.04;
const along = (share: number): number => margins.left + inner.width * (inset + share * (1 - 2 * inset));
const above = (share: number): number => margins.top + inner.height * (1 - inset - share * (1 - 2 * inset));

export function scatterPlot({ points, across, up, summary }: ScatterView, page: CompareContext): TemplateResult {
  const bottom = size.height - margins.bottom;
  const right = size.width - margins.right;
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${translate('Scatter plot')}>
      <svg class="scatter" width=${size.width} height=${size.height} role="img" aria-label=${summary}>
        ${across.ticks.map(
          ({ place, text }) => svg`
            <line class="plot-grid" x1=${along(place)} x2=${along(place)} y1=${margins.top} y2=${bottom}></line>
            <text class="plot-tick" x=${along(place)} y=${bottom + 16} text-anchor="middle">${text}</text>`,
        )}
        ${up.ticks.map(
          ({ place, text }) => svg`
            <line class="plot-grid" x1=${margins.left} x2=${right} y1=${above(place)} y2=${above(place)}></line>
            <text class="plot-tick" x=${margins.left - 8} y=${above(place) + 4} text-anchor="end">${text}</text>`,
        )}
        <text class="plot-title" x=${margins.left + inner.width / 2} y=${size.height - 6} text-anchor="middle">${across.title}</text>
        <text class="plot-title" text-anchor="middle" transform=${`translate(14 ${margins.top + inner.height / 2}) rotate(-90)`}>${up.title}</text>
        ${points.map((point) => drawPoint(point, page))}
      </svg>
    </div>`;
}

function drawPoint({ key, x, y, colour, look, description }: ScatterPoint, { dispatch }: CompareContext) {
  const classes = `scatter-point ink-run-${colour.hue} is-${look}`;
  return svg`
    <circle class=${classes} cx=${along(x)} cy=${above(y)} r=${look === 'lit' ? 7 : 5}
      @mouseenter=${() => dispatch({ kind: 'light', runKeys: [key] })} @mouseleave=${() => dispatch({ kind: 'light', runKeys: [] })}>
      <title>${description}</title>
    </circle>`;
}
