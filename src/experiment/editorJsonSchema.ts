// The JSON Schema that drives VS Code's own completion and hover on experiment files. It never complains: the reader's
// problems do that.

import { describeOutline, formatDefault } from './describeOutline.ts';
import { exampleObject, exampleValue } from './exampleValue.ts';
import { experimentKeys } from './experimentKeys.ts';
import { presets } from './presets.ts';
import {
  experimentOutline,
  externalOutline,
  type KeyOutline,
  type ObjectOutline,
  type Outline,
  type VariantsOutline,
} from './schemaOutline.ts';
import { shareRepeated } from './shareRepeated.ts';

/** What a sweep may vary, by dotted names, and what each is given; nothing where the file alone says what there is. */
type SweptKeys = (entry: Outline) => Record<string, EditorSchema>;

/** The keywords of VS Code's JSON service that cannot give a diagnostic. */
interface EditorSchema {
  $schema?: string;
  title?: string;
  markdownDescription?: string;
  default?: unknown;
  defaultSnippets?: readonly Snippet[];
  properties?: Record<string, EditorSchema>;
  items?: EditorSchema;
  allOf?: readonly ConditionalSchema[];
  allowComments?: true;
  allowTrailingCommas?: true;
}

interface ConstantSchema {
  readonly const: string;
}

/**
 * Constants and required keys stand in conditions only, where a mismatch is no complaint but another branch. They say
 * nothing: VS Code shows what the first condition says, whether it holds or not.
 */
interface ConditionalSchema {
  readonly if: { readonly required?: readonly string[]; readonly properties?: Record<string, ConstantSchema> };
  readonly then: EditorSchema;
  readonly else?: EditorSchema;
}

/** A value to insert: `body` as JSON, where strings may hold snippet placeholders, or `bodyText` as it is. */
type Snippet =
  | { readonly label: string; readonly body: unknown; readonly markdownDescription?: string }
  | { readonly label: string; readonly bodyText: string; readonly markdownDescription?: string };

/**
 * Completion of keys and values with the chosen variant's keys only, hover with range and default, and the presets as
 * whole-file snippets. VS Code validates by the schema that completes; so that no problem is shown twice, this one
 * allows everything.
 */
export function editorJsonSchema(): object {
  const schema: EditorSchema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    allowComments: true,
    allowTrailingCommas: true,
    allOf: [
      {
        if: { required: ['trainer'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: objectSchema(externalOutline(), () => ({})),
        else: withTrainer(objectSchema(experimentOutline(), keysOfExperiment)),
      },
    ],
    defaultSnippets: presets.map(({ title, description, text }) => ({
      label: title,
      markdownDescription: description,
      bodyText: text.trimEnd().replace(/[\\$}]/g, '\\$&'),
    })),
  };
  return shareRepeated(schema);
}

/** Until it stands there, the key is offered that makes a file one for another program. */
function withTrainer(ours: EditorSchema): EditorSchema {
  const trainer = externalOutline().keys.get('trainer');
  return { ...ours, properties: { ...ours.properties, ...(trainer && { trainer: keySchema(trainer, () => ({})) }) } };
}

function schemaOf(outline: Outline, swept: SweptKeys): EditorSchema {
  switch (outline.kind) {
    case 'object':
      return { ...objectSchema(outline, swept), defaultSnippets: [{ label: '{ … }', body: bodyOf(outline) }] };
    case 'variants':
      return variantsSchema(outline, swept);
    case 'open':
      return {
        ...(outline.entry !== undefined && { properties: swept(outline.entry) }),
        defaultSnippets: [{ label: '{ … }', body: '^{ $1 }' }],
      };
    case 'entry':
      return { defaultSnippets: [{ label: '[ … ]', body: '^[$1]' }] };
    case 'list':
      return { items: schemaOf(outline.item, swept), defaultSnippets: [{ label: '[ … ]', body: '^[$1]' }] };
    case 'text':
      return { defaultSnippets: [{ label: '" … "', body: '$1' }] };
    case 'number':
      return { defaultSnippets: [placeholderFor(exampleValue(outline))] };
    case 'flag':
      return { defaultSnippets: [true, false].map((value) => ({ label: String(value), body: value })) };
    case 'choice':
      return { defaultSnippets: outline.choices.map((choice) => ({ label: `"${choice}"`, body: choice })) };
    case 'either':
      return eitherSchema(outline, swept);
  }
}

function eitherSchema({ options }: Extract<Outline, { kind: 'either' }>, swept: SweptKeys): EditorSchema {
  const object = options.find((option) => option.kind === 'object');
  return {
    ...(object !== undefined && objectSchema(object, swept)),
    defaultSnippets: options.flatMap((option) => schemaOf(option, swept).defaultSnippets ?? []),
  };
}

/** Every dotted key of the experiment, with what it means and what it may be. */
function keysOfExperiment(entry: Outline): Record<string, EditorSchema> {
  const described = experimentKeys().map(({ name, outline }): [string, EditorSchema] => {
    const allowed = describeOutline(outline);
    const markdownDescription = `${outline.description}\n\n${allowed[0]?.toUpperCase()}${allowed.slice(1)}.`;
    return [name, { ...schemaOf(entry, () => ({})), markdownDescription }];
  });
  return Object.fromEntries(described);
}

/** Only what is required; with nothing required, braces with the cursor between them. */
function bodyOf(outline: ObjectOutline): unknown {
  const isRequired = [...outline.keys.values()].some((key) => key.required);
  return isRequired ? exampleValue(outline) : '^{ $1 }';
}

function objectSchema(outline: ObjectOutline, swept: SweptKeys): EditorSchema {
  const properties = Object.fromEntries([...outline.keys.values()].map((key) => [key.name, keySchema(key, swept)]));
  return { markdownDescription: outline.description, properties };
}

function keySchema(key: KeyOutline, swept: SweptKeys): EditorSchema {
  const { defaultSnippets, ...schema } = schemaOf(key.value, swept);
  const documented: EditorSchema = { ...schema, markdownDescription: documentKey(key) };
  if (formatDefault(key.default) === undefined) {
    const snippets = key.example === undefined ? defaultSnippets : [placeholderFor(key.example)];
    return { ...documented, ...(snippets && { defaultSnippets: snippets }) };
  }
  // A default is a proposal by itself; for a number there is no other.
  if (key.value.kind === 'number' || defaultSnippets === undefined) return { ...documented, default: key.default };
  return { ...documented, default: key.default, defaultSnippets };
}

/** A value that is selected after it was inserted, to be typed over. */
function placeholderFor(example: unknown): Snippet {
  const label = JSON.stringify(example);
  return { label, body: typeof example === 'string' ? `\${1:${example}}` : `^\${1:${label}}` };
}

function variantsSchema(
  { variants, discriminator, defaultChoice, description }: VariantsOutline,
  swept: SweptKeys,
): EditorSchema {
  const conditions = [...variants].map(([choice, variant]): ConditionalSchema => {
    const { [discriminator]: _, ...properties } = objectSchema(variant, swept).properties ?? {};
    return {
      // Without a requirement, a choice that is left out is this one.
      if: {
        ...(choice !== defaultChoice && { required: [discriminator] }),
        properties: { [discriminator]: { const: choice } },
      },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: {
        markdownDescription: variant.description,
        properties: { ...properties, [discriminator]: { markdownDescription: variant.description } },
      },
    };
  });
  const choices = [...variants].map(([choice, variant]): Snippet => {
    return { label: `"${choice}"`, body: choice, markdownDescription: variant.description };
  });
  return {
    markdownDescription: description,
    properties: { [discriminator]: { defaultSnippets: choices } },
    allOf: conditions,
    defaultSnippets: [...variants].map(([choice, variant]) => ({
      label: `{ "${discriminator}": "${choice}" }`,
      markdownDescription: variant.description,
      body: { [discriminator]: choice, ...exampleObject(variant) },
    })),
  };
}

/** What the key means, what it may be, and what it is when left out, as Markdown. */
function documentKey(key: KeyOutline): string {
  const allowed = describeOutline(key.value);
  const preset = formatDefault(key.default);
  const leftOut = key.required ? ' Required.' : preset === undefined ? '' : ` Default: \`${preset}\`.`;
  return `${key.value.description}\n\n${allowed[0]?.toUpperCase()}${allowed.slice(1)}.${leftOut}`;
}
