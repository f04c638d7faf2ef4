// Views of the runs table: named choices, a file each in `.reptile/views/` of the workspace, for everybody who works there.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { readBounded } from '../../base/boundedFile.ts';
import { parseBoundedJson } from '../../base/boundedJson.ts';
import { chooseNames } from '../../base/folderNames.ts';
import { isPlainFolder, makeFolder } from '../../base/plainFolder.ts';
import { quote } from '../../base/quote.ts';
import { hasCode, messageOf } from '../../base/systemErrors.ts';
import { writeAtomically } from '../../base/writeAtomically.ts';
import { choicesSchema } from '../../table/page/choicesSchema.ts';
import type { TableChoices } from '../../table/page/tableChoices.ts';

const ending = '.json';
const mostViews = 200;
const mostBytes = 256 * 1024;
const bounds = { depth: 6, values: 3000, names: 2000 };

/** Letters, digits and what stands between them: a file of every system can be called so. */
const viewName = /^[\p{L}\p{N}](?:[\p{L}\p{N} _()-]{0,58}[\p{L}\p{N}_)])?$/u;

export function isViewName(name: string): boolean {
  return viewName.test(name);
}

export class StoredViews {
  readonly #workspaceFolder: string;

  constructor(workspaceFolder: string) {
    this.#workspaceFolder = workspaceFolder;
  }

  /** By the alphabet; none where there is no such folder, or one that leads elsewhere. */
  async list(): Promise<readonly string[]> {
    const rankOf = (name: string) => (this.#isView(name) ? 0 : undefined);
    try {
      if (!(await isPlainFolder(this.#parent))) return [];
      const { names } = await chooseNames(this.#folder, { rankOf, most: mostViews });
      return names.map((name) => name.slice(0, -ending.length)).sort((a, b) => a.localeCompare(b));
    } catch {
      return [];
    }
  }

  /** @throws {Error} that says why it cannot be shown */
  async read(name: string): Promise<TableChoices> {
    const file = this.#fileOf(name);
    try {
      await this.#refuseElsewhere();
      const { data, error } = choicesSchema.safeParse(parseBoundedJson(await readBounded(file, mostBytes), bounds));
      if (data !== undefined) return data;
      throw new Error(`${error.issues[0]?.path.join('.') || 'it'} is not what it should be`);
    } catch (error) {
      const isNoJson = error instanceof SyntaxError;
      const why = hasCode(error, 'ENOENT') ? 'it is gone' : isNoJson ? 'it is not JSON' : messageOf(error);
      throw new Error(`The view ${quote(name)} cannot be read: ${why} (${file})`, { cause: error });
    }
  }

  /** Replaces one of the same name. Throws the system's error, or one that says what stands in the way. */
  async write(name: string, choices: TableChoices): Promise<void> {
    await makeFolder(this.#parent);
    await makeFolder(this.#folder);
    await writeAtomically(this.#fileOf(name), `${JSON.stringify(choices, null, 2)}\n`);
  }

  async remove(name: string): Promise<void> {
    await this.#refuseElsewhere();
    await rm(this.#fileOf(name), { force: true });
  }

  get #parent(): string {
    return path.join(this.#workspaceFolder, '.reptile');
  }

  get #folder(): string {
    return path.join(this.#parent, 'views');
  }

  /** A link would lead out of the workspace. */
  async #refuseElsewhere(): Promise<void> {
    for (const folder of [this.#parent, this.#folder]) await isPlainFolder(folder);
  }

  #isView(name: string): boolean {
    return name.endsWith(ending) && isViewName(name.slice(0, -ending.length));
  }

  #fileOf(name: string): string {
    if (!isViewName(name)) throw new Error(`A view cannot be called ${quote(name)}.`);
    return path.join(this.#folder, `${name}${ending}`);
  }
}
