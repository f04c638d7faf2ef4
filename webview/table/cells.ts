// Cells of the table on the page.

import type { RunHue } from '../../src/panel/runColours.ts';
import type { CourseOfRun } from '../../src/table/page/tableMessages.ts';
import { html, nothing, type TemplateResult } from '../html.ts';
import { icon } from '../icons.ts';
import { countOf } from '../translate.ts';
import type { CellView } from './cellView.ts';
import { sparkline, sparklinePath } from './sparkline.ts';

/** What is within the cell; the cell itself is the row's. */
export function drawCell(cell: CellView, course: CourseOfRun | undefined): TemplateResult | typeof nothing {
  switch (cell.kind) {
    case 'empty':
      return nothing;
    case 'text':
      return cell.note === ''
        ? html`<span class="cell-text" title=${cell.hint}>${cell.text}</span>`
        : html`<span class="cell-text" title=${cell.hint}>${cell.text}</span><span class="cell-note" title=${cell.hint}>${cell.note}</span>`;
    case 'state':
      return html`<span class="cell-state tone-${cell.tone}">${icon(cell.tone)}<span class="cell-text">${cell.word}</span></span>`;
    case 'progress':
      return html`<span class="progress" aria-hidden="true"><span class="progress-done" .style=${`width: ${100 * cell.share}%`}></span></span><span class="cell-text">${cell.text}</span>`;
    case 'texts':
      return html`${cell.texts.map((text) => html`<span class="tag">${text}</span>`)}`;
    case 'course':
      return drawCourse(course, cell.hue);
    case 'run':
      return html`<span class=${`run-dot ink-run-${cell.hue} ${cell.isMember ? 'member' : ''}`}></span><span class="cell-text" title=${cell.hint}>${cell.name}</span>`;
    case 'group':
      return html`
        <span class="twistie">${icon(cell.isExpanded ? 'expanded' : 'collapsed')}</span>
        <span class="cell-text">${cell.name}</span>
        <span class="cell-note">${countOf('runs', cell.runs)}</span>`;
  }
}

function drawCourse(course: CourseOfRun | undefined, hue: RunHue): TemplateResult | typeof nothing {
  if (course === undefined) return nothing;
  const path = sparklinePath(course);
  if (path === '') return nothing;
  return html`<svg class="sparkline ink-run-${hue}" viewBox="0 0 ${sparkline.width} ${sparkline.height}" aria-hidden="true"><path d=${path} fill="none" stroke="currentColor"></path></svg>`;
}
