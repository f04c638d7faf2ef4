// What was chosen of the table, kept for the workspace, and the views that it can be named as.

import { l10n, type Memento, workspace } from 'vscode';
import { isViewName, StoredViews } from '../../launchers/views/storedViews.ts';
import { readChoices } from '../../table/page/choicesSchema.ts';
import type { TableChoices } from '../../table/page/tableChoices.ts';
import type { ViewsOfWorkspace } from '../../table/page/tableMessages.ts';
import { agreeTo, showInformation } from '../doors/messages.ts';
import { askForText } from '../doors/questions.ts';

const keys = { choices: 'runsTable.choices', view: 'runsTable.view' };

export class TableViews {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get choices(): TableChoices {
    return readChoices(this.#memory.get(keys.choices));
  }

  /** @param view that they are; null: none; undefined: the one that they were changed from */
  async keep(choices: TableChoices, view?: string | null): Promise<void> {
    await this.#memory.update(keys.choices, choices);
    if (view !== undefined) await this.#memory.update(keys.view, view ?? undefined);
  }

  async ofWorkspace(): Promise<ViewsOfWorkspace> {
    const names = (await this.#stored()?.list()) ?? [];
    const current = this.#memory.get<unknown>(keys.view);
    return { names, current: typeof current === 'string' && names.includes(current) ? current : null };
  }

  /** @throws {Error} that says why the view cannot be shown */
  async open(name: string): Promise<TableChoices> {
    const choices = (await this.#stored()?.read(name)) ?? this.choices;
    await this.keep(choices, name);
    return choices;
  }

  /** Asks for a name; one that there is already is replaced when the person agrees. */
  async save(choices: TableChoices): Promise<void> {
    const stored = this.#stored();
    if (stored === undefined) {
      showInformation(l10n.t('Views are stored in the folder of a workspace: open one first.'));
      return;
    }
    const { names, current } = await this.ofWorkspace();
    const name = await askForText({
      title: l10n.t('Save View'),
      prompt: l10n.t('A name for this table: its filter, order, groups and columns. Stored in .reptile/views.'),
      ...(current === null ? {} : { value: current }),
      validateInput: (text) =>
        isViewName(text.trim()) ? undefined : l10n.t('Letters, digits, spaces and hyphens, sixty at most.'),
    });
    if (name === undefined) return;
    const trimmed = name.trim();
    const question = l10n.t('Replace the view “{0}”?', trimmed);
    if (names.includes(trimmed) && !(await agreeTo(l10n.t('Replace'), question, ''))) return;
    await stored.write(trimmed, choices);
    await this.keep(choices, trimmed);
  }

  async remove(name: string): Promise<void> {
    const question = l10n.t('Delete the view “{0}” of this workspace?', name);
    if (!(await agreeTo(l10n.t('Delete'), question, ''))) return;
    await this.#stored()?.remove(name);
    await this.keep(this.choices, null);
  }

  /** In the first folder of the workspace. */
  #stored(): StoredViews | undefined {
    const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
    return folder === undefined ? undefined : new StoredViews(folder.uri.fsPath);
  }
}
