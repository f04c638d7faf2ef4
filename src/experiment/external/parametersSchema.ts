// How a file describes the parameters of its program: the part of JSON Schema that says what one value may be. What else a
// schema says is told, and not followed: no reference, no pattern, nothing within one another.

import * as z from 'zod';
import { quote } from '../../base/quote.ts';
import { joinAlternatives } from '../describeOutline.ts';
import type { KeyPath } from '../keyPath.ts';
import { type ParameterValue, parameter } from './trainer.ts';

const types = ['number', 'integer', 'string', 'boolean'] as const;

export type ParameterType = (typeof types)[number];

/** What one parameter may be. */
export interface ParameterRule {
  readonly types: readonly ParameterType[];
  /** Undefined where any value of the types will do. */
  readonly choices: readonly ParameterValue[] | undefined;
  readonly bounds: Readonly<Partial<Record<Bound, number>>>;
  /** As it is written there. */
  readonly description: string | undefined;
  /** What the program takes by itself; it is offered, and never filled in. */
  readonly default: ParameterValue | undefined;
}

export type Bound = (typeof bounds)[number];

export interface ParametersSchema {
  readonly rules: ReadonlyMap<string, ParameterRule>;
  readonly required: readonly string[];
  /** Whether there may be others. */
  readonly isOpen: boolean;
}

/** What of a schema cannot be used, or is not followed. */
export interface SchemaFault {
  /** Below the schema. */
  readonly path: KeyPath;
  readonly kind: 'wrong' | 'unknown';
  readonly message: string;
}

const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;
/** A program has no more parameters, and nobody chooses among more values. */
const most = { names: 200, choices: 200 };

type Keywords = Readonly<Record<string, readonly [schema: z.ZodType, expected: string]>>;

const text = [z.string(), 'a text'] as const;
const anything = [z.unknown(), ''] as const;
const typeNames = joinAlternatives(types.map((type) => `"${type}"`));
const type = z.enum(types);

const keywordsOfParameter: Keywords = {
  type: [z.union([type, z.array(type).min(1).max(types.length)]), `${typeNames}, or a list of them`],
  enum: [z.array(parameter).min(1).max(most.choices), `a list of 1 to ${most.choices} numbers, texts, true or false`],
  const: [parameter, 'a number, a text, true or false'],
  ...Object.fromEntries(bounds.map((bound) => [bound, [z.number(), 'a number']])),
  multipleOf: [z.number().positive(), 'a number above 0'],
  default: [parameter, 'a number, a text, true or false'],
  description: text,
  title: text,
  examples: anything,
  deprecated: anything,
  $comment: anything,
};

const names = z.array(z.string()).max(most.names);
const record = z.record(z.string(), z.unknown());

const keywordsOfSchema: Keywords = {
  type: [z.literal('object'), '"object"'],
  properties: [
    record.refine((value) => Object.keys(value).length <= most.names),
    `an object { … } of at most ${most.names} parameters`,
  ],
  required: [names, `a list of at most ${most.names} names`],
  additionalProperties: [z.boolean(), 'true or false'],
  description: text,
  title: text,
  $schema: anything,
  $id: anything,
  $comment: anything,
};

/** Never throws, whatever stands there. */
export function readParametersSchema(value: unknown): {
  readonly schema: ParametersSchema;
  readonly faults: readonly SchemaFault[];
} {
  const faults: SchemaFault[] = [];
  const whole = readKeywords(value, keywordsOfSchema, [], faults);
  const rules = Object.entries(record.catch({}).parse(whole.properties)).map(([name, property]) => {
    const keywords = readKeywords(property, keywordsOfParameter, ['properties', name], faults);
    return [name, ruleOf(keywords)] as const;
  });
  const schema = {
    rules: new Map(rules),
    required: names.catch([]).parse(whole.required),
    isOpen: whole.additionalProperties !== false,
  };
  return { schema, faults };
}

/** Those that can be used. */
function readKeywords(
  value: unknown,
  known: Keywords,
  path: KeyPath,
  faults: SchemaFault[],
): Readonly<Record<string, unknown>> {
  const parsed = record.safeParse(value);
  if (!parsed.success) {
    faults.push({
      path,
      kind: 'wrong',
      message: 'What a parameter may be is an object { … }, as { "type": "number" }.',
    });
    return {};
  }
  const usable = Object.entries(parsed.data).filter(([keyword, given]) => {
    const found = Object.hasOwn(known, keyword) ? known[keyword] : undefined;
    if (found === undefined) {
      const message = `${quote(keyword)} is not checked here: what it asks for only your program can tell. Of JSON Schema ${joinAlternatives(Object.keys(known), 'and')} count.`;
      faults.push({ path: [...path, keyword], kind: 'unknown', message });
      return false;
    }
    const [schema, expected] = found;
    const isRight = schema.safeParse(given).success;
    if (!isRight)
      faults.push({ path: [...path, keyword], kind: 'wrong', message: `"${keyword}" must be ${expected}.` });
    return isRight;
  });
  return Object.fromEntries(usable);
}

function ruleOf(keywords: Readonly<Record<string, unknown>>): ParameterRule {
  const list = z.union([z.array(type), type.transform((one) => [one])]).catch([...types]);
  const scalar = parameter.optional().catch(undefined);
  const only = scalar.parse(keywords.const);
  const choices = z.array(parameter).optional().catch(undefined).parse(keywords.enum);
  const given = bounds.flatMap((bound) => {
    const { success, data } = z.number().safeParse(keywords[bound]);
    return success ? [[bound, data] as const] : [];
  });
  const description = [keywords.title, keywords.description].filter((part) => typeof part === 'string');
  return {
    types: list.parse(keywords.type),
    choices: only === undefined ? choices : [only],
    bounds: Object.fromEntries(given),
    description: description.length === 0 ? undefined : description.join(': '),
    default: scalar.parse(keywords.default),
  };
}
