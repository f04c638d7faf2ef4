// How each state of a run looks and reads, in the run browser and in lists to choose from.

import { l10n, ThemeColor, ThemeIcon } from 'vscode';
import type { RunState } from '../../runs/runState.ts';

export function stateIcon(state: RunState): ThemeIcon {
  switch (state) {
    case 'queued':
      return new ThemeIcon('clock', new ThemeColor('descriptionForeground'));
    case 'starting':
    case 'stopping':
      return new ThemeIcon('loading~spin', new ThemeColor('descriptionForeground'));
    case 'running':
      return new ThemeIcon('sync~spin', new ThemeColor('charts.blue'));
    case 'paused':
      return new ThemeIcon('debug-pause', new ThemeColor('charts.yellow'));
    case 'completed':
      return new ThemeIcon('pass', new ThemeColor('charts.green'));
    case 'stopped':
      return new ThemeIcon('stop-circle', new ThemeColor('descriptionForeground'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
    case 'lost':
      return new ThemeIcon('debug-disconnect', new ThemeColor('list.warningForeground'));
  }
}

export function unreadableIcon(): ThemeIcon {
  return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
}

export function stateWord(state: RunState): string {
  switch (state) {
    case 'queued':
      return l10n.t('queued');
    case 'starting':
      return l10n.t('starting');
    case 'running':
      return l10n.t('running');
    case 'paused':
      return l10n.t('paused');
    case 'stopping':
      return l10n.t('stopping');
    case 'completed':
      return l10n.t('completed');
    case 'stopped':
      return l10n.t('stopped');
    case 'failed':
      return l10n.t('failed');
    case 'lost':
      return l10n.t('lost');
  }
}

/** Of a queued run that does not start by itself. */
export function approvalIcon(): ThemeIcon {
  return new ThemeIcon('shield', new ThemeColor('list.warningForeground'));
}

export function approvalWord(): string {
  return l10n.t('queued elsewhere: start it yourself');
}
