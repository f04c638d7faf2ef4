// The door to files that a person saves where they choose.

import { type Uri, window, workspace } from 'vscode';
import { editorText } from '../../base/editorText.ts';

export interface SavedFile {
  /** Of the dialog. */
  readonly title: string;
  /** Where the dialog begins. */
  readonly suggested: Uri;
  /** Endings of names, without the point, by what a person calls them. */
  readonly endings: Readonly<Record<string, readonly string[]>>;
}

/** Where the text was written; undefined where the person chose no place. */
export async function saveText(text: string, { title, suggested, endings }: SavedFile): Promise<Uri | undefined> {
  const filters = Object.fromEntries(Object.entries(endings).map(([name, list]) => [editorText(name), [...list]]));
  const place = await window.showSaveDialog({ title: editorText(title), defaultUri: suggested, filters });
  if (place !== undefined) await workspace.fs.writeFile(place, new TextEncoder().encode(text));
  return place;
}
