// The page as a whole: what is waited for, why a run cannot be shown, or its sections.

import { describeNotice } from '../src/runs/runNotice.ts';
import { adaptationSection } from './adaptation/section.ts';
import { adaptationSectionView } from './adaptation/view.ts';
import { checkpointsSection } from './checkpoints/section.ts';
import { checkpointsView } from './checkpoints/view.ts';
import { divider, progressRing } from './controls.ts';
import { evaluationsSection } from './evaluations/section.ts';
import { evaluationsView } from './evaluations/view.ts';
import { figureSection } from './figures/section.ts';
import { figureViews } from './figures/view.ts';
import { readingNotices } from './head/readingNotices.ts';
import { headSection } from './head/section.ts';
import { headView } from './head/view.ts';
import { heldOutSection } from './heldOut/section.ts';
import { heldOutSectionView } from './heldOut/view.ts';
import { html, type TemplateResult } from './html.ts';
import { icon } from './icons.ts';
import type { Looks } from './looks.ts';
import { type Choices, type LiveRun, type PageRun, type PanelModel, waitingRun } from './model.ts';
import type { PageContext } from './pageContext.ts';
import { sampleSection } from './sample/section.ts';
import { isWideSample, sampleSectionView } from './sample/view.ts';
import { sectionOrWord } from './sectionOrWord.ts';
import { trainingSection } from './training/section.ts';
import { trainingView } from './training/view.ts';
import { translate } from './translate.ts';

/** The page with the run that `page` is about. Charts are to be drawn when it is rendered. */
export function drawPage({ runs, choices, spoken }: PanelModel, page: PageContext): TemplateResult {
  return html`
    <main>
      ${drawRun(runs.get(page.runKey) ?? waitingRun, choices, page)}
      <div class="visually-hidden" role="status" aria-live="polite">${spoken}</div>
    </main>`;
}

function drawRun({ content, looks }: PageRun, choices: Choices, page: PageContext): TemplateResult {
  switch (content.kind) {
    case 'waiting':
      return html`<p class="page-message">${progressRing()}<span>${translate('Reading the run…')}</span></p>`;
    case 'unavailable':
      return html`
        <div class="page-message">
          ${icon('warning')}
          <div><strong>${translate('This run cannot be shown')}</strong><p>${describeNotice(content.notice, translate)}</p></div>
        </div>`;
    case 'live':
      return drawLive(content, choices, looks, page);
  }
}

function drawLive(live: LiveRun, choices: Choices, looks: Looks, page: PageContext): TemplateResult {
  return html`
    <div class="live">
      ${sectionOrWord(translate('The head'), () => headSection(headView(live), page))}
      ${readingNotices(live.notices)}
      ${divider()}
      ${live.run.algorithm.kind === null ? drawFigures(live, choices, looks, page) : drawLearning(live, choices, looks, page)}
      <p class="page-hint">${translate('Drag across a chart to zoom in, or turn the wheel with Ctrl held; double-click to see everything again.')}</p>
    </div>`;
}

/** Of a run that another program carries out. */
function drawFigures(live: LiveRun, choices: Choices, looks: Looks, page: PageContext): TemplateResult {
  return html`
    <div class="charts">
      ${figureViews(live, choices, looks).map((view) => sectionOrWord(view.section.title, () => figureSection(view, choices.figures, page)))}
    </div>`;
}

/** Of a run of ours. */
function drawLearning(live: LiveRun, choices: Choices, looks: Looks, page: PageContext): TemplateResult {
  return html`
      <div class=${isWideSample(live.sample) ? 'charts with-wide-sample' : 'charts'}>
        ${sectionOrWord(translate('The training loss'), () => trainingSection(trainingView(live, choices, looks), page))}
        ${sectionOrWord(translate('The held-out tasks'), () => heldOutSection(heldOutSectionView(live, choices, looks), page))}
        ${sectionOrWord(translate('The adaptation curve'), () => adaptationSection(adaptationSectionView(live, choices, looks), page))}
        ${sectionOrWord(translate('The sample task'), () => sampleSection(sampleSectionView(live, looks), page))}
      </div>
      ${sectionOrWord(translate('The evaluations'), () => evaluationsSection(evaluationsView(live.evaluations, looks), page))}
      ${sectionOrWord(translate('The checkpoints'), () => checkpointsSection(checkpointsView(live.run, live.series), page))}`;
}
