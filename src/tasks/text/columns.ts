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
 * Numbers of the two columns, from 0. `header` holds the columns' names; undefined where the file has none: then the
 * first column is the text and the second the class, if nothing else is set.
 * @throws {TaskError} when a column cannot be found
 */
export function findColumns(
  spec: FileDatasetSpec,
  header: readonly string[] | undefined,
  file: string,
): Columns<number> {
  return distinct(
    { text: findColumn(spec, textRole, header, file), label: findColumn(spec, labelRole, header, file) },
    () => file,
  );
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
  if (typeof setting === 'number') return setting - 1;
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
  return index;
}

/** A name that is set has to be met exactly; the others in any case. */
function indexOfName(role: Role, setting: string | undefined, names: readonly string[]): number | undefined {
  const isMeant =
    setting === undefined
      ? (name: string) => role.names.includes(name.trim().toLowerCase())
      : (name: string) => name.trim() === setting.trim();
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
  return new TaskError(`${subject} ${shown || '(none)'}, ${looked}. Set task.dataset.${role.setting}${alternative}.`);
}

function distinct<Key>(columns: Columns<Key>, namePlace: () => string): Columns<Key> {
  if (columns.text !== columns.label) return columns;
  throw new TaskError(
    `Text and class would both come from the same column of ${namePlace()}. Set task.dataset.textColumn and task.dataset.labelColumn.`,
  );
}
