// What the schema of a file's parameters has to offer where one of them is typed, and to say where the mouse rests on one: in
// the parameters themselves and in a sweep over them.

import { findNodeAtOffset, getLocation, getNodePath } from 'jsonc-parser';
import { valueOfNode } from '../documentValue.ts';
import { type ExperimentDocument, findValue } from '../experimentDocument.ts';
import type { KeyPath } from '../keyPath.ts';
import { parseText } from '../parseText.ts';
import { describeParameter } from './parameterRule.ts';
import { type ParameterRule, type ParametersSchema, readParametersSchema } from './parametersSchema.ts';

export interface ParameterOffers {
  /** What of the text is replaced. */
  readonly start: number;
  readonly end: number;
  /** JSON, whole, each with words beside it. */
  readonly offers: readonly { readonly json: string; readonly detail: string }[];
}

export interface ParameterExplanation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** Paragraphs of plain text. */
  readonly paragraphs: readonly string[];
}

/** The schema that the file has for its parameters; undefined where it has none. */
export function parametersSchemaOf(document: ExperimentDocument): ParametersSchema | undefined {
  const node = findValue(document, ['trainer', 'parametersSchema']);
  return node && readParametersSchema(valueOfNode(node)).schema;
}

/** Undefined where nothing is known of what is typed at `offset`. */
export function offersForParameter(text: string, offset: number): ParameterOffers | undefined {
  const { document } = parseText(text);
  const schema = parametersSchemaOf(document);
  if (schema === undefined) return undefined;
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
  const isWithin = previousNode !== undefined && offset <= previousNode.offset + previousNode.length;
  const [start, end] = isWithin ? [previousNode.offset, previousNode.offset + previousNode.length] : [offset, offset];
  if (isAtPropertyKey) {
    if (path.length !== 3 || path[0] !== 'trainer' || path[1] !== 'parameters') return undefined;
    return { start, end, offers: offersOfNames(schema, document, /^\s*:/.test(text.slice(end, end + 100))) };
  }
  const rule = schema.rules.get(nameAt(path, 'value') ?? '');
  const offers = rule === undefined ? [] : offersOfValues(rule);
  return offers.length === 0 ? undefined : { start, end, offers };
}

function offersOfNames(
  { rules, required }: ParametersSchema,
  document: ExperimentDocument,
  hasValue: boolean,
): ParameterOffers['offers'] {
  const others = [...rules].filter(([name]) => findValue(document, ['trainer', 'parameters', name]) === undefined);
  return others.map(([name, rule]) => {
    const value = rule.default ?? rule.choices?.[0];
    const key = JSON.stringify(name);
    const json = hasValue ? key : `${key}: ${value === undefined ? '' : JSON.stringify(value)}`;
    return { json, detail: `${required.includes(name) ? 'required: ' : ''}${describeParameter(rule)}` };
  });
}

function offersOfValues({ types, choices, default: given }: ParameterRule): ParameterOffers['offers'] {
  const isFlag = types.length === 1 && types[0] === 'boolean';
  const values = choices ?? (isFlag ? [true, false] : []);
  const all = given === undefined || values.includes(given) ? values : [given, ...values];
  return all.map((value) => ({ json: JSON.stringify(value), detail: value === given ? 'default' : '' }));
}

/** Undefined where nothing is known of what stands at `offset`. */
export function explainParameter(text: string, offset: number): ParameterExplanation | undefined {
  const { document } = parseText(text);
  const schema = parametersSchemaOf(document);
  const node = document.root && findNodeAtOffset(document.root, offset);
  if (schema === undefined || node === undefined) return undefined;
  const name = nameAt(getNodePath(node), 'key');
  const rule = name === undefined ? undefined : schema.rules.get(name);
  if (name === undefined || rule === undefined || node.type === 'object' || node.type === 'array') return undefined;
  const allowed = `Must be ${describeParameter(rule)}.`;
  const preset = rule.default === undefined ? '' : ` Default: ${JSON.stringify(rule.default)}.`;
  const paragraphs = [...(rule.description === undefined ? [] : [rule.description]), `${allowed}${preset}`];
  return { start: node.offset, end: node.offset + node.length, name, paragraphs };
}

const prefix = 'trainer.parameters.';

/** The parameter whose value, or of `key` whose name too, stands at the path. */
function nameAt(path: KeyPath, what: 'key' | 'value'): string | undefined {
  const [section, list, ...rest] = path;
  const [first, second] = rest;
  if (section === 'trainer') return list === 'parameters' && rest.length === 1 ? String(first) : undefined;
  if (section !== 'sweep') return undefined;
  const ofSetting = list === 'settings' && rest.length === 2 ? second : undefined;
  const lengths = what === 'key' ? [1, 2] : [2];
  const key = list === 'parameters' && lengths.includes(rest.length) ? first : ofSetting;
  return typeof key === 'string' && key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}
