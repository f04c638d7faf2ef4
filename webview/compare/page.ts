// The compare page as a whole: its head, the legend, and its sections.

import { mostCompared, type ProgressAxis } from '../../src/panel/compareMessages.ts';
import { button, checkbox, divider, dropdown, progressRing } from '../controls.ts';
import { html, nothing, type TemplateResult } from '../html.ts';
import { sectionOrWord } from '../sectionOrWord.ts';
import { countOf, translate } from '../translate.ts';
import type { CompareContext } from './context.ts';
import { axisNames } from './curves/progress.ts';
import { curvesSection } from './curves/section.ts';
import { entriesOf } from './entries.ts';
import { figuresSection } from './figures/section.ts';
import { figuresView } from './figures/view.ts';
import { compareLegend } from './legend.ts';
import type { CompareModel } from './model.ts';
import { oneTaskSection } from './oneTask/section.ts';
import { oneTaskView } from './oneTask/view.ts';
import { pairsSection } from './pairs/section.ts';
import { pairsView } from './pairs/view.ts';
import { parametersSection } from './parameters/section.ts';
import { parametersView } from './parameters/view.ts';
import { relationsSection } from './relations/section.ts';
import { relationsView } from './relations/view.ts';

/** Charts are to be drawn when it is rendered. */
export function drawComparePage(model: CompareModel, page: CompareContext): TemplateResult {
  return html`
    <main class="compare">
      ${model.runs === undefined ? html`<p class="page-message">${progressRing()}<span>${translate('Reading the runs…')}</span></p>` : drawRuns(model, page)}
      <div class="visually-hidden" role="status" aria-live="polite">${model.spoken}</div>
    </main>`;
}

function drawRuns(model: CompareModel, page: CompareContext): TemplateResult {
  const entries = entriesOf(model);
  return html`
    ${drawHead(model, page)}
    ${divider()}
    ${compareLegend(entries, page)}
    ${curvesSection(model, entries, page)}
    ${sectionOrWord(translate('Parameters and figures'), () => {
      const relations = relationsView(model, entries);
      return relations === undefined ? html`` : relationsSection(relations, page);
    })}
    ${sectionOrWord(translate('The figures'), () => figuresSection(figuresView(model, entries), page))}
    ${sectionOrWord(translate('What differs'), () => parametersSection(parametersView(model, entries), page))}
    ${sectionOrWord(translate('The comparison on the same tasks'), () => {
      const pairs = pairsView(model, entries);
      return pairs === undefined ? html`` : pairsSection(pairs, page);
    })}
    ${sectionOrWord(translate('The held-out task side by side'), () => {
      const oneTask = oneTaskView(model);
      return oneTask === undefined ? html`` : oneTaskSection(oneTask, page);
    })}
    <p class="page-hint">${translate('Drag across a chart to zoom in, or turn the wheel with Ctrl held; double-click to see everything again. Double-click a run in the legend to see it alone.')}</p>`;
}

function drawHead({ runs = [], leftOut, choices }: CompareModel, page: CompareContext): TemplateResult {
  const groups = new Set(runs.map(({ group }) => group)).size;
  return html`
    <header class="compare-head">
      <h1>${translate('Comparing {0}', countOf('runs', runs.length))}</h1>
      <div class="section-controls">
        ${checkbox({
          label: translate('Fold seeds'),
          hint: translate(
            'Runs that differ in nothing but the seed become one line: their mean with its interval over seeds',
          ),
          isChecked: choices.foldsSeeds,
          onChange: (foldsSeeds) => page.dispatch({ kind: 'choose', choices: { foldsSeeds } }),
        })}
        <label class="labelled">
          <span aria-hidden="true">${translate('Along')}</span>
          ${dropdown<ProgressAxis>({
            label: translate('What curves run along'),
            options: axisNames(),
            value: choices.xAxis,
            isHidden: false,
            onChange: (xAxis) => page.dispatch({ kind: 'choose', choices: { xAxis } }),
          })}
        </label>
        ${button({
          label: translate('Add Runs…'),
          hint: translate('Choose which runs are compared'),
          appearance: 'secondary',
          onPress: () => page.post({ kind: 'addRuns' }),
        })}
      </div>
    </header>
    ${
      groups < runs.length && choices.foldsSeeds
        ? html`<p class="caption">${translate('{0}: runs that differ in the seed alone are folded.', countOf('experiments', groups))}</p>`
        : nothing
    }
    ${
      leftOut > 0
        ? html`<p class="caption">${translate('{0} are not shown: they are gone, or more than {1} are asked for.', countOf('runs', leftOut), mostCompared)}</p>`
        : nothing
    }`;
}
