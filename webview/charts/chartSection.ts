// A section around one chart: heading with controls, legend, canvas or what is waited for, caption, and copying of its
// picture and points.

import { copyPicture, copyText } from '../clipboard.ts';
import { iconButton } from '../controls.ts';
import { html, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import { chartCanvas } from './chartCanvas.ts';
import type { ChartPage } from './chartPage.ts';
import type { ChartSectionView } from './chartSectionView.ts';
import { keyboardHint } from './keyboard.ts';
import { legend } from './legend.ts';

/** @param controls stand beside the heading */
export function chartSection(
  section: ChartSectionView,
  page: ChartPage,
  ...controls: readonly TemplateResult[]
): TemplateResult {
  const { name } = section;
  const headingId = `heading-${name}`;
  return html`
    <section class="chart-section" aria-labelledby=${headingId}>
      <div class="section-head">
        <h2 id=${headingId}>${section.title}</h2>
        <div class="section-controls">${controls}${chartTools(section, page)}</div>
      </div>
      ${legend(name, section.legend, page)}
      ${chartFrame(section, page)}
    </section>`;
}

/** The canvas or what is waited for, and the caption. */
export function chartFrame(section: ChartSectionView, page: ChartPage): TemplateResult {
  const { name, chart, hidden } = section;
  const hasFailed = page.charts.hasFailed(name);
  const isEmpty = chart === undefined || hasFailed;
  return html`
    <div class="chart-frame">
      <canvas
        role="img"
        tabindex="0"
        aria-label=${isEmpty ? '' : `${chart.summary} ${keyboardHint()}`}
        ?hidden=${isEmpty}
        ${chartCanvas(page.charts, name, chart, hidden)}
      ></canvas>
      <p class="empty" ?hidden=${!isEmpty}>${hasFailed ? translate('This chart cannot be drawn.') : section.emptyText}</p>
    </div>
    <p class="caption" ?hidden=${isEmpty}>${chart?.caption}</p>`;
}

/** Takes a zoom back, and copies picture and points. */
export function chartTools(
  { name, chart, isZoomed, pictureCopied, pointsCopied }: ChartSectionView,
  page: ChartPage,
): TemplateResult {
  return html`
    <div class="tools">
      ${iconButton({
        icon: 'resetZoom',
        label: translate('Show everything again'),
        isHidden: !isZoomed,
        onPress: () => {
          page.charts.resetZoom(name);
          page.charts.focus(name);
        },
      })}
      ${iconButton({
        icon: pictureCopied === undefined ? 'image' : pictureCopied === 'done' ? 'check' : 'error',
        label: translate('Copy chart as picture'),
        isHidden: chart === undefined,
        onPress: () => copyPicture(`${name}/picture`, () => page.charts.toPng(name), page),
      })}
      ${iconButton({
        icon: pointsCopied === undefined ? 'copy' : pointsCopied === 'done' ? 'check' : 'error',
        label: translate('Copy data (CSV): the points shown here; the run’s event file holds every one'),
        isHidden: chart === undefined,
        onPress: () => copyText(`${name}/points`, chart?.csv() ?? '', page),
      })}
    </div>`;
}
