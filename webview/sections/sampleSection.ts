// The sample section: one held-out task of the newest evaluation, before and after adaptation, drawn as its domain asks for.

import { formatCount } from '../../src/extension/formatFigures.ts';
import { create, setHidden, setText, uniqueId } from '../dom.ts';
import type { LiveRun } from '../model.ts';
import type { Palette } from '../theme.ts';
import { curveFitView } from '../views/curveFitView.ts';
import { createChartSection } from './chartSection.ts';
import { drawImageSample } from './imageSample.ts';
import type { Announce } from './liveRegion.ts';

export interface SampleSection {
  readonly element: HTMLElement;
  update(live: LiveRun, palette: Palette): void;
}

const emptyText = 'Waiting for the first evaluation: it brings a held-out task to look at.';

export function createSampleSection(announce: Announce): SampleSection {
  const curve = createChartSection({ title: 'Sample task', emptyText, controls: [], announce });
  const heading = create('h2', { attributes: { id: uniqueId('section') } });
  const content = create('div');
  const images = create('section', { class: 'image-section', attributes: { 'aria-labelledby': heading.id } }, [
    create('div', { class: 'section-head' }, [heading]),
    content,
  ]);
  const element = create('div', { class: 'sample' }, [curve.element, images]);
  let drawn: LiveRun['sample'] = null;

  return {
    element,
    update: ({ sample, sampleIteration }, palette) => {
      const isImages = sample?.task.kind === 'images';
      setHidden(images, !isImages);
      element.parentElement?.classList.toggle('with-images', isImages);
      setHidden(curve.element, isImages);
      const title = sampleIteration === null ? 'Sample task' : `Sample task at meta-iteration ${formatCount(sampleIteration)}`;
      if (sample !== null && sample.task.kind === 'images') {
        setText(heading, title);
        if (sample !== drawn) content.replaceChildren(drawImageSample(sample, sample.task));
        drawn = sample;
      } else {
        curve.setTitle(title);
        curve.update(sample === null || sample.task.kind !== 'curve' ? undefined : curveFitView(sample, sample.task), palette);
      }
    },
  };
}
