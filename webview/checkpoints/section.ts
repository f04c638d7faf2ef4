// The section of checkpoints: a table, from which each can be evaluated.

import { button } from '../controls.ts';
import { html, type TemplateResult } from '../html.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import type { CheckpointRow, CheckpointsView } from './view.ts';

/** Hidden while there is no checkpoint. */
export function checkpointsSection({ measured, rows, more }: CheckpointsView, page: PageContext): TemplateResult {
  return html`
    <section class="evaluations" aria-labelledby="heading-checkpoints" ?hidden=${rows.length === 0}>
      <div class="section-head"><h2 id="heading-checkpoints">${translate('Checkpoints')}</h2></div>
      <div class="evaluations-scroll">
        <table class="figures-table" aria-labelledby="heading-checkpoints">
          <thead>
            <tr>
              <th scope="col">${translate('Meta-iteration')}</th><th scope="col">${measured}</th><th scope="col">${translate('Size')}</th>
              <th scope="col"><span class="visually-hidden">${translate('Actions')}</span></th>
            </tr>
          </thead>
          <tbody>${rows.map((row) => drawRow(row, page))}</tbody>
        </table>
      </div>
      <p class="caption" ?hidden=${more === ''}>${more}</p>
    </section>`;
}

function drawRow({ iteration, name, figure, size }: CheckpointRow, { runKey, post }: PageContext): TemplateResult {
  const hint = translate('Evaluate the checkpoint of meta-iteration {0}', iteration);
  const evaluate = () => post({ kind: 'evaluateCheckpoint', runKey, iteration });
  return html`
    <tr>
      <th scope="row">${name}</th><td>${figure}</td><td>${size}</td>
      <td>${button({ label: translate('Evaluate'), hint, appearance: 'secondary', onPress: evaluate })}</td>
    </tr>`;
}
