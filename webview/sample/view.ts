// What the sample section shows: one held-out task of the newest evaluation, before and after adaptation, as its domain
// asks for.

import type { AdaptationSample } from '../../src/meta/executor.ts';
import { formatCount } from '../../src/words/formatFigures.ts';
import { type ChartSectionView, chartSectionView } from '../charts/chartSectionView.ts';
import type { ChartView } from '../charts/chartView.ts';
import { emptyTextOf } from '../charts/emptyText.ts';
import type { Looks } from '../looks.ts';
import type { LiveRun } from '../model.ts';
import { countOf, translate } from '../translate.ts';
import { type ClassItem, type ClassSampleView, type ClassTask, classSampleView } from './classSampleView.ts';
import { type CurveIllustration, curveFitView } from './curveFitView.ts';
import { type PathSampleView, pathSampleView } from './pathSampleView.ts';
import type { QueryKind } from './queryWords.ts';
import { spectrogramCaption } from './spectrogramCaption.ts';
import { type ValuesSampleView, valuesSampleView } from './valuesSampleView.ts';

/** A chart, where the sample is one or there is none yet, or content of another kind. */
export type SampleSectionView = { readonly kind: 'chart'; readonly section: ChartSectionView } | DrawnSampleView;

export interface DrawnSampleView {
  readonly kind: 'drawn';
  readonly title: string;
  readonly slider: StepSliderView;
  readonly content: SampleContent;
  /** May be empty. */
  readonly caption: string;
  /** undefined where there is nothing to copy. */
  readonly csv: (() => string) | undefined;
  readonly copied: 'done' | 'failed' | undefined;
  readonly isWide: boolean;
}

export interface PictureItem extends ClassItem {
  readonly pixels: string;
}

export interface TextItem extends ClassItem {
  readonly text: string;
}

/** Of base64 grey or RGB bytes. */
export interface PixelFormat {
  readonly width: number;
  readonly height: number;
  /** 1 is grey, 3 is RGB. */
  readonly channels: number;
}

/** `wholeLists`: those of its lists that are shown whole. */
export type SampleContent =
  | {
      readonly kind: 'pictures';
      readonly view: ClassSampleView<PictureItem>;
      readonly format: PixelFormat;
      readonly asked: QueryKind;
      readonly wholeLists: readonly string[];
    }
  | {
      readonly kind: 'texts';
      readonly view: ClassSampleView<TextItem>;
      readonly asked: QueryKind;
      readonly wholeLists: readonly string[];
    }
  | { readonly kind: 'values'; readonly view: ValuesSampleView }
  | { readonly kind: 'paths'; readonly view: PathSampleView };

/** After how many inner steps the sample is shown. */
export interface StepSliderView {
  /** Position among the numbers of inner steps, 0 to `last`. */
  readonly moment: number;
  readonly last: number;
  /** `5 inner steps` */
  readonly taken: string;
  /** `after 5 inner steps, of 50` */
  readonly spoken: string;
}

export function sampleSectionView({ run, sample, sampleIteration }: LiveRun, looks: Looks): SampleSectionView {
  const title =
    sampleIteration === null
      ? translate('Sample task')
      : translate('Sample task at meta-iteration {0}', formatCount(sampleIteration));
  if (sample === null || sample.task.kind === 'curve') {
    const chart = sample?.task.kind === 'curve' ? curveOf(sample, sample.task) : undefined;
    const emptyText = emptyTextOf('sample', run.state);
    return { kind: 'chart', section: chartSectionView({ name: 'sample', title, chart, emptyText }, looks) };
  }
  const slider = stepSliderView(sample.steps, looks.moment);
  return {
    kind: 'drawn',
    title,
    slider,
    isWide: isWideSample(sample),
    copied: looks.copied['sample/points'],
    ...drawnSample(sample, sample.task, slider, looks),
  };
}

const curves = new WeakMap<AdaptationSample, ChartView>();

/** Made once: the page is drawn again many times a second, and a sample stays as it is. */
function curveOf(sample: AdaptationSample, task: CurveIllustration): ChartView {
  const made = curves.get(sample) ?? curveFitView(sample, task);
  curves.set(sample, made);
  return made;
}

/**
 * Whether what is drawn of it takes the whole width of the page, as cards do, and tables: these are longer than charts,
 * which would come apart beside them.
 */
export function isWideSample(sample: AdaptationSample | null): boolean {
  switch (sample?.task.kind) {
    case 'images':
    case 'spectrograms':
    case 'texts':
    case 'values':
      return true;
    case 'curve':
    case 'paths':
    case undefined:
      return false;
  }
}

/** @param chosen position, or null for the last; one that is beyond the end is the last */
export function stepSliderView(steps: readonly number[], chosen: number | null): StepSliderView {
  const last = Math.max(0, steps.length - 1);
  const moment = Math.min(chosen ?? last, last);
  const taken = countOf('innerSteps', steps[moment] ?? 0);
  return { moment, last, taken, spoken: translate('after {0}, of {1}', taken, formatCount(steps[last] ?? 0)) };
}

export type DrawnTask = Exclude<AdaptationSample['task'], { kind: 'curve' }>;

/** @param moment position in the sample's steps */
export function drawnSample(
  sample: AdaptationSample,
  task: DrawnTask,
  { moment }: Pick<StepSliderView, 'moment'>,
  { wholeLists }: Pick<Looks, 'wholeLists'>,
): Pick<DrawnSampleView, 'content' | 'caption' | 'csv'> {
  const ofClasses = <Item extends ClassItem>(classes: ClassTask<Item>, asked: QueryKind) => ({
    asked,
    wholeLists,
    view: classSampleView(sample, classes, asked, moment),
  });
  switch (task.kind) {
    case 'images': {
      const content = { kind: 'pictures', format: task, ...ofClasses(task, 'image') } as const;
      return { content, caption: '', csv: undefined };
    }
    case 'spectrograms': {
      // Grey pictures, drawn as they are stored: the highest band on top.
      const format = { width: task.frames, height: task.bands, channels: 1 };
      const content = { kind: 'pictures', format, ...ofClasses(task, 'recording') } as const;
      return { content, caption: spectrogramCaption(task), csv: undefined };
    }
    case 'texts': {
      const content = { kind: 'texts', ...ofClasses(task, 'text') } as const;
      return { content, caption: '', csv: undefined };
    }
    case 'values': {
      const view = valuesSampleView(sample, task, moment);
      return { content: { kind: 'values', view }, caption: view.caption, csv: view.csv };
    }
    case 'paths': {
      const view = pathSampleView(sample, task, moment);
      return { content: { kind: 'paths', view }, caption: view.caption, csv: view.csv };
    }
  }
}
