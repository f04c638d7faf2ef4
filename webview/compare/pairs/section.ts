// The section of paired differences: the forest plot as a table with a drawing in each row, the same in words, and what
// is not in it.

import { button, dropdown } from '../../controls.ts';
import { html, nothing, svg, type TemplateResult } from '../../html.ts';
import { translate } from '../../translate.ts';
import type { CompareContext } from '../context.ts';
import { runSwatch } from '../runSwatch.ts';
import type { ForestRow, ForestView, PairsView } from './view.ts';

export function pairsSection(view: PairsView, page: CompareContext): TemplateResult {
  const { choices, chosen, reference, forest, unpaired, measurable, caption } = view;
  return html`
    <section class="compare-section" aria-labelledby="heading-pairs">
      <div class="section-head">
        <h2 id="heading-pairs">${translate('On the same held-out tasks')}</h2>
        <div class="section-controls">
          ${dropdown<string>({
            label: translate('Tasks that runs were measured on'),
            options: Object.fromEntries(choices.map(({ value, text }) => [value, text])),
            value: String(chosen),
            isHidden: choices.length < 2,
            onChange: (value) => {
              if (reference !== undefined) page.post({ kind: 'pair', chosen: Number(value), reference });
            },
          })}
          ${forest === undefined ? nothing : referenceChoice(forest, reference, chosen, page)}
        </div>
      </div>
      ${forest === undefined ? nothing : drawForest(forest)}
      <p class="caption">${caption}</p>
      ${forest === undefined ? nothing : drawWords(forest)}
      ${drawUnpaired(view)}
      ${
        measurable.length === 0
          ? nothing
          : html`<div class="row-of-controls">${button({
              label: unpaired.length === 0 ? translate('Measure…') : translate('Measure What Is Missing…'),
              hint: translate('Measures these runs on the same held-out tasks; what is stored is used'),
              appearance: 'secondary',
              onPress: () => page.post({ kind: 'measure', runKeys: measurable }),
            })}</div>`
      }
    </section>`;
}

function referenceChoice(
  { rows }: ForestView,
  reference: string | undefined,
  chosen: number,
  page: CompareContext,
): TemplateResult {
  return html`
    <span>${translate('from')}</span>
    ${dropdown<string>({
      label: translate('Run that the others are compared with'),
      options: Object.fromEntries(rows.flatMap(({ key, label }) => (key === undefined ? [] : [[key, label]]))),
      value: reference ?? '',
      isHidden: false,
      onChange: (value) => page.post({ kind: 'pair', chosen, reference: value }),
    })}`;
}

function drawForest(forest: ForestView): TemplateResult {
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-labelledby="heading-pairs">
      <table class="figures-table compare-table forest">
        <thead>
          <tr>
            <th scope="col">${translate('Run')}</th>
            <th scope="col" class="number">${translate('After adaptation')}</th>
            <th scope="col" class="plot">${forest.direction}</th>
            <th scope="col" class="number">${translate('Difference')}</th>
            <th scope="col" class="number">p</th>
          </tr>
        </thead>
        <tbody>${forest.rows.map((row) => drawRow(row, forest))}</tbody>
        <tfoot>
          <tr>
            <td></td>
            <td></td>
            <td class="plot">${drawAxis(forest)}</td>
            <td></td>
            <td></td>
          </tr>
        </tfoot>
      </table>
    </div>`;
}

/** In units of the drawing. */
const width = 280;
const height = 24;
const margin = 12;
const along = (place: number): number => margin + place * (width - 2 * margin);

function drawRow(row: ForestRow, forest: ForestView): TemplateResult {
  return html`
    <tr>
      <th scope="row">
        <div class="run-name">
          ${
            row.colour === undefined
              ? html`<span class="muted">${row.label}</span>`
              : html`${runSwatch(row.colour)}<span>${row.label}</span>`
          }
        </div>
      </th>
      <td class="number">${row.after}</td>
      <td class="plot">${drawMark(row, forest)}</td>
      <td class="number">${row.isReference ? html`<span class="muted">${translate('reference')}</span>` : row.difference}</td>
      <td class="number">${row.p}</td>
    </tr>`;
}

function drawMark({ mark, colour }: ForestRow, { zero }: ForestView): TemplateResult {
  const middle = height / 2;
  return html`
    <svg class="forest-mark" viewBox="0 0 ${width} ${height}" aria-hidden="true">
      <line class="zero" x1=${along(zero)} x2=${along(zero)} y1="0" y2=${height}></line>
      ${
        mark === undefined
          ? nothing
          : svg`<g class=${colour === undefined ? 'muted' : `ink-run-${colour.hue}`}>
              <line x1=${along(mark.low)} x2=${along(mark.high)} y1=${middle} y2=${middle} stroke="currentColor" stroke-width="2"></line>
              <line x1=${along(mark.low)} x2=${along(mark.low)} y1=${middle - 4} y2=${middle + 4} stroke="currentColor" stroke-width="2"></line>
              <line x1=${along(mark.high)} x2=${along(mark.high)} y1=${middle - 4} y2=${middle + 4} stroke="currentColor" stroke-width="2"></line>
              <rect x=${along(mark.mean) - 4} y=${middle - 4} width="8" height="8" fill="currentColor"></rect>
            </g>`
      }
    </svg>`;
}

function drawAxis({ ticks, zero }: ForestView): TemplateResult {
  return html`
    <svg class="forest-mark" viewBox="0 0 ${width} ${height}" aria-hidden="true">
      <line class="zero" x1=${along(zero)} x2=${along(zero)} y1="0" y2="6"></line>
      ${ticks.map(({ place, text }) => svg`<text class="tick" x=${along(place)} y="18" text-anchor="middle">${text}</text>`)}
    </svg>`;
}

function drawWords({ rows }: ForestView): TemplateResult {
  return html`
    <ul class="sayings">
      ${rows.filter(({ sentence }) => sentence !== '').map(({ sentence }) => html`<li>${sentence}</li>`)}
    </ul>`;
}

function drawUnpaired({ unpaired }: PairsView): TemplateResult | typeof nothing {
  if (unpaired.length === 0) return nothing;
  return html`
    <h3>${translate('Not in it')}</h3>
    <ul class="sayings">
      ${unpaired.map(({ labels, why }) => html`<li>${`${labels.map((label) => `“${label}”`).join(', ')}: ${why}`}</li>`)}
    </ul>`;
}
