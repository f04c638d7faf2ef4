// The section of one held-out task side by side: its curves, what all runs adapt to, and a column for each run.

import { chartFrame, chartSection, chartTools } from '../../charts/chartSection.ts';
import { legend } from '../../charts/legend.ts';
import { dropdown, progressRing } from '../../controls.ts';
import { html, nothing, repeat, type TemplateResult } from '../../html.ts';
import { classQueries, classSupport } from '../../sample/classSample.ts';
import { pathSample } from '../../sample/pathSample.ts';
import { pictureDrawing, textDrawing } from '../../sample/sampleItems.ts';
import { stepSlider } from '../../sample/stepSlider.ts';
import { valuesSample } from '../../sample/valuesSample.ts';
import type { SampleContent } from '../../sample/view.ts';
import { translate } from '../../translate.ts';
import type { CompareContext } from '../context.ts';
import { quantityChoice } from '../curves/quantityChoice.ts';
import { runSwatch } from '../runSwatch.ts';
import type { ColumnView, OneTaskView } from './view.ts';

export function oneTaskSection(view: OneTaskView, page: CompareContext): TemplateResult {
  const { choices, chosen, curves, slider, columns, unshown, caption } = view;
  return html`
    <section class="compare-section" aria-labelledby="heading-one-task">
      <div class="section-head">
        <h2 id="heading-one-task">${translate('One held-out task, side by side')}</h2>
        <div class="section-controls">
          ${dropdown<string>({
            label: translate('Which held-out task is shown'),
            options: Object.fromEntries(choices.map(({ value, text }) => [value, text])),
            value: chosen,
            isHidden: choices.length < 2,
            onChange: (heldOutTask) => page.dispatch({ kind: 'choose', choices: { heldOutTask } }),
          })}
          ${stepSlider(slider, page)}
        </div>
      </div>
      <p class="caption">${caption}</p>
      <div class="charts one-task-curves">
        ${chartSection(
          curves.section,
          page,
          quantityChoice(translate('What the curves of this task show'), curves.quantity, curves.offered, (quantity) =>
            page.dispatch({ kind: 'choose', choices: { adaptationQuantity: quantity } }),
          ),
        )}
      </div>
      ${drawShared(columns, page)}
      <div class="one-task-columns">
        ${repeat(
          columns,
          ({ runKey }) => runKey,
          (column, place) => drawColumn(column, `heading-one-task-${place}`, page),
        )}
      </div>
      ${
        unshown.length === 0
          ? nothing
          : html`
              <h3>${translate('Not beside them')}</h3>
              <ul class="sayings">${unshown.map(({ labels, why }) => html`<li>${`${labels}: ${why}`}</li>`)}</ul>`
      }
    </section>`;
}

/** What all columns have in common: the legend of charts, or the support set. */
function drawShared([first]: readonly ColumnView[], page: CompareContext): TemplateResult | typeof nothing {
  switch (first?.shown.kind) {
    case 'chart':
      return html`<div>${legend(first.shown.section.name, first.shown.section.legend, page)}</div>`;
    case 'drawn':
      return drawSupport(first.shown.content, page);
    case 'waiting':
    case undefined:
      return nothing;
  }
}

function drawSupport(content: SampleContent, page: CompareContext): TemplateResult | typeof nothing {
  switch (content.kind) {
    case 'pictures':
      return html`<div class="class-sample">${classSupport({ ...content, drawing: pictureDrawing(content.format) }, page)}</div>`;
    case 'texts':
      return html`<div class="class-sample">${classSupport({ ...content, drawing: textDrawing }, page)}</div>`;
    case 'values':
    case 'paths':
      return nothing;
  }
}

function drawColumn({ label, colour, shown }: ColumnView, headingId: string, page: CompareContext): TemplateResult {
  return html`
    <section class="one-task-column" aria-labelledby=${headingId}>
      <div class="section-head">
        <div class="run-name">${runSwatch(colour)}<h3 id=${headingId}>${label}</h3></div>
        ${shown.kind === 'chart' ? chartTools(shown.section, page) : nothing}
      </div>
      ${drawSample(shown, page)}
    </section>`;
}

function drawSample(shown: ColumnView['shown'], page: CompareContext): TemplateResult {
  switch (shown.kind) {
    case 'waiting':
      return html`<p class="page-message">${progressRing()}<span>${translate('Reading the sample…')}</span></p>`;
    case 'chart':
      return html`${shown.notes.map((note) => html`<p class="muted">${note}</p>`)}${chartFrame(shown.section, page)}`;
    case 'drawn':
      return html`
        ${shown.notes.map((note) => html`<p class="muted">${note}</p>`)}
        ${drawContent(shown.content, page)}
        <p class="caption" ?hidden=${shown.caption === ''}>${shown.caption}</p>`;
  }
}

function drawContent(content: SampleContent, page: CompareContext): TemplateResult {
  const summed = (queries: TemplateResult, summary: string) =>
    html`<div class="class-sample"><p class="sample-summary">${summary}</p>${queries}</div>`;
  switch (content.kind) {
    case 'pictures':
      return summed(classQueries({ ...content, drawing: pictureDrawing(content.format) }, page), content.view.summary);
    case 'texts':
      return summed(classQueries({ ...content, drawing: textDrawing }, page), content.view.summary);
    case 'values':
      return valuesSample(content.view);
    case 'paths':
      return pathSample(content.view);
  }
}
