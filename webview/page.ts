// The page as a whole: what is waited for, why a run cannot be shown, or its sections.

import { tags } from '../src/runs/tags.ts';
import { adaptationView } from './adaptation/view.ts';
import { emptyText } from './charts/emptyText.ts';
import { divider, progressRing } from './controls.ts';
import { createEvaluationsSection } from './evaluations/section.ts';
import { readingNotices } from './head/readingNotices.ts';
import { headSection } from './head/section.ts';
import { headView } from './head/view.ts';
import { createHeldOutSections } from './heldOut/section.ts';
import { heldOutView } from './heldOut/view.ts';
import { html, type TemplateResult } from './html.ts';
import { icon } from './icons.ts';
import type { Choices, LiveRun, PanelModel } from './model.ts';
import type { PageContext } from './pageContext.ts';
import { createSampleSection } from './sample/section.ts';
import type { Palette } from './theme.ts';
import { createTrainingLossSection } from './training/section.ts';
import { trainingLossView } from './training/view.ts';
import { quantityWords } from './views/quantityWords.ts';

const zoomHint = 'Drag across a chart to zoom in, or turn the wheel with Ctrl held; double-click to see everything again.';

export function createPage(page: PageContext): (model: PanelModel, palette: Palette) => TemplateResult {
  const choose = (choices: Partial<Choices>) => page.dispatch({ kind: 'choose', choices });
  const training = createTrainingLossSection(choose, page.announce);
  const heldOut = createHeldOutSections(choose, page.announce);
  const sample = createSampleSection(page.announce);
  const evaluations = createEvaluationsSection(page.announce);
  const updateTraining = whenChanged((shown: LiveRun, choices: Choices, palette: Palette) => {
    training.showChoices(choices);
    training.section.update(trainingLossView(shown, choices), palette, emptyText('training', shown.run.state));
  });
  const updateHeldOut = whenChanged((shown: LiveRun, choices: Choices, palette: Palette) => {
    heldOut.showChoices(shown, choices);
    const nothing = emptyText('heldOut', shown.run.state);
    heldOut.overRun.update(heldOutView(shown, choices), palette, nothing);
    heldOut.overSteps.update(adaptationView(shown, choices), palette, nothing);
  });
  const updateSample = whenChanged((shown: LiveRun, palette: Palette) => sample.update(shown, palette));
  const updateEvaluations = whenChanged((shown: LiveRun, palette: Palette) => evaluations.update(shown.evaluations, palette));

  function updateLive(shown: LiveRun, choices: Choices, palette: Palette): void {
    const series = (...names: readonly string[]) => names.map((name) => shown.series.get(name));
    const { run, curves } = shown;
    updateTraining(
      [...series(tags.trainingLossFirst, tags.trainingLossLast), run.state, choices, palette],
      shown,
      choices,
      palette,
    );
    const heldOutSeries = Object.values(quantityWords).flatMap(({ tag, intervalTag }) => series(tag, intervalTag));
    const facts = [run.state, run.best?.iteration, run.evaluationTasks, run.quantities.join(), JSON.stringify(run.published)];
    updateHeldOut([...heldOutSeries, curves, ...facts, choices, palette], shown, choices, palette);
    updateEvaluations([shown.evaluations, palette], shown, palette);
    updateSample([shown.sample, shown.sampleIteration, run.state, palette], shown, palette);
  }

  function drawLive(live: LiveRun): TemplateResult {
    return html`
      <div class="live">
        ${headSection(headView(live), page)}
        ${readingNotices(live.notices)}
        ${divider()}
        <div class="charts">
          ${training.section.element}
          ${heldOut.overRun.element}
          ${heldOut.overSteps.element}
          ${sample.element}
        </div>
        ${evaluations.element}
        <p class="page-hint">${zoomHint}</p>
      </div>`;
  }

  return ({ runs, choices, spoken }, palette) => {
    const content = runs.get(page.runKey)?.content;
    if (content?.kind === 'live') updateLive(content, choices, palette);
    return html`
      <main>
        ${content?.kind === 'live' ? drawLive(content) : content?.kind === 'unavailable' ? drawUnavailable(content.message) : drawWaiting()}
        <div class="visually-hidden" role="status" aria-live="polite">${spoken}</div>
      </main>`;
  };
}

function drawWaiting(): TemplateResult {
  return html`<p class="page-message">${progressRing()}<span>Reading the run…</span></p>`;
}

function drawUnavailable(message: string): TemplateResult {
  return html`
    <div class="page-message">
      ${icon('warning')}
      <div><strong>This run cannot be shown</strong><p>${message}</p></div>
    </div>`;
}

/** `update`, called only when one of the values it depends on is another one than at the last call. */
function whenChanged<Arguments extends readonly unknown[]>(
  update: (...values: Arguments) => void,
): (dependencies: readonly unknown[], ...values: Arguments) => void {
  let last: readonly unknown[] | undefined;
  return (dependencies, ...values) => {
    if (last?.length === dependencies.length && dependencies.every((dependency, index) => dependency === last?.[index])) return;
    last = dependencies;
    update(...values);
  };
}
