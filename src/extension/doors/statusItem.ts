// The door to the status bar: an icon by name, and text beside it.

import { type Command, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { editorLines, editorText } from '../../base/editorText.ts';
import { plainText } from '../../base/shownText.ts';

export class StatusItem {
  readonly #item: StatusBarItem;

  /** @param name what the person sees in the list of items to hide */
  constructor(id: string, name: string) {
    this.#item = window.createStatusBarItem(id, StatusBarAlignment.Left, 0);
    this.#item.name = name;
  }

  set command(command: Command) {
    this.#item.command = command;
  }

  /** @param icon the name of one of the editor's icons @param spoken what a screen reader says */
  show(content: {
    readonly icon: string;
    readonly text: string;
    readonly tooltip: string;
    readonly spoken: string;
  }): void {
    const { icon, text, tooltip, spoken } = content;
    this.#item.text = `$(${icon}) ${editorText(text)}`;
    this.#item.tooltip = editorLines(tooltip);
    this.#item.accessibilityInformation = { label: plainText(spoken) };
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
