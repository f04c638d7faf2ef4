// The list of all columns, to choose which are shown.

import type { ColumnSection } from '../../src/table/columns.ts';
import { html, live, nothing, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import type { ColumnAction, TableModel } from './model.ts';
import { headColumnId, offeredColumns } from './pageColumns.ts';
import { closeWhenLeft } from './popups.ts';
import type { Showing } from './showing.ts';
import type { TableContext } from './tableContext.ts';

const sections: readonly (readonly [section: ColumnSection, title: () => string])[] = [
  ['run', () => translate('Run')],
  ['heldOut', () => translate('Held-out tasks')],
  ['evaluation', () => translate('Evaluations')],
  ['parameter', () => translate('Parameters')],
  ['course', () => translate('Course')],
  ['machine', () => translate('Machine')],
];

/** @param place a style that says where it lies */
export function columnList(
  showing: Showing,
  { choices }: TableModel,
  place: string,
  context: TableContext,
): TemplateResult {
  const shown = showing.columns.map(({ column }) => column.id);
  const offered = offeredColumns(showing.data.columns).filter(({ id }) => id !== headColumnId);
  const change = (action: ColumnAction): void => context.dispatch({ kind: 'column', change: action });
  const isAutomatic = choices.columns === null;
  return html`
    <div class="popup columns" role="dialog" aria-label=${translate('Columns')} .style=${place}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && context.closePopup()}
      @focusout=${(event: FocusEvent) => closeWhenLeft(event, context)}>
      ${checkbox(translate('Columns That Differ'), '', isAutomatic, () => change(isAutomatic ? freeze(shown) : { kind: 'reset' }))}
      ${sections.map(([section, title]) => {
        const columns = offered.filter((column) => column.section === section);
        if (columns.length === 0) return nothing;
        return html`
          <fieldset><legend>${title()}</legend>
            ${columns.map((column) => {
              const isShown = shown.includes(column.id);
              return checkbox(translate(column.title), column.id, isShown, () =>
                change({ kind: 'show', id: column.id, isShown: !isShown, shown }),
              );
            })}
          </fieldset>`;
      })}
    </div>`;
}

function checkbox(label: string, hint: string, isChecked: boolean, onChange: () => void): TemplateResult {
  return html`<label class="column-choice" title=${hint}><input type="checkbox" .checked=${live(isChecked)} @change=${onChange}><span>${label}</span></label>`;
}

/** The columns stay as they are, whatever the runs. */
function freeze(shown: readonly string[]): ColumnAction {
  const last = shown.at(-1) ?? headColumnId;
  return { kind: 'show', id: last, isShown: true, shown };
}
