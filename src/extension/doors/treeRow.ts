// The door to rows of a tree: label, description and what a screen reader says are text.

import path from 'node:path';
import { type Command, type ThemeIcon, TreeItem, type Uri } from 'vscode';
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
  readonly command: Command;
  /** What decorations go by; undefined for none. */
  readonly resource: Uri | undefined;
}

export function createRow({
  id,
  label,
  description,
  spoken,
  icon,
  contextValue,
  command,
  resource,
}: RowDescription): TreeItem {
  // A row without a label cannot be told from a gap.
  const row = createBareRow(label.trim() === '' ? path.basename(id) : label);
  row.id = id;
  row.description = editorText(description);
  row.iconPath = icon;
  row.contextValue = contextValue;
  row.command = command;
  if (resource !== undefined) row.resourceUri = resource;
  row.accessibilityInformation = { label: plainText(spoken) };
  return row;
}

/** A row that says something and does nothing. */
export function createBareRow(label: string): TreeItem {
  return new TreeItem(editorText(label));
}
