// A list of labelled figures.

import { html, type TemplateResult } from '../html.ts';
import type { ShownFigure } from './runFacts.ts';

export function figureList(className: string, figures: readonly ShownFigure[]): TemplateResult {
  return html`<dl class=${className}>${figures.map(drawFigure)}</dl>`;
}

/** Value and unit stand side by side: a break between them would be a space on the page. */
function drawFigure({ label, value, unit, note, hint }: ShownFigure): TemplateResult {
  return html`
    <div class="figure" title=${hint}>
      <dt>${label}</dt>
      <dd><span class="figure-value">${value}</span><span class="figure-unit">${unit}</span></dd>
      <dd class="figure-note">${note}</dd>
    </div>`;
}
