// The page as a whole: what is waited for, that there are no runs, or the table.

import { html, nothing, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import { textButton } from './buttons.ts';
import type { ColumnWindow } from './columnWindow.ts';
import { drawHead } from './head.ts';
import { drawPopup } from './menus.ts';
import type { TableModel } from './model.ts';
import { drawRows, lineId } from './rows.ts';
import type { RowWindow } from './rowWindow.ts';
import type { Showing } from './showing.ts';
import { templateOf } from './shownColumns.ts';
import type { TableContext } from './tableContext.ts';
import { statusLine, toolbar } from './toolbar.ts';

export interface PageParts {
  readonly context: TableContext;
  readonly window: RowWindow;
  readonly columnWindow: ColumnWindow;
  readonly pressKey: (event: KeyboardEvent) => void;
}

export function drawPage(model: TableModel, showing: Showing | undefined, parts: PageParts): TemplateResult {
  return html`
    <main class="table-page">
      ${showing === undefined ? drawWaiting() : drawTable(model, showing, parts)}
      <div class="visually-hidden" role="status" aria-live="polite">${model.spoken}</div>
    </main>`;
}

function drawWaiting(): TemplateResult {
  return html`<p class="page-message"><span>${translate('Reading the runs…')}</span></p>`;
}

function drawTable(model: TableModel, showing: Showing, parts: PageParts): TemplateResult {
  const { context, window } = parts;
  const { data, columns, lines, keys, view } = showing;
  if (data.rows.length === 0)
    return html`<p class="page-message"><span>${translate('There are no runs yet. Start one from an experiment file, and it stands here at once.')}</span></p>`;
  const items = window.items(lines.length);
  const active = model.selection.active === null ? -1 : keys.indexOf(model.selection.active);
  const isDrawn = items.some(({ index }) => index === active);
  const width = columns.reduce((sum, laid) => sum + laid.width, 0);
  const template = columns.map((laid) => `${laid.width}px`).join(' ');
  const spans = parts.columnWindow.spans(columns);
  return html`
    ${toolbar(showing, model, context)}
    <div class="grid" tabindex="0" role=${view.kind === 'groups' ? 'treegrid' : 'grid'} aria-label=${translate('Runs')} aria-multiselectable="true"
      aria-rowcount=${lines.length + 1} aria-colcount=${columns.length} aria-activedescendant=${isDrawn ? lineId(active) : nothing}
      @keydown=${parts.pressKey}>
      <div class="grid-content" role="presentation" .style=${`width: ${width}px; height: ${window.height}px; --columns: ${template}; --shown-columns: ${templateOf(spans)}`}>
        ${drawHead(showing, model, context)}
        ${drawRows(showing, items, spans, model, context)}
      </div>
      ${lines.length === 0 ? drawNothingFound(context) : nothing}
    </div>
    ${statusLine(showing, model)}
    ${model.popup === null ? nothing : drawPopup(model.popup, showing, model, context)}`;
}

function drawNothingFound({ dispatch }: TableContext): TemplateResult {
  return html`
    <div class="nothing-found" role="row"><div role="gridcell">
      <p>${translate('No run is so.')}</p>
      ${textButton({ label: translate('Clear the Filter'), hint: translate('Show every run'), onPress: () => dispatch({ kind: 'type', text: '', completing: null }) })}
    </div></div>`;
}
