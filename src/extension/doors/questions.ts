// The door to lists to choose from and boxes to type into: what they show is text; icons stand beside it by name.

import {
  type InputBoxOptions,
  type QuickPickItem,
  QuickPickItemKind,
  type QuickPickOptions,
  type ThemeIcon,
  type Uri,
  type WorkspaceFolder,
  window,
} from 'vscode';
import { editorText } from '../../base/editorText.ts';
import { plainText } from '../../base/shownText.ts';

/** A row to choose. */
export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** The name of one of the editor's icons, shown before the label. */
  readonly icon?: string;
  readonly iconPath?: ThemeIcon | { readonly light: Uri; readonly dark: Uri };
  /** Whether it is chosen from the start, where several can be. */
  readonly picked?: boolean;
  readonly alwaysShow?: boolean;
}

/** A heading between rows. */
export interface Heading {
  readonly heading: string;
}

export type ChoiceOptions = Omit<QuickPickOptions, 'canPickMany' | 'onDidSelectItem'>;

/** Undefined when the person chose none. */
export async function chooseOne<Value>(
  rows: readonly (Choice<Value> | Heading)[] | Promise<readonly (Choice<Value> | Heading)[]>,
  options: ChoiceOptions,
): Promise<Value | undefined> {
  const picked = await window.showQuickPick(toItems(rows), harmless(options));
  return picked?.choice?.value;
}

/** Undefined when the person left the list without an answer. */
export async function chooseSeveral<Value>(
  rows: readonly Choice<Value>[],
  options: ChoiceOptions,
): Promise<readonly Value[] | undefined> {
  const picked = await window.showQuickPick(toItems(rows), { ...harmless(options), canPickMany: true });
  return picked?.flatMap(({ choice }) => (choice === undefined ? [] : [choice.value]));
}

export interface AddedChoice<Value> {
  readonly values: readonly Value[];
  /** What adding them is called, or why they cannot be added. */
  readonly label: string;
  readonly isGood: boolean;
  /** Whether it is chosen as long as it stands there: what is typed may only look for something. */
  readonly isChosen: boolean;
}

export interface AddOptions<Value> {
  readonly title: string;
  readonly placeHolder: string;
  /** What the typed text adds; undefined for nothing. */
  readonly toAdded: (typed: string) => AddedChoice<Value> | undefined;
}

/** As `chooseSeveral`, with what is typed beside what there is. */
export function chooseOrAdd<Value>(
  rows: readonly Choice<Value>[],
  { title, placeHolder, toAdded }: AddOptions<Value>,
): Promise<readonly Value[] | undefined> {
  type AddableItem = QuickPickItem & { readonly values: readonly Value[] };
  const pick = window.createQuickPick<AddableItem>();
  const items = rows.map((row): AddableItem => ({ ...toItem(row), values: [row.value] }));
  Object.assign(pick, { title: editorText(title), placeholder: editorText(placeHolder), canSelectMany: true, items });
  pick.selectedItems = items.filter(({ picked }) => picked === true);
  pick.onDidChangeValue((typed) => {
    const added = toAdded(typed);
    const chosen = pick.selectedItems.filter((item) => items.includes(item));
    if (added === undefined) pick.items = items;
    else {
      const item = { label: editorText(added.label), values: added.isGood ? added.values : [], alwaysShow: true };
      pick.items = [item, ...items];
      if (added.isGood && added.isChosen) chosen.push(item);
    }
    pick.selectedItems = chosen;
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.flatMap(({ values }) => values));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Undefined when the person left the box without an answer. What is not changed comes back as it was shown. */
export function askForText({
  title,
  prompt,
  placeHolder,
  value,
  ...options
}: InputBoxOptions): Thenable<string | undefined> {
  const texts = { title, prompt, placeHolder };
  const shown = Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [[key, editorText(text)]]));
  const begun = value === undefined ? {} : { value: typedText(value) };
  return window.showInputBox({ ...options, ...begun, ...Object.fromEntries(shown) });
}

/** Of any length: cut, a list of values or a filter would be another one. */
function typedText(text: string): string {
  return plainText(text, Number.POSITIVE_INFINITY);
}

/** Undefined when the person chose none. */
export function chooseWorkspaceFolder(placeHolder: string): Thenable<WorkspaceFolder | undefined> {
  return window.showWorkspaceFolderPick({ placeHolder });
}

type Item<Value> = QuickPickItem & { readonly choice?: Choice<Value> };

async function toItems<Value>(
  rows: readonly (Choice<Value> | Heading)[] | Promise<readonly (Choice<Value> | Heading)[]>,
): Promise<Item<Value>[]> {
  return (await rows).map((row) =>
    'heading' in row ? { label: editorText(row.heading), kind: QuickPickItemKind.Separator } : toItem(row),
  );
}

function toItem<Value>(choice: Choice<Value>): Item<Value> {
  const { label, description, detail, icon, iconPath, picked, alwaysShow } = choice;
  return {
    choice,
    label: icon === undefined ? editorText(label) : `$(${icon}) ${editorText(label)}`,
    ...(description === undefined ? {} : { description: editorText(description) }),
    ...(detail === undefined ? {} : { detail: editorText(detail) }),
    ...(iconPath === undefined ? {} : { iconPath }),
    ...(picked === undefined ? {} : { picked }),
    ...(alwaysShow === undefined ? {} : { alwaysShow }),
  };
}

function harmless({ title, placeHolder, ...options }: ChoiceOptions): QuickPickOptions {
  return {
    ...options,
    ...(title === undefined ? {} : { title: editorText(title) }),
    ...(placeHolder === undefined ? {} : { placeHolder: editorText(placeHolder) }),
  };
}

/** What stands beneath a text that is being typed. */
export interface TypingHelp {
  /** What the text comes to, or what is wrong with it. */
  readonly verdict: string;
  readonly isWrong: boolean;
  /** Words that may be typed next; a chosen one takes the place of what stands from `start` to the end. */
  readonly words: readonly { readonly text: string; readonly detail: string }[];
  readonly start: number;
}

export interface HelpedText {
  readonly title: string;
  readonly placeHolder: string;
  readonly value: string;
  /** Asked whenever the text changes, and when `whenMoreIsKnown` resolves. */
  readonly help: (text: string) => TypingHelp;
  readonly whenMoreIsKnown: Promise<void>;
}

/**
 * A text with help beneath it while it is typed: Enter takes the text as it stands, unless something is wrong with it,
 * or the word that the person went down to. Undefined where the person left the box.
 */
export function askForTextWithHelp({
  title,
  placeHolder,
  value,
  help,
  whenMoreIsKnown,
}: HelpedText): Promise<string | undefined> {
  const box = window.createQuickPick<QuickPickItem & { readonly text?: string }>();
  box.title = editorText(title);
  box.placeholder = editorText(placeHolder);
  box.value = typedText(value);
  const update = () => {
    const { verdict, isWrong, words } = help(box.value);
    // Words stand where the text is not looked for, so that they stay in their order and the verdict stays first.
    const first = { label: `$(${isWrong ? 'error' : 'filter'})`, description: editorText(verdict), alwaysShow: true };
    const rest = words.map(({ text, detail }) => ({
      label: '$(symbol-field)',
      description: editorText(text),
      text,
      alwaysShow: true,
      ...(detail === '' ? {} : { detail: editorText(detail) }),
    }));
    box.items = [first, ...rest];
    box.activeItems = [first];
  };
  update();
  return new Promise((resolve) => {
    let answer: string | undefined;
    box.onDidChangeValue(update);
    box.onDidAccept(() => {
      const { isWrong, start } = help(box.value);
      const chosen = box.selectedItems[0]?.text;
      if (chosen !== undefined) {
        box.value = `${box.value.slice(0, start)}${chosen} `;
        update();
      } else if (!isWrong) {
        answer = box.value;
        box.hide();
      }
    });
    let isOpen = true;
    box.onDidHide(() => {
      isOpen = false;
      box.dispose();
      resolve(answer);
    });
    void whenMoreIsKnown.then(() => isOpen && update());
    box.show();
  });
}
