// The sample section: one held-out task of the newest evaluation, before and after adaptation, drawn as its domain asks for.

import type { AdaptationSample } from '../../src/meta/executor.ts';
import { formatCount } from '../../src/words/formatFigures.ts';
import { createChartSection } from '../charts/chartSection.ts';
import { emptyText } from '../charts/emptyText.ts';
import { copyText } from '../clipboard.ts';
import { createIconButton } from '../controls.ts';
import { create, setHidden, setText, uniqueId } from '../dom.ts';
import type { Announce } from '../liveRegion.ts';
import type { LiveRun } from '../model.ts';
import type { Palette } from '../theme.ts';
import { drawClassSample, type ItemDrawing } from './classSample.ts';
import { type ClassItem, type ClassTask, classSampleView } from './classSampleView.ts';
import { curveFitView } from './curveFitView.ts';
import { drawPathSample } from './pathSample.ts';
import { pathSampleView } from './pathSampleView.ts';
import { pictureDrawing, spectrogramDrawing, textDrawing } from './sampleItems.ts';
import { spectrogramCaption } from './spectrogramCaption.ts';
import { createStepSlider } from './stepSlider.ts';
import { drawValuesSample } from './valuesSample.ts';
import { valuesSampleView } from './valuesSampleView.ts';

export interface SampleSection {
  readonly element: HTMLElement;
  update(live: LiveRun, palette: Palette): void;
}

/** A sample that is page content, at one of its numbers of inner steps. */
interface DrawnSample {
  readonly content: HTMLElement;
  readonly caption: string;
  /** undefined where there is nothing to copy. */
  readonly csv: (() => string) | undefined;
  /** Takes the whole width of the page. */
  readonly wide: boolean;
}

export function createSampleSection(announce: Announce): SampleSection {
  const curve = createChartSection({ title: 'Sample task', controls: [], announce });
  const heading = create('h2', { attributes: { id: uniqueId('section') } });
  const content = create('div', { class: 'sample-content' });
  const caption = create('p', { class: 'caption' });
  const slider = createStepSlider(() => draw());
  const copyCsv = createIconButton('copy', 'Copy data (CSV)', () => copyText(copyCsv, drawn?.csv?.() ?? '', announce));
  const section = create('section', { class: 'sample-section', attributes: { 'aria-labelledby': heading.id } }, [
    create('div', { class: 'section-head' }, [
      heading,
      create('div', { class: 'section-controls' }, [slider.element, create('div', { class: 'tools' }, [copyCsv.element])]),
    ]),
    content,
    caption,
  ]);
  const element = create('div', { class: 'sample' }, [curve.element, section]);
  let shown: AdaptationSample | null = null;
  let drawn: DrawnSample | undefined;

  function draw(): void {
    if (shown === null) return;
    drawn = drawSample(shown, slider.moment);
    if (drawn === undefined) return;
    content.replaceChildren(drawn.content);
    setText(caption, drawn.caption);
    setHidden(caption, drawn.caption === '');
    setHidden(copyCsv.element, drawn.csv === undefined);
    section.classList.toggle('wide', drawn.wide);
    element.parentElement?.classList.toggle('with-wide-sample', drawn.wide);
  }

  return {
    element,
    update: ({ run, sample, sampleIteration }, palette) => {
      const isChart = sample === null || sample.task.kind === 'curve';
      setHidden(section, isChart);
      setHidden(curve.element, !isChart);
      const title = sampleIteration === null ? 'Sample task' : `Sample task at meta-iteration ${formatCount(sampleIteration)}`;
      curve.setTitle(title);
      setText(heading, title);
      if (isChart) {
        element.parentElement?.classList.remove('with-wide-sample');
        const view = sample?.task.kind === 'curve' ? curveFitView(sample, sample.task) : undefined;
        curve.update(view, palette, emptyText('sample', run.state));
      } else if (sample !== shown) {
        shown = sample;
        slider.update(sample.steps);
        draw();
      }
    },
  };
}

/** undefined where the sample is a chart. */
function drawSample(sample: AdaptationSample, moment: number): DrawnSample | undefined {
  const { task } = sample;
  switch (task.kind) {
    case 'curve':
      return undefined;
    case 'images':
      return drawClasses(sample, task, pictureDrawing(task), moment);
    case 'spectrograms':
      return { ...drawClasses(sample, task, spectrogramDrawing(task), moment), caption: spectrogramCaption(task) };
    case 'texts':
      return drawClasses(sample, task, textDrawing, moment);
    case 'values': {
      const view = valuesSampleView(sample, task, moment);
      return { content: drawValuesSample(view), caption: view.caption, csv: view.csv, wide: false };
    }
    case 'paths': {
      const view = pathSampleView(sample, task, moment);
      return { content: drawPathSample(view), caption: view.caption, csv: view.csv, wide: false };
    }
  }
}

function drawClasses<Item extends ClassItem>(
  sample: AdaptationSample,
  task: ClassTask<Item>,
  drawing: ItemDrawing<Item>,
  moment: number,
): DrawnSample {
  const view = classSampleView(sample, task, drawing.queryNoun, moment);
  return { content: drawClassSample(view, drawing), caption: '', csv: undefined, wide: true };
}
