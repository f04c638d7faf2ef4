// The schema's judgement of a value, which gives a list up when it has found enough wrong with it: complaints about each
// of a hundred thousand elements take seconds.

import type * as z from 'zod';
import { chosenVariant } from './outlineLookup.ts';
import {
  type Experiment,
  type ExperimentFile,
  type ExternalExperiment,
  type ExternalFile,
  experimentFileSchema,
  experimentSchema,
  externalExperimentSchema,
  externalFileSchema,
} from './schema.ts';
import {
  experimentOutline,
  externalOutline,
  type ListOutline,
  type Outline,
  type ValueOutline,
} from './schemaOutline.ts';

/** Nobody reads more. */
const mostWrongElements = 100;

/** Like `experimentSchema.safeParse`, but of very many complaints about one list only the first. */
export function checkShape(value: unknown): z.ZodSafeParseResult<Experiment> {
  return check(value, experimentSchema, experimentOutline());
}

/** Whether what stands there names another program as the trainer, by which schema it is to be checked then. */
export function namesTrainer(value: unknown): boolean {
  return isRecord(value) && Object.hasOwn(value, 'trainer');
}

/** Like `checkShape`, of an experiment that another program carries out. */
export function checkExternalShape(value: unknown): z.ZodSafeParseResult<ExternalExperiment> {
  return check(value, externalExperimentSchema, externalOutline());
}

export function checkExternalFileShape(value: unknown): z.ZodSafeParseResult<ExternalFile> {
  return check(value, externalFileSchema, externalOutline());
}

/** The same of a file, which may hold a sweep beside the experiment. */
export function checkFileShape(value: unknown): z.ZodSafeParseResult<ExperimentFile> {
  return check(value, experimentFileSchema, experimentOutline());
}

function check<Output>(value: unknown, schema: z.ZodType<Output>, outline: Outline): z.ZodSafeParseResult<Output> {
  const shortened = withoutHopelessTails(value, outline);
  const checked = schema.safeParse(shortened);
  // Whether a value is accepted is the schema's alone to say.
  return checked.success && shortened !== value ? schema.safeParse(value) : checked;
}

/**
 * The value, itself where it can be, with lists cut behind the elements that are wrong or too many. The indexes of what
 * is left are as they were.
 */
function withoutHopelessTails(value: unknown, outline: Outline): unknown {
  if (outline.kind === 'list') return Array.isArray(value) ? cut(value, outline) : value;
  if (!isRecord(value)) return value;
  const object = outline.kind === 'variants' ? chosenVariant(outline, value[outline.discriminator]) : outline;
  if (object?.kind !== 'object') return value;
  let shortened = value;
  for (const [name, key] of object.keys) {
    if (!Object.hasOwn(value, name)) continue;
    const inner = withoutHopelessTails(value[name], key.value);
    if (inner !== value[name]) shortened = { ...shortened, [name]: inner };
  }
  return shortened;
}

function cut(list: readonly unknown[], { item, maxItems }: ListOutline): readonly unknown[] {
  // Of one that is too long, nothing else is said.
  if (list.length > maxItems) return list.slice(0, maxItems + 1);
  let length = 0;
  for (let wrong = 0; length < list.length && wrong <= mostWrongElements; length++)
    if (!mayBe(list[length], item)) wrong++;
  return length === list.length ? list : list.slice(0, length);
}

/** False for what the schema is sure to refuse, where that can be told at a glance. */
function mayBe(value: unknown, outline: Outline): boolean {
  switch (outline.kind) {
    case 'object':
    case 'variants':
    case 'open':
      return isRecord(value);
    case 'entry':
      return true;
    case 'list':
      return Array.isArray(value);
    default:
      return mayBeOfKind(value, outline);
  }
}

function mayBeOfKind(value: unknown, outline: ValueOutline): boolean {
  switch (outline.kind) {
    case 'text':
      return typeof value === 'string' && value.length >= outline.minLength && value.length <= outline.maxLength;
    case 'number':
      return typeof value === 'number' && value >= outline.minimum && value <= outline.maximum;
    case 'flag':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && outline.choices.includes(value);
    case 'either':
      return outline.options.some((option) => mayBe(value, option));
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
