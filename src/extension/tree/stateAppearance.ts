// How each state of a run looks in the editor: in the run browser and in lists to choose from.

import { ThemeColor, ThemeIcon } from 'vscode';
import { iconOf, type ShownState, toneOf } from '../../words/states.ts';

export function stateIcon(state: ShownState): ThemeIcon {
  return new ThemeIcon(iconOf(state), new ThemeColor(colorOf(state)));
}

function colorOf(state: ShownState): string {
  switch (toneOf(state)) {
    case 'active':
      // Only what trains catches the eye.
      return state === 'running' ? 'charts.blue' : 'descriptionForeground';
    case 'waiting':
    case 'stopped':
      return 'descriptionForeground';
    case 'paused':
      return 'charts.yellow';
    case 'success':
      return 'charts.green';
    case 'error':
      return 'list.errorForeground';
    case 'warning':
      return 'list.warningForeground';
  }
}

export function unreadableIcon(): ThemeIcon {
  return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
}
