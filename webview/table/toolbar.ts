// Above the table: the filter, what the runs are grouped by, stored views, columns, copies.

import { formatCount } from '../../src/words/formatFigures.ts';
import { html, nothing, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import { textButton } from './buttons.ts';
import { choiceBox } from './choiceBox.ts';
import { filterBox } from './filterBox.ts';
import { groupingOfWord, groupingsOf, wordOf } from './groupings.ts';
import type { PopupKind, TableModel } from './model.ts';
import type { Showing } from './showing.ts';
import type { TableContext } from './tableContext.ts';

export function toolbar(showing: Showing, model: TableModel, context: TableContext): TemplateResult {
  return html`
    <div class="toolbar">
      ${filterBox(showing, model, context)}
      <div class="tools" role="toolbar" aria-label=${translate('Table')}>
        ${groupingBox(showing, model, context)}
        ${viewBox(model, context)}
        ${opener(translate('Columns'), translate('Choose which columns are shown'), { kind: 'columns' }, context)}
        ${opener(translate('Copy'), translate('Copy what is selected, or the whole table'), { kind: 'copy' }, context)}
      </div>
    </div>`;
}

function groupingBox({ data }: Showing, { choices }: TableModel, { dispatch }: TableContext): TemplateResult {
  const { common, parameters } = groupingsOf(data, choices.grouping);
  return choiceBox({
    label: translate('Group by'),
    value: wordOf(choices.grouping),
    choices: [
      ...common,
      ...(parameters.length === 0 ? [] : [{ heading: translate('Parameters'), choices: parameters }]),
    ],
    onChoose: (word) => dispatch({ kind: 'group', grouping: groupingOfWord(word) }),
  });
}

/** What of the list of views is no view. */
const commands = { none: 'none', save: 'save', remove: 'remove' } as const;

function viewBox({ views, choices }: TableModel, context: TableContext): TemplateResult {
  const { names, current } = views;
  const viewWord = (name: string) => `view ${name}`;
  return choiceBox({
    label: translate('View'),
    value: current === null ? commands.none : viewWord(current),
    choices: [
      { value: commands.none, text: translate('unnamed') },
      ...names.map((name) => ({ value: viewWord(name), text: name })),
      {
        heading: translate('Views of this workspace'),
        choices: [
          { value: commands.save, text: translate('Save as…') },
          ...(current === null ? [] : [{ value: commands.remove, text: translate('Delete “{0}”', current) }]),
        ],
      },
    ],
    onChoose: (word) => {
      const name = names.find((known) => viewWord(known) === word);
      if (name !== undefined) context.post({ kind: 'openView', name });
      else if (word === commands.save) context.post({ kind: 'saveView', choices });
      else if (word === commands.remove && current !== null) context.post({ kind: 'deleteView', name: current });
      else if (word === commands.none) context.post({ kind: 'leaveView' });
      // The list shows what is the case, and not what was asked for.
      context.dispatch({ kind: 'complete', completing: null });
    },
  });
}

function opener(label: string, hint: string, popup: PopupKind, context: TableContext): TemplateResult {
  return textButton({ label, hint, onPress: (pressed) => context.openPopup(popup, pressed) });
}

/** Below the table: how many runs there are, and what can be done with those that are selected. */
export function statusLine({ data, runs, lines, view }: Showing, { selection }: TableModel): TemplateResult {
  const all = data.rows.length;
  const shown = runs === all ? sayAll(all) : translate('{0} of {1} runs', formatCount(runs), formatCount(all));
  const groups = view.kind === 'groups' ? sayGroups(shown, view.rows.length) : shown;
  const selected = lines.filter(({ key }) => selection.selected.has(key)).length;
  return html`
    <div class="status-line">
      <span>${groups}</span>
      ${selected === 0 ? nothing : html`<span>${translate('{0} selected', formatCount(selected))}</span>`}
      ${data.leftOut === 0 ? nothing : html`<span class="left-out">${translate('{0} older runs are not in this table.', formatCount(data.leftOut))}</span>`}
    </div>`;
}

function sayAll(runs: number): string {
  return runs === 1 ? translate('1 run') : translate('{0} runs', formatCount(runs));
}

function sayGroups(shown: string, groups: number): string {
  return groups === 1 ? translate('{0} in 1 group', shown) : translate('{0} in {1} groups', shown, formatCount(groups));
}
