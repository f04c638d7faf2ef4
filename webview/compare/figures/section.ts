// The table of figures: a row a run, from which it is opened or taken out.

import { titleOf, toneOf } from '../../../src/words/states.ts';
import { iconButton } from '../../controls.ts';
import { html, nothing, repeat, type TemplateResult } from '../../html.ts';
import { translate } from '../../translate.ts';
import type { CompareContext } from '../context.ts';
import { runSwatch } from '../runSwatch.ts';
import type { FigureRow, FiguresView } from './view.ts';

export function figuresSection({ rows, caption }: FiguresView, page: CompareContext): TemplateResult {
  return html`
    <section class="compare-section" aria-labelledby="heading-figures">
      <div class="section-head"><h2 id="heading-figures">${translate('Figures')}</h2></div>
      <div class="table-scroll" tabindex="0" role="region" aria-labelledby="heading-figures">
        <table class="figures-table compare-table">
          <thead>
            <tr>
              <th scope="col">${translate('Run')}</th>
              <th scope="col" class="number">${translate('Latest')}</th>
              <th scope="col" class="number">${translate('Best')}</th>
              <th scope="col">${translate('State')}</th>
              <th scope="col" class="number">${translate('Meta-iterations')}</th>
              <th scope="col" class="number">${translate('Time at work')}</th>
              <th scope="col"><span class="visually-hidden">${translate('Take out')}</span></th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              rows,
              ({ key }) => key,
              (row) => drawRow(row, page),
            )}
          </tbody>
        </table>
      </div>
      <p class="caption">${caption}</p>
    </section>`;
}

function drawRow(row: FigureRow, page: CompareContext): TemplateResult {
  const light = (): void => page.dispatch({ kind: 'light', runKeys: row.runKeys });
  const unlight = (): void => page.dispatch({ kind: 'light', runKeys: [] });
  return html`
    <tr class="figure-row kind-${row.kind}" @mouseenter=${light} @mouseleave=${unlight} @focusin=${light} @focusout=${unlight}>
      <th scope="row"><div class="run-name">${runSwatch(row.colour)}${nameOf(row, page)}</div></th>
      <td class="number">${row.latest}</td>
      <td class="number">${row.isBestOfAll ? html`<strong>${row.best}</strong>` : row.best}</td>
      <td>${stateOf(row)}</td>
      <td class="number">${row.progress}</td>
      <td class="number">${row.time}</td>
      <td>${
        row.kind === 'seeds'
          ? nothing
          : iconButton({
              icon: 'close',
              label: translate('Take {0} out of the comparison', row.label),
              onPress: () => page.post({ kind: 'removeRun', runKey: row.key }),
            })
      }</td>
    </tr>`;
}

function nameOf({ kind, key, label, title }: FigureRow, page: CompareContext): TemplateResult {
  if (kind === 'seeds') return html`<span>${label}</span>`;
  return html`<button class="link-button" type="button" title=${translate('Open {0}', title)} @click=${() => page.post({ kind: 'openRun', runKey: key })}>${label}</button>`;
}

function stateOf({ state, word }: FigureRow): TemplateResult {
  if (state === undefined) return html`<span class="muted" title=${word}>${word}</span>`;
  return html`<span class="tone-${toneOf(state)}">${titleOf(state, translate)}</span>`;
}
