// Which columns of a table, or keys of an object, hold a text and its class.

import { quote } from '../../base/quote.ts';
import type { TextDatasetSpec } from '../../experiment/schema.ts';
import { TaskError } from '../taskError.ts';

export type FileDatasetSpec = Extract<TextDatasetSpec, { source: 'file' }>;

/** What a file gives: a text and the name of its class, as they stand there. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/**
 * Called for each text, in the order of the file; `namePlace` says where it stands, as `FILE, line 7`.
 * @throws {TaskError} where it cannot be taken
 */
export type TakeText = (labelled: LabelledText, namePlace: () => string) => void;

export interface Columns<Key> {
  readonly text: Key;
  readonly label: Key;
}

interface Role {
  readonly setting: 'textColumn' | 'labelColumn';
  readonly noun: string;
  /** Names that are found without the setting. */
  readonly names: readonly string[];
  /** The column, from 0, where there are no names. */
  readonly unnamed: number;
}

const textRole: Role = {
  setting: 'textColumn',
  noun: 'text',
  names: ['text', 'utterance', 'sentence', 'query', 'question'],
  unnamed: 0,
};
const labelRole: Role = {
  setting: 'labelColumn',
  noun: 'class',
  names: ['label', 'intent', 'class', 'category', 'target'],
  unnamed: 1,
};

/**
 * Numbers of the two columns, from 0, and what a person should know of the choice. `header` holds the columns' names;
 * undefined where the file has none: then the first column is the text and the second the class, if nothing else is
 * set.
 * @throws {TaskError} when a column cannot be found, or two have its name
 */
export function findColumns(
  spec: FileDatasetSpec,
  header: readonly string[] | undefined,
  file: string,
): { readonly columns: Columns<number>; readonly notes: readonly string[] } {
  const columns = distinct(
    { text: findColumn(spec, textRole, header, file), label: findColumn(spec, labelRole, header, file) },
    () => file,
  );
  return { columns, notes: [textRole, labelRole].flatMap((role) => noteOthers(spec, role, header ?? [])) };
}

/** So many columns a line needs to have both. */
export function neededColumns({ text, label }: Columns<number>): number {
  return Math.max(text, label) + 1;
}

/** Where several names are known to hold the same thing, the first is taken: whoever meant another one should know. */
function noteOthers(spec: FileDatasetSpec, role: Role, header: readonly string[]): string[] {
  if (spec[role.setting] !== undefined) return [];
  const [taken, ...others] = header.filter((name) => isKnown(role, name));
  if (taken === undefined || others.length === 0) return [];
  const passedOver = others.slice(0, 3).map((name) => quote(name));
  return [
    `the ${role.noun} is taken from the column ${quote(taken)}, not from ${passedOver.join(' or ')}. Set task.dataset.${role.setting} to have another.`,
  ];
}

function isKnown(role: Role, name: string): boolean {
  return role.names.includes(name.trim().toLowerCase());
}

/** Whether the names `text` and `label`, or others that stand for the same, are both among `names`. */
export function nameColumns(spec: FileDatasetSpec, names: readonly string[]): Columns<string> | undefined {
  const nameOf = (role: Role) => {
    const setting = spec[role.setting];
    if (typeof setting === 'number') return undefined;
    return names.find((name) => (setting === undefined ? isKnown(role, name) : name.trim() === setting.trim()));
  };
  const [text, label] = [nameOf(textRole), nameOf(labelRole)];
  return text === undefined || label === undefined || text === label ? undefined : { text, label };
}

/**
 * Keys of the two values in objects like `sample`, which stands at `namePlace()`. @throws {TaskError} when a key cannot
 * be found
 */
export function findKeys(spec: FileDatasetSpec, sample: object, namePlace: () => string): Columns<string> {
  const keys = Object.keys(sample);
  const keyOf = (role: Role) => {
    const setting = spec[role.setting];
    if (typeof setting === 'number') {
      throw new TaskError(
        `task.dataset.${role.setting} is the number ${setting}, but ${namePlace()} is an object. Set it to the key of the ${role.noun}.`,
      );
    }
    const index = indexOfName(role, setting, keys);
    const key = index === undefined ? undefined : keys[index];
    if (key === undefined) throw missing(role, setting, keys, `${namePlace()} has the keys`);
    return key;
  };
  return distinct({ text: keyOf(textRole), label: keyOf(labelRole) }, namePlace);
}

/**
 * Places of the two values in lists like the one at `namePlace()`, from 0. @throws {TaskError} when the settings are
 * names
 */
export function findPlaces(spec: FileDatasetSpec, namePlace: () => string): Columns<number> {
  const placeOf = (role: Role) => {
    const setting = spec[role.setting];
    if (typeof setting !== 'string') return setting === undefined ? role.unnamed : setting - 1;
    throw new TaskError(
      `task.dataset.${role.setting} is the name ${quote(setting)}, but ${namePlace()} is a list. Set it to the place of the ${role.noun}, from 1.`,
    );
  };
  return distinct({ text: placeOf(textRole), label: placeOf(labelRole) }, namePlace);
}

function findColumn(spec: FileDatasetSpec, role: Role, header: readonly string[] | undefined, file: string): number {
  const setting = spec[role.setting];
  if (typeof setting === 'number') {
    if (header === undefined || setting <= header.length) return setting - 1;
    const columns = `${header.length} ${header.length === 1 ? 'column' : 'columns'}`;
    throw new TaskError(
      `${file} has only ${columns}, but task.dataset.${role.setting} is ${setting}. Correct it, or check task.dataset.delimiter.`,
    );
  }
  if (header === undefined) {
    if (setting === undefined) return role.unnamed;
    throw new TaskError(
      `task.dataset.${role.setting} names the column ${quote(setting)}, but task.dataset.header is false, so that ${file} has no names. ` +
        'Set it to the number of the column, from 1.',
    );
  }
  const index = indexOfName(role, setting, header);
  if (index === undefined) {
    throw missing(
      role,
      setting,
      header,
      `${file} names the columns`,
      ', or task.dataset.header to false if this line is no header',
    );
  }
  const name = header[index]?.trim();
  if (header.some((other, place) => place > index && other.trim() === name)) {
    throw new TaskError(
      `${file} names two columns ${quote(name ?? '')}. Set task.dataset.${role.setting} to the number of the one to take, from 1.`,
    );
  }
  return index;
}

/** A name that is set has to be met exactly; the others in any case. */
function indexOfName(role: Role, setting: string | undefined, names: readonly string[]): number | undefined {
  const isMeant =
    setting === undefined ? (name: string) => isKnown(role, name) : (name: string) => name.trim() === setting.trim();
  const index = names.findIndex(isMeant);
  return index < 0 ? undefined : index;
}

function missing(
  role: Role,
  setting: string | undefined,
  names: readonly string[],
  subject: string,
  alternative = '',
): TaskError {
  const looked =
    setting === undefined ? `none of which is known to hold the ${role.noun}` : `but none is ${quote(setting)}`;
  const shown = names
    .slice(0, 10)
    .map((name) => quote(name))
    .join(', ');
  if (alternative !== '' && names.length === 1) {
    return new TaskError(
      `${subject} ${shown}, one alone, and needs two: a text and its class. Set task.dataset.delimiter to what divides the columns, ` +
        'or remove lines that stand above the header.',
    );
  }
  return new TaskError(`${subject} ${shown || '(none)'}, ${looked}. Set task.dataset.${role.setting}${alternative}.`);
}

function distinct<Key>(columns: Columns<Key>, namePlace: () => string): Columns<Key> {
  if (columns.text !== columns.label) return columns;
  throw new TaskError(
    `Text and class would both come from the same column of ${namePlace()}. Set task.dataset.textColumn and task.dataset.labelColumn.`,
  );
}
