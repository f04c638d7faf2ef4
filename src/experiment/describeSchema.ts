// The reference of the experiment file, as Markdown: every key with its range and default, every rule with its
// severity.

import { describeOutline, formatDefault } from './describeOutline.ts';
import { readingRules } from './readingRules.ts';
import { meaningRules } from './rules/checkMeaning.ts';
import {
  experimentOutline,
  externalOutline,
  type KeyOutline,
  type ObjectOutline,
  type Outline,
} from './schemaOutline.ts';

/** The whole reference. `docs/experiment-file.md` is this text; a test keeps both equal. */
export function describeSchema(): string {
  return [
    '# The experiment file',
    'A `*.reptile.json` file is JSON with comments and trailing commas. Paths in it are relative to its folder. A key with a default may be ' +
      'left out; `reptile-lab validate FILE` and the editor say what is wrong with a file, and where.',
    ...describePlace('', experimentOutline(), new Set()),
    ...describeTrainer(),
    '## Rules',
    'An error keeps an experiment from starting. A warning lets it run, but probably not as hoped.',
    describeRules(),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The one key that makes a file another kind of experiment. */
function describeTrainer(): string[] {
  const trainer = externalOutline().keys.get('trainer');
  if (trainer === undefined) return [];
  return [
    '## Another program as the trainer',
    'A file with the key `trainer` is an experiment that a program of your own carries out: see [External trainers](external-trainers.md). ' +
      'It has `name`, `description`, `tags`, `seed` and `sweep` as above, and no other keys.',
    ...describePlace('trainer', trainer.value, new Set()),
  ];
}

/** Sections that were written already, as one text for each place. */
type Written = Set<string>;

/** Sections for the object at `path`, and then for those inside it. */
function describePlace(path: string, outline: Outline, written: Written): string[] {
  switch (outline.kind) {
    case 'object':
      return describeObject(path === '' ? '' : `## \`${path}\``, path, outline, written);
    case 'variants':
      return [
        `## \`${path}\``,
        outline.description,
        ...[...outline.variants].flatMap(([choice, variant]) =>
          describeObject(
            `### \`${path}\` with \`"${outline.discriminator}": "${choice}"\`${choice === outline.defaultChoice ? ' (default)' : ''}`,
            path,
            variant,
            written,
            outline.discriminator,
          ),
        ),
      ];
    case 'list':
      return describePlace(`${path}[]`, outline.item, written);
    case 'either':
      return outline.options.flatMap((option) => describePlace(path, option, written));
    default:
      return [];
  }
}

/** The heading says what the discriminator is. */
function describeObject(
  heading: string,
  path: string,
  outline: ObjectOutline,
  written: Written,
  discriminator?: string,
): string[] {
  const keys = [...outline.keys.values()].filter((key) => key.name !== discriminator);
  const inner = keys.flatMap((key) => describeOnce(path === '' ? key.name : `${path}.${key.name}`, key.value, written));
  return [heading, outline.description, keys.length === 0 ? '' : describeKeys(keys), ...inner].filter(
    (part) => part !== '',
  );
}

/** Of several variants with the same object at `path`, only the first describes it. */
function describeOnce(path: string, outline: Outline, written: Written): string[] {
  const alone = describePlace(path, outline, new Set()).join('\n');
  if (alone === '') return [];
  if (written.has(alone)) return [`\`${path}\`: as above.`];
  written.add(alone);
  return describePlace(path, outline, written);
}

function describeKeys(keys: readonly KeyOutline[]): string {
  return table(
    ['Key', 'Meaning', 'Value', 'Default'],
    keys.map((key) => [`\`${key.name}\``, key.value.description, describeOutline(key.value), describeLeftOut(key)]),
  );
}

function describeLeftOut(key: KeyOutline): string {
  if (key.required) return 'required';
  const value = formatDefault(key.default);
  return value === undefined ? '' : `\`${value}\``;
}

function describeRules(): string {
  const reading = Object.entries(readingRules).map(([id, { severity, title }]) => ({ id, severity, title }));
  return table(
    ['Rule', 'Severity', 'Says that'],
    [...reading, ...meaningRules].map(({ id, severity, title }) => [`\`${id}\``, severity, title]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`);
  return lines.join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
