// The page: its sections laid out once, then brought up to date from the model, each only when what it shows has changed.

import type { PanelMessage, RunKey } from '../src/panel/panelMessages.ts';
import { tags } from '../src/runs/tags.ts';
import { adaptationView } from './adaptation/view.ts';
import { emptyText } from './charts/emptyText.ts';
import { createDivider, createProgressRing } from './controls.ts';
import { create, setHidden, setText } from './dom.ts';
import { createEvaluationsSection } from './evaluations/section.ts';
import { createReadingNotices } from './head/readingNotices.ts';
import { createHead } from './head/section.ts';
import { createHeldOutSections } from './heldOut/section.ts';
import { heldOutView } from './heldOut/view.ts';
import { createIcon } from './icons.ts';
import { createLiveRegion } from './liveRegion.ts';
import type { Choices, LiveRun, PanelModel } from './model.ts';
import { createSampleSection } from './sample/section.ts';
import type { Palette } from './theme.ts';
import { createTrainingLossSection } from './training/section.ts';
import { trainingLossView } from './training/view.ts';
import { quantityWords } from './views/quantityWords.ts';

export interface Page {
  readonly element: HTMLElement;
  update(model: PanelModel, palette: Palette): void;
}

const zoomHint = 'Drag across a chart to zoom in, or turn the wheel with Ctrl held; double-click to see everything again.';

/** @param runKey of the run that is shown */
export function createPage(
  runKey: RunKey,
  post: (message: PanelMessage) => void,
  choose: (choices: Partial<Choices>) => void,
): Page {
  const { element: liveRegion, announce } = createLiveRegion();
  const head = createHead(runKey, post, announce);
  const notices = createReadingNotices(announce);
  const training = createTrainingLossSection(choose, announce);
  const heldOut = createHeldOutSections(choose, announce);
  const sample = createSampleSection(announce);
  const evaluations = createEvaluationsSection(announce);
  const waiting = create('p', { class: 'page-message' }, [createProgressRing(), create('span', { text: 'Reading the run…' })]);
  const unavailableText = create('p');
  const unavailable = create('div', { class: 'page-message' }, [
    createIcon('warning'),
    create('div', {}, [create('strong', { text: 'This run cannot be shown' }), unavailableText]),
  ]);
  const live = create('div', { class: 'live' }, [
    head.element,
    notices.element,
    createDivider(),
    create('div', { class: 'charts' }, [
      training.section.element,
      heldOut.overRun.element,
      heldOut.overSteps.element,
      sample.element,
    ]),
    evaluations.element,
    create('p', { class: 'page-hint', text: zoomHint }),
  ]);
  const element = create('main', {}, [waiting, unavailable, live, liveRegion]);

  const updateHead = whenChanged((shown: LiveRun) => head.update(shown));
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
    notices.update(shown.notices);
    updateHead([shown.run, shown.pending, ...series(tags.heldOutAccuracy, tags.heldOutLoss, tags.heldOutReturn)], shown);
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

  return {
    element,
    update: ({ runs, choices }, palette) => {
      const content = runs.get(runKey) ?? { kind: 'waiting' };
      setHidden(waiting, content.kind !== 'waiting');
      setHidden(unavailable, content.kind !== 'unavailable');
      setHidden(live, content.kind !== 'live');
      if (content.kind === 'unavailable') setText(unavailableText, content.message);
      if (content.kind === 'live') updateLive(content, choices, palette);
    },
  };
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
