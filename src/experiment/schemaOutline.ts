// The schema as an outline of keys: what may stand where, in a form that messages, overrides and editor help can walk.

import * as z from 'zod';
import { experimentFileSchema, externalFileSchema } from './schema.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** What may stand at one place of the file. */
export type Outline = ObjectOutline | VariantsOutline | ListOutline | OpenOutline | EntryOutline | ValueOutline;

export interface ObjectOutline {
  readonly kind: 'object';
  readonly description: string;
  readonly keys: ReadonlyMap<string, KeyOutline>;
}

export interface KeyOutline {
  readonly name: string;
  readonly required: boolean;
  /** What stands for the key when it is left out; undefined where nothing does. */
  readonly default: unknown;
  /** A value to begin with, for keys that have no default. */
  readonly example: unknown;
  readonly value: Outline;
}

/** One of several objects, told apart by the value of one key, as `kind` or `source`. */
export interface VariantsOutline {
  readonly kind: 'variants';
  readonly description: string;
  readonly discriminator: string;
  /** The variant where that key is left out; undefined where it must not be. */
  readonly defaultChoice: string | undefined;
  readonly variants: ReadonlyMap<string, ObjectOutline>;
}

export interface ListOutline {
  readonly kind: 'list';
  readonly description: string;
  readonly item: Outline;
  readonly minItems: number;
  readonly maxItems: number;
}

/** An object with keys of any name. */
interface OpenOutline {
  readonly kind: 'open';
  readonly description: string;
  /** What each of them may be, where they name keys of the experiment; undefined where they are anything. */
  readonly entry: EntryOutline | undefined;
  /** What each of them may be, where that is one of a few kinds of values; undefined otherwise. */
  readonly value: ValueOutline | undefined;
}

/** What a key of the experiment is given in a sweep. */
interface EntryOutline {
  readonly kind: 'entry';
  /** As the end of the sentence "… must be". */
  readonly description: string;
}

export type ValueOutline =
  | { readonly kind: 'text'; readonly description: string; readonly minLength: number; readonly maxLength: number }
  | {
      readonly kind: 'number';
      readonly description: string;
      readonly integer: boolean;
      readonly minimum: number;
      readonly maximum: number;
      readonly exclusiveMinimum: boolean;
      readonly exclusiveMaximum: boolean;
    }
  | { readonly kind: 'flag'; readonly description: string }
  | { readonly kind: 'choice'; readonly description: string; readonly choices: readonly string[] }
  | {
      readonly kind: 'either';
      readonly description: string;
      /** At most one is an object. */
      readonly options: readonly (ValueOutline | ListOutline | ObjectOutline)[];
    };

let known: ObjectOutline | undefined;
let knownExternal: ObjectOutline | undefined;

/** The whole experiment file's outline. Made when it is first asked for, since it takes longer than most commands. */
export function experimentOutline(): ObjectOutline {
  known ??= outlineOfObject(z.toJSONSchema(experimentFileSchema, { io: 'input', target: 'draft-7' }) as JsonSchema);
  return known;
}

/** That of a file in which another program is the trainer. */
export function externalOutline(): ObjectOutline {
  knownExternal ??= outlineOfObject(
    z.toJSONSchema(externalFileSchema, { io: 'input', target: 'draft-7' }) as JsonSchema,
  );
  return knownExternal;
}

function outlineOf(schema: JsonSchema): Outline {
  if (schema.oneOf !== undefined) return outlineOfVariants(schema, schema.oneOf);
  if (schema.type === 'object' && schema.properties === undefined && typeof schema.additionalProperties === 'object') {
    return outlineOfOpen(schema, schema.additionalProperties);
  }
  if (schema.type === 'object') return outlineOfObject(schema);
  if (schema.type === 'array') return outlineOfList(schema);
  return outlineOfValue(schema);
}

function outlineOfObject(schema: JsonSchema): ObjectOutline {
  const required = new Set(schema.required ?? []);
  const keys = Object.entries(schema.properties ?? {}).map(([name, property]): [string, KeyOutline] => {
    const propertySchema = subschema(property);
    const [example] = Array.isArray(propertySchema.examples) ? propertySchema.examples : [];
    const value = outlineOf(propertySchema);
    return [name, { name, required: required.has(name), default: propertySchema.default, example, value }];
  });
  return { kind: 'object', description: schema.description ?? '', keys: new Map(keys) };
}

function outlineOfOpen(schema: JsonSchema, entry: JsonSchema): OpenOutline {
  const description = schema.description ?? '';
  if (entry.description !== undefined)
    return { kind: 'open', description, entry: { kind: 'entry', description: entry.description }, value: undefined };
  const value = entry.anyOf === undefined ? undefined : outlineOfValue(entry);
  return { kind: 'open', description, entry: undefined, value };
}

function outlineOfVariants(schema: JsonSchema, branches: readonly JsonSchema[]): VariantsOutline {
  const discriminator = Object.entries(branches[0]?.properties ?? {}).find(([, property]) => isConstant(property))?.[0];
  if (discriminator === undefined) throw new Error('The experiment schema has a union without a discriminator.');
  const variants = branches.map((branch): [string, ObjectOutline] => [
    String(subschema(branch.properties?.[discriminator]).const),
    outlineOfObject(branch),
  ]);
  const [defaultChoice] = variants.find(([, variant]) => variant.keys.get(discriminator)?.required === false) ?? [];
  return {
    kind: 'variants',
    description: schema.description ?? '',
    discriminator,
    defaultChoice,
    variants: new Map(variants),
  };
}

function outlineOfList(schema: JsonSchema): ListOutline {
  const item = Array.isArray(schema.items) ? schema.items[0] : schema.items;
  return {
    kind: 'list',
    description: schema.description ?? '',
    item: outlineOf(subschema(item)),
    minItems: schema.minItems ?? 0,
    maxItems: schema.maxItems ?? Number.POSITIVE_INFINITY,
  };
}

function outlineOfValue(schema: JsonSchema): ValueOutline {
  const description = schema.description ?? '';
  if (schema.anyOf !== undefined) return { kind: 'either', description, options: schema.anyOf.map(outlineOfOption) };
  if (schema.const !== undefined) return { kind: 'choice', description, choices: [String(schema.const)] };
  if (schema.enum !== undefined) return { kind: 'choice', description, choices: schema.enum.map(String) };
  switch (schema.type) {
    case 'string':
      return {
        kind: 'text',
        description,
        minLength: schema.minLength ?? 0,
        maxLength: schema.maxLength ?? Number.POSITIVE_INFINITY,
      };
    case 'boolean':
      return { kind: 'flag', description };
    case 'integer':
    case 'number':
      return { kind: 'number', description, integer: schema.type === 'integer', ...boundsOf(schema) };
    default:
      throw new Error(
        `The experiment schema has a value of a type that editor help does not know: ${JSON.stringify(schema)}`,
      );
  }
}

function outlineOfOption(schema: JsonSchema): ValueOutline | ListOutline | ObjectOutline {
  if (schema.type === 'object') return outlineOfObject(schema);
  return schema.type === 'array' ? outlineOfList(schema) : outlineOfValue(schema);
}

function boundsOf(schema: JsonSchema) {
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  const above = typeof exclusiveMinimum === 'number';
  const below = typeof exclusiveMaximum === 'number';
  return {
    minimum: above ? exclusiveMinimum : (schema.minimum ?? Number.NEGATIVE_INFINITY),
    maximum: below ? exclusiveMaximum : (schema.maximum ?? Number.POSITIVE_INFINITY),
    exclusiveMinimum: above,
    exclusiveMaximum: below,
  };
}

function isConstant(schema: z.core.JSONSchema._JSONSchema): boolean {
  return typeof schema === 'object' && schema.const !== undefined;
}

function subschema(
  schema: z.core.JSONSchema._JSONSchema | readonly z.core.JSONSchema._JSONSchema[] | undefined,
): JsonSchema {
  if (typeof schema !== 'object' || Array.isArray(schema)) throw new Error('The experiment schema has an open place.');
  return schema as JsonSchema;
}
