// Which classes of texts train and which are held out.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseBoundedJson } from '../../base/boundedJson.ts';
import { recordOf, textList } from '../../base/boundedLists.ts';
import { quote } from '../../base/quote.ts';
import { nearestWord } from '../../base/spelling.ts';
import { randomStream, shuffled } from '../../engine/random.ts';
import type { TextSplitSpec } from '../../experiment/schema.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { type NamedIfFew, nameIfFew } from '../heldOutDescription.ts';
import { splitBounds } from '../splitBounds.ts';
import { TaskError } from '../taskError.ts';
import { readWholeText } from './decodeTextFile.ts';

const mostNamedDomains = 20;

export interface SplitClasses<Class> {
  readonly training: readonly Class[];
  readonly heldOut: readonly Class[];
  /** Of which all held-out classes are; null where they were not chosen by domain. */
  readonly heldOutDomains: NamedIfFew | null;
}

export interface SplitOptions {
  /** Absolute folders: of the experiment file, and of the data. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * Splits `classes`, which stand in an order that does not depend on the file's. No class is on both sides.
 * @throws {TaskError} when a domain or class that the split names is not there, or a file of domains cannot be read
 */
export async function splitClasses<Class extends { readonly name: string }>(
  split: TextSplitSpec,
  classes: readonly Class[],
  options: SplitOptions,
): Promise<SplitClasses<Class>> {
  switch (split.by) {
    case 'seed': {
      const order = shuffled(classes, randomStream(split.seed, 'split'));
      const training = classes.length - Math.round(classes.length * split.heldOutShare);
      return { training: order.slice(0, training), heldOut: order.slice(training), heldOutDomains: null };
    }
    case 'domains':
      return splitByDomains(split, classes, options);
    case 'classes':
      return splitByNames(split, classes);
  }
}

async function splitByDomains<Class extends { readonly name: string }>(
  split: Extract<TextSplitSpec, { by: 'domains' }>,
  classes: readonly Class[],
  { folder, dataFolder, onNote }: SplitOptions,
): Promise<SplitClasses<Class>> {
  const file = fileOfDomains(split, { folder, dataFolder });
  const domains = await readDomains(file);
  const heldOutNames = new Set<string>();
  for (const domain of split.heldOutDomains) {
    const members = domains.get(domain.normalize('NFC'));
    if (members === undefined) throw unknownName('heldOutDomains', domain, [...domains.keys()], `no domain of ${file}`);
    for (const name of members) heldOutNames.add(name);
  }
  const present = new Set(classes.map(({ name }) => name));
  const absent = [...domains.values()].flat().filter((name) => !present.has(name));
  if (absent.length > 0)
    onNote?.(`${file} names ${countOf(absent.length, 'class')} without texts: ${someNames(absent)}.`);
  const named = new Set([...domains.values()].flat());
  const homeless = classes.filter(({ name }) => !named.has(name)).map(({ name }) => name);
  if (homeless.length > 0) {
    onNote?.(`${file} names no domain for ${countOf(homeless.length, 'class')}, which train: ${someNames(homeless)}.`);
  }
  return {
    training: classes.filter(({ name }) => !heldOutNames.has(name)),
    heldOut: classes.filter(({ name }) => heldOutNames.has(name)),
    heldOutDomains: nameIfFew(split.heldOutDomains, mostNamedDomains),
  };
}

function fileOfDomains(
  split: TextSplitSpec,
  { folder, dataFolder }: Pick<SplitOptions, 'folder' | 'dataFolder'>,
): string {
  const named = split.by === 'domains' ? split.path : undefined;
  return named === undefined ? path.join(dataFolder, 'domains.json') : path.resolve(folder, named);
}

/**
 * The domain of each class, the first where it stands in several.
 * @throws {TaskError} when the file of domains cannot be read
 */
export async function domainOfClasses(
  split: TextSplitSpec,
  folders: Pick<SplitOptions, 'folder' | 'dataFolder'>,
): Promise<ReadonlyMap<string, string>> {
  const file = fileOfDomains(split, folders);
  if (split.by !== 'domains' && !existsSync(file)) {
    throw new TaskError(
      `task.grouping.classes is "oneGroup", but there is no ${file} that says which classes are of one domain. Write one: ` +
        '{ "travel": ["flight_status", …], … }, set task.split.by to "domains" with its path, or task.grouping.classes to "any".',
    );
  }
  const domainOf = new Map<string, string>();
  for (const [domain, names] of await readDomains(file)) {
    for (const name of names) if (!domainOf.has(name)) domainOf.set(name, domain);
  }
  return domainOf;
}

function splitByNames<Class extends { readonly name: string }>(
  split: Extract<TextSplitSpec, { by: 'classes' }>,
  classes: readonly Class[],
): SplitClasses<Class> {
  const names = classes.map(({ name }) => name);
  const present = new Set(names);
  const heldOut = new Set(split.heldOutClasses.map(asClassName));
  const training = new Set(split.trainingClasses?.map(asClassName) ?? names.filter((name) => !heldOut.has(name)));
  for (const [setting, list] of [
    ['heldOutClasses', heldOut],
    ['trainingClasses', training],
  ] as const) {
    for (const name of list) {
      if (!present.has(name)) throw unknownName(setting, name, names, 'no class of the data');
    }
  }
  const both = [...heldOut].find((name) => training.has(name));
  if (both !== undefined) {
    throw new TaskError(
      `task.split names the class ${quote(both)} in heldOutClasses and in trainingClasses. A class that trains cannot be held out: remove it ` +
        'from one of them.',
    );
  }
  return {
    training: classes.filter(({ name }) => training.has(name)),
    heldOut: classes.filter(({ name }) => heldOut.has(name)),
    heldOutDomains: null,
  };
}

/** As texts' classes are called: accents may be written in two ways. */
function asClassName(name: string): string {
  return name.normalize('NFC');
}

const domainsSchema = recordOf(textList);
const largestDomains = 16 * 2 ** 20;

async function readDomains(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readWholeText(file, 'auto', largestDomains);
  const domains = domainsSchema.safeParse(parseOrUndefined(text));
  if (domains.success) {
    const named = [...domains.data].map(
      ([domain, names]) => [domain.normalize('NFC'), names.map(asClassName)] as const,
    );
    return new Map(named);
  }
  throw new TaskError(
    `${file} is no JSON object of domains with their classes: { "travel": ["flight_status", …], … }. Correct it, or set task.split.path.`,
  );
}

function parseOrUndefined(text: string): unknown {
  try {
    return parseBoundedJson(Buffer.from(text), splitBounds());
  } catch {
    return undefined;
  }
}

function unknownName(setting: string, name: string, names: readonly string[], what: string): TaskError {
  const meant = nearestWord(name, names);
  const advice = meant === undefined ? `There are ${someNames(names)}.` : `Did you mean ${quote(meant)}?`;
  return new TaskError(`task.split.${setting} names ${quote(name)}, which is ${what}. ${advice}`);
}
