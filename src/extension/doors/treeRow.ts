// The door to rows of a tree: label, description and what a screen reader says are text.

import path from 'node:path';
import { type Command, type ThemeIcon, TreeItem, TreeItemCollapsibleState, type Uri } from 'vscode';
import { editorText } from '../../base/editorText.ts';
import { plainText } from '../../base/shownText.ts';

export interface RowDescription {
  /** A path; its last part stands for a label that is empty. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly icon: ThemeIcon;
  /** What menus go by. */
  readonly contextValue: string;
  /** What a click does; undefined: it opens and closes the row, or nothing. */
  readonly command: Command | undefined;
  /** Whether other rows lie within it; those are not shown at first. */
  readonly isGroup?: boolean;
  /** What decorations go by; undefined for none. */
  readonly resource: Uri | undefined;
}

export function createRow(description: RowDescription): TreeItem {
  const { id, label, spoken, icon, contextValue, command, isGroup = false, resource } = description;
  // A row without a label cannot be told from a gap.
  const row = createBareRow(label.trim() === '' ? path.basename(id) : label);
  row.id = id;
  row.description = editorText(description.description);
  row.iconPath = icon;
  row.contextValue = contextValue;
  if (command !== undefined) row.command = command;
  if (isGroup) row.collapsibleState = TreeItemCollapsibleState.Collapsed;
  if (resource !== undefined) row.resourceUri = resource;
  row.accessibilityInformation = { label: plainText(spoken) };
  return row;
}

/** A row that says something and does nothing. */
export function createBareRow(label: string): TreeItem {
  return new TreeItem(editorText(label));
}
