// What can be asked of the runs that are selected. Pure.

import { isLogState } from '../../src/runs/runState.ts';
import type { TableAction } from '../../src/table/page/tableMessages.ts';
import type { RunRow } from '../../src/table/runRow.ts';
import { mayBeAsked, type RunAction, type ShownState, shownStates } from '../../src/words/states.ts';
import { translate } from '../translate.ts';

export interface OfferedAction {
  readonly action: TableAction;
  readonly text: string;
  /** Of the runs that are selected, those that it is about. */
  readonly directories: readonly string[];
}

/** Opening more at once is no help to anybody. */
const mostOpened = 12;

/** Those that are of use for at least one of the rows, in the order in which they stand in a menu. */
export function offeredActions(rows: readonly RunRow[]): readonly OfferedAction[] {
  const all = rows.map(({ directory }) => directory);
  const asked = (action: RunAction) => rows.filter((row) => mayAsk(row, action)).map(({ directory }) => directory);
  const offered: readonly OfferedAction[] = [
    { action: 'open', text: translate('Open'), directories: all.slice(0, mostOpened) },
    { action: 'compare', text: translate('Compare'), directories: all.length > 1 ? all : [] },
    {
      action: 'evaluate',
      text: translate('Evaluate…'),
      directories: rows.length === 1 && rows.some(hasLearned) && !rows.some(isLog) ? all : [],
    },
    { action: 'star', text: translate('Star or Unstar'), directories: all },
    { action: 'tags', text: translate('Edit Tags…'), directories: all },
    { action: 'stop', text: translate('Stop'), directories: asked('stop') },
    { action: 'resume', text: translate('Resume'), directories: asked('resume') },
    {
      action: 'fork',
      text: translate('Fork Experiment'),
      directories: rows.length === 1 && !rows.some(isLog) ? all : [],
    },
    {
      action: 'extend',
      text: translate('Extend…'),
      directories: rows.length === 1 && rows.some(hasLearned) ? all : [],
    },
    { action: 'export', text: translate('Export…'), directories: all },
    { action: 'reveal', text: translate('Reveal Folder'), directories: all.length === 1 ? all : [] },
    { action: 'delete', text: translate('Delete…'), directories: asked('delete') },
  ];
  return offered.filter(({ directories }) => directories.length > 0);
}

/** There is a checkpoint to go on from. */
function hasLearned({ cells }: RunRow): boolean {
  return cells.has('checkpoint');
}

/** Of another program: it has no experiment. */
function isLog(row: RunRow): boolean {
  const state = stateOf(row);
  return state !== undefined && isLogState(state);
}

function mayAsk(row: RunRow, action: RunAction): boolean {
  const state = stateOf(row);
  return state !== undefined && mayBeAsked(state, action);
}

function stateOf({ cells }: RunRow): ShownState | undefined {
  return shownStates.find((known) => known === cells.get('state'));
}
