// The section of stored evaluations: a table, and under it what the chosen one says in full.

import { chartSection } from '../charts/chartSection.ts';
import { html, nothing, repeat, type TemplateResult } from '../html.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import type { EvaluationDetailsView, EvaluationRow, EvaluationsView, MistakeRow } from './view.ts';

const columns: readonly (readonly [title: () => string, cell: (row: EvaluationRow) => string])[] = [
  [() => translate('Tasks'), ({ tasks }) => tasks],
  [() => translate('Before'), ({ before }) => before],
  [() => translate('After adapting'), ({ after }) => after],
  [() => translate('Published'), ({ published }) => published],
  [() => translate('Without meta-training'), ({ baselines }) => baselines],
  [() => translate('Checkpoint'), ({ checkpoint }) => checkpoint],
  [() => translate('When'), ({ when }) => when],
];

/** Hidden while there is no evaluation. */
export function evaluationsSection({ rows, problems, details }: EvaluationsView, page: PageContext): TemplateResult {
  return html`
    <section class="evaluations" aria-labelledby="heading-evaluations" ?hidden=${rows.length === 0 && problems === ''}>
      <div class="section-head"><h2 id="heading-evaluations">${translate('Evaluations')}</h2></div>
      <div class="evaluations-scroll">
        <table class="figures-table" aria-labelledby="heading-evaluations">
          <thead>
            <tr><th scope="col">${translate('Protocol')}</th>${columns.map(([title]) => html`<th scope="col">${title()}</th>`)}</tr>
          </thead>
          <tbody>
            ${repeat(
              rows,
              ({ file }) => file,
              (row) => drawRow(row, page),
            )}
          </tbody>
        </table>
      </div>
      <p class="caption">${translate('± is half the 95\u00a0% interval of the mean over the tasks: of the intervals of many draws of tasks, 95 in 100 hold the true mean.')}</p>
      <p class="caption" ?hidden=${problems === ''}>${problems}</p>
      <div class="evaluation-details" id="evaluation-details" ?hidden=${details === undefined}>
        ${details === undefined ? nothing : drawDetails(details, page)}
      </div>
    </section>`;
}

function drawRow(row: EvaluationsView['rows'][number], { runKey, dispatch }: PageContext): TemplateResult {
  const choose = (): void =>
    dispatch({ kind: 'look', runKey, change: { kind: 'evaluation', file: row.isChosen ? null : row.file } });
  return html`
    <tr>
      <th scope="row">
        <button
          class="evaluation-choice"
          type="button"
          aria-expanded=${String(row.isChosen)}
          aria-controls="evaluation-details"
          @click=${choose}
        >${row.protocol}</button>
      </th>
      ${columns.map(([, cell]) => html`<td>${cell(row)}</td>`)}
    </tr>`;
}

function drawDetails({ curve, calibration, mistakes }: EvaluationDetailsView, page: PageContext): TemplateResult {
  return html`
    <div class="charts">
      ${chartSection(curve, page)}
      ${calibration === undefined ? nothing : chartSection(calibration, page)}
    </div>
    <div class="mistakes">${mistakes.length === 0 ? nothing : drawMistakes(mistakes)}</div>`;
}

function drawMistakes(mistakes: readonly MistakeRow[]): TemplateResult {
  return html`
    <h3 id="heading-mistakes">${translate('Most confused classes')}</h3>
    <table class="figures-table" aria-labelledby="heading-mistakes">
      <thead><tr>${[translate('Class'), translate('Taken for'), translate('How often')].map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
      <tbody>
        ${mistakes.map(({ actual, predicted, times }) => html`<tr><th scope="row">${actual}</th><td>${predicted}</td><td>${times}</td></tr>`)}
      </tbody>
    </table>`;
}
