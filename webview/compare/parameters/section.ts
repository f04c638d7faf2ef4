// What differs between the runs, as a table, and the way to the editor's own view of differences.

import { button, checkbox, dropdown } from '../../controls.ts';
import { html, nothing, repeat, type TemplateResult } from '../../html.ts';
import { translate } from '../../translate.ts';
import type { CompareContext } from '../context.ts';
import { runSwatch } from '../runSwatch.ts';
import type { ParameterRowView, ParametersView } from './view.ts';

export function parametersSection(view: ParametersView, page: CompareContext): TemplateResult {
  const { columns, rows, showsAll, summary } = view;
  const all = checkbox({
    label: translate('All parameters'),
    hint: translate('Parameters that are the same in all runs, too'),
    isChecked: showsAll,
    onChange: (showsAllParameters) => page.dispatch({ kind: 'choose', choices: { showsAllParameters } }),
  });
  return html`
    <section class="compare-section" aria-labelledby="heading-parameters">
      <div class="section-head">
        <h2 id="heading-parameters">${translate('What differs')}</h2>
        <div class="section-controls">${all}</div>
      </div>
      <div class="table-scroll" tabindex="0" role="region" aria-labelledby="heading-parameters" ?hidden=${rows.length === 0}>
        <table class="figures-table compare-table">
          <thead>
            <tr>
              <th scope="col">${translate('Parameter')}</th>
              ${columns.map(
                ({ label, colour }) =>
                  html`<th scope="col"><div class="run-name">${runSwatch(colour)}<span>${label}</span></div></th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${repeat(
              rows,
              ({ place }) => place,
              (row) => drawRow(row),
            )}
          </tbody>
        </table>
      </div>
      <p class="caption">${summary}</p>
      ${sides(view, page)}
    </section>`;
}

function drawRow({ place, title, values, stands }: ParameterRowView): TemplateResult {
  const cell = (text: string, doesStandOut: boolean) =>
    text === ''
      ? html`<td><span class="muted">–</span></td>`
      : html`<td>${doesStandOut ? html`<strong>${text}</strong>` : text}</td>`;
  return html`
    <tr>
      <th scope="row" title=${place}>${title}</th>
      ${values.map((text, index) => cell(text, stands[index] === true))}
    </tr>`;
}

function sides({ runs, sides: chosen }: ParametersView, page: CompareContext): TemplateResult | typeof nothing {
  if (chosen === undefined) return nothing;
  const [left, right] = chosen;
  const options = Object.fromEntries(runs.map(({ key, label }) => [key, label]));
  const side = (place: 'left' | 'right', label: string, value: string) =>
    dropdown<string>({
      label,
      options,
      value,
      isHidden: false,
      onChange: (runKey) => page.dispatch({ kind: 'side', place, runKey }),
    });
  return html`
    <div class="row-of-controls">
      ${side('left', translate('Run on the left'), left)}
      <span>${translate('beside')}</span>
      ${side('right', translate('Run on the right'), right)}
      ${button({
        label: translate('Show Differences'),
        hint: translate(
          'Lays the experiments of both runs, with every default written out, side by side in the editor',
        ),
        appearance: 'secondary',
        isDisabled: left === right,
        onPress: () => page.post({ kind: 'showDifferences', left, right }),
      })}
    </div>`;
}
