// The sample section: one held-out task of the newest evaluation, before and after adaptation, as a chart or drawn as
// its domain asks for.

import { chartSection } from '../charts/chartSection.ts';
import { copyText } from '../clipboard.ts';
import { iconButton } from '../controls.ts';
import { html, type TemplateResult } from '../html.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import { classSample } from './classSample.ts';
import { pathSample } from './pathSample.ts';
import { pictureDrawing, textDrawing } from './sampleItems.ts';
import { stepSlider } from './stepSlider.ts';
import { valuesSample } from './valuesSample.ts';
import type { DrawnSampleView, SampleContent, SampleSectionView } from './view.ts';

export function sampleSection(sample: SampleSectionView, page: PageContext): TemplateResult {
  const section = sample.kind === 'chart' ? chartSection(sample.section, page) : drawnSection(sample, page);
  return html`<div class="sample">${section}</div>`;
}

function drawnSection(sample: DrawnSampleView, page: PageContext): TemplateResult {
  const { title, slider, content, caption, csv, copied, isWide } = sample;
  return html`
    <section class=${isWide ? 'sample-section wide' : 'sample-section'} aria-labelledby="heading-sample">
      <div class="section-head">
        <h2 id="heading-sample">${title}</h2>
        <div class="section-controls">
          ${stepSlider(slider, page)}
          <div class="tools">
            ${iconButton({
              icon: copied === undefined ? 'copy' : copied === 'done' ? 'check' : 'error',
              label: translate('Copy data (CSV)'),
              isHidden: csv === undefined,
              onPress: () => copyText('sample/points', csv?.() ?? '', page),
            })}
          </div>
        </div>
      </div>
      <div class="sample-content">${drawContent(content, page)}</div>
      <p class="caption" ?hidden=${caption === ''}>${caption}</p>
    </section>`;
}

function drawContent(content: SampleContent, page: PageContext): TemplateResult {
  switch (content.kind) {
    case 'pictures':
      return classSample({ ...content, drawing: pictureDrawing(content.format) }, page);
    case 'texts':
      return classSample({ ...content, drawing: textDrawing }, page);
    case 'values':
      return valuesSample(content.view);
    case 'paths':
      return pathSample(content.view);
  }
}
