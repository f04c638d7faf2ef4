// Parameters and figures against each other, on the page.

import { button, dropdown } from '../../controls.ts';
import { html, nothing, svg, type TemplateResult } from '../../html.ts';
import { translate } from '../../translate.ts';
import type { CompareContext } from '../context.ts';
import type { ImportanceRow, ImportanceView } from './importanceView.ts';
import { parallelPlot } from './parallelPlot.ts';
import { scatterPlot } from './scatterPlot.ts';
import type { RelationsView } from './view.ts';

export function relationsSection(view: RelationsView, page: CompareContext): TemplateResult {
  const { choices, across, up, scatter, importance, parallel, within } = view;
  const choice = (label: string, value: string, onChange: (id: string) => void) =>
    dropdown<string>({ label, options: choices, value, isHidden: false, onChange });
  return html`
    <section class="compare-section" aria-labelledby="heading-relations">
      <div class="section-head">
        <h2 id="heading-relations">${translate('Parameters and figures')}</h2>
        <div class="section-controls">
          ${choice(translate('What points lie up by'), up, (id) => page.dispatch({ kind: 'choose', choices: { up: id } }))}
          <span aria-hidden="true">${translate('against')}</span>
          ${choice(translate('What points lie across by'), across, (id) => page.dispatch({ kind: 'choose', choices: { across: id } }))}
        </div>
      </div>
      <div class="relations">
        <div>${scatterPlot(scatter, page)}${scatter.caption === '' ? nothing : html`<p class="caption">${scatter.caption}</p>`}</div>
        ${importance === undefined ? nothing : drawImportance(importance)}
      </div>
      ${
        parallel === undefined
          ? nothing
          : html`
            ${parallelPlot(parallel, page)}
            <div class="row-of-controls">
              <p class="caption" role="status">${within === '' ? translate('Drag over an axis, or move its ends by the arrow keys, to mark runs: the others fade here and leave the table of figures.') : within}</p>
              ${
                parallel.isMarked
                  ? button({
                      label: translate('Clear Marks'),
                      hint: translate('Shows all runs again'),
                      appearance: 'secondary',
                      onPress: () => page.dispatch({ kind: 'unmark' }),
                    })
                  : nothing
              }
            </div>`
      }
    </section>`;
}

function drawImportance({ title, rows, caption }: ImportanceView): TemplateResult {
  return html`
    <div class="importance">
      <h3 id="heading-importance">${title}</h3>
      ${
        rows.length === 0
          ? nothing
          : html`
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="heading-importance">
              <table class="figures-table compare-table">
                <thead><tr><th scope="col">${translate('Parameter')}</th><th scope="col"><span class="visually-hidden">${translate('Drawn')}</span></th><th scope="col" class="number">${translate('Share')}</th></tr></thead>
                <tbody>${rows.map(drawRow)}</tbody>
              </table>
            </div>`
      }
      <p class="caption">${caption}</p>
    </div>`;
}

/** In pixels. */
const bar = { width: 160, height: 18 };

function drawRow({ place, title, bar: measured, text }: ImportanceRow): TemplateResult {
  const along = (share: number): number => 1 + share * (bar.width - 2);
  const middle = bar.height / 2;
  return html`
    <tr>
      <th scope="row" title=${place}>${title}</th>
      <td>${
        measured === undefined
          ? nothing
          : html`
            <svg class="importance-bar" width=${bar.width} height=${bar.height} aria-hidden="true">
              ${svg`
                <rect class="bar-frame" x="0.5" y="3.5" width=${bar.width - 1} height=${bar.height - 7}></rect>
                <rect class="bar-share" x="1" y="4" width=${along(measured.share) - 1} height=${bar.height - 8}></rect>
                <line class="bar-interval" x1=${along(measured.low)} x2=${along(measured.high)} y1=${middle} y2=${middle}></line>
                <line class="bar-interval" x1=${along(measured.low)} x2=${along(measured.low)} y1=${middle - 4} y2=${middle + 4}></line>
                <line class="bar-interval" x1=${along(measured.high)} x2=${along(measured.high)} y1=${middle - 4} y2=${middle + 4}></line>`}
            </svg>`
      }</td>
      <td class="number">${text}</td>
    </tr>`;
}
