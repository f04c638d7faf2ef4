// The door to rows of a tree: label, description and what a screen reader says are text.

import { type Command, type ThemeIcon, TreeItem } from 'vscode';
import { editorText } from '../../base/editorText.ts';
import { plainText } from '../../base/shownText.ts';

export interface RowDescription {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly icon: ThemeIcon;
  /** What menus go by. */
  readonly contextValue: string;
  readonly command: Command;
}

export function createRow({ id, label, description, spoken, icon, contextValue, command }: RowDescription): TreeItem {
  const row = createBareRow(label);
  row.id = id;
  row.description = editorText(description);
  row.iconPath = icon;
  row.contextValue = contextValue;
  row.command = command;
  row.accessibilityInformation = { label: plainText(spoken) };
  return row;
}

/** A row that says something and does nothing. */
export function createBareRow(label: string): TreeItem {
  return new TreeItem(editorText(label));
}
