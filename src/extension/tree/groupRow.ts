// Rows of the run browser that are no runs: groups, and what stands for rows that are not shown.

import { l10n, ThemeIcon, type TreeItem } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import { createRow } from '../doors/treeRow.ts';
import { commandIds } from '../editor/contributions.ts';
import { describeGroup, filterOfGroup, titleOfGroup } from './describeGroup.ts';
import type { TreeGroup, TreeGrouping } from './treeLayout.ts';

/** @param shown the filter by which all groups are shown; a click shows the group's runs in the runs table */
export function createGroupRow(group: TreeGroup, shown: string): TreeItem {
  const own = filterOfGroup(group);
  const filter = shown === '' || own === undefined ? own : `(${shown}) and ${own}`;
  const title = l10n.t('Open Runs Table');
  const command =
    filter === undefined ? undefined : { command: commandIds.openRunsTable, title, arguments: [{ filter }] };
  const [label, description] = [titleOfGroup(group), describeGroup(group)];
  return createRow({
    id: group.element,
    label,
    description,
    spoken: `${plainText(label)}, ${description}`,
    icon: new ThemeIcon(icons[group.by]),
    contextValue: contextOf(group),
    command,
    isGroup: true,
    resource: undefined,
  });
}

/** What is offered for all runs of a sweep is not for what is in none. */
function contextOf({ by, common }: TreeGroup): string {
  return by === 'sweep' && common !== undefined ? 'group.sweep' : 'group';
}

const icons: Readonly<Record<Exclude<TreeGrouping, 'none'>, string>> = {
  sweep: 'beaker',
  experiment: 'file-code',
  seeds: 'layers',
  tag: 'tag',
  state: 'pulse',
  day: 'calendar',
};

export function createMoreRow(element: string, hidden: number): TreeItem {
  const label = l10n.t('Show more…');
  const description = hidden === 1 ? l10n.t('1 more') : l10n.t('{0} more', hidden);
  return createRow({
    id: element,
    label,
    description,
    spoken: `${label} ${description}`,
    icon: new ThemeIcon('ellipsis'),
    resource: undefined,
    contextValue: 'more',
    command: { command: commandIds.showMoreRuns, title: label, arguments: [element] },
  });
}
