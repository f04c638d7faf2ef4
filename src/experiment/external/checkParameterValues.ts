// Whether a file's parameters are what its own schema says of them, and that schema is one.

import { quote } from '../../base/quote.ts';
import { nearestWord } from '../../base/spelling.ts';
import { editsToSet, formatInline } from '../documentEdits.ts';
import { type ExperimentDocument, findProperty, findValue, headRange, valueRange } from '../experimentDocument.ts';
import type { Fix, Problem } from '../problem.ts';
import { readingProblem } from '../readingRules.ts';
import type { ExternalExperiment } from '../schema.ts';
import { describeParameter, isAllowed } from './parameterRule.ts';
import { type ParametersSchema, readParametersSchema, type SchemaFault } from './parametersSchema.ts';

const mostProblems = 100;

const place = ['trainer', 'parameters'];
const placeOfSchema = ['trainer', 'parametersSchema'];

export function checkParameterValues({ trainer }: ExternalExperiment, document: ExperimentDocument): Problem[] {
  const { parameters, parametersSchema } = trainer;
  if (parametersSchema === undefined) return [];
  const { schema, faults } = readParametersSchema(parametersSchema);
  const missing = schema.required.filter((name) => !Object.hasOwn(parameters, name));
  const problems = [
    ...faults.map((fault) => problemOfFault(fault, document)),
    ...checkDefaults(schema, document),
    ...[...new Set(missing)].map((name) => missingParameter(name, schema, document)),
    ...Object.entries(parameters).flatMap(([name, value]): Problem[] => {
      const rule = schema.rules.get(name);
      if (rule === undefined) return schema.isOpen ? [] : [unknownParameter(name, schema, document)];
      if (isAllowed(value, rule)) return [];
      const message = `${quote(name)} must be ${describeParameter(rule)}, as "parametersSchema" says. It is ${formatInline(value)}.`;
      return [readingProblem('parameter-value', message, valueRange(document, [...place, name]))];
    }),
  ];
  return problems.slice(0, mostProblems);
}

function problemOfFault({ path, kind, message }: SchemaFault, document: ExperimentDocument): Problem {
  const whole = [...placeOfSchema, ...path];
  return kind === 'wrong'
    ? readingProblem('parameters-schema', message, valueRange(document, whole))
    : readingProblem('parameters-schema-unchecked', message, headRange(document, whole));
}

function checkDefaults({ rules }: ParametersSchema, document: ExperimentDocument): Problem[] {
  return [...rules].flatMap(([name, rule]) => {
    if (rule.default === undefined || isAllowed(rule.default, rule)) return [];
    const range = valueRange(document, [...placeOfSchema, 'properties', name, 'default']);
    const message = `The default of ${quote(name)} is not what the parameter must be: ${describeParameter(rule)}.`;
    return [readingProblem('parameters-schema', message, range)];
  });
}

function missingParameter(name: string, { rules }: ParametersSchema, document: ExperimentDocument): Problem {
  const rule = rules.get(name);
  const what = rule === undefined ? '' : `: ${describeParameter(rule)}`;
  const value = rule?.default ?? rule?.choices?.[0];
  const edits = value === undefined ? undefined : editsToSet(document, [...place, name], value);
  const fix: Fix | undefined = edits && { title: `Add ${quote(name)} with ${formatInline(value)}`, edits };
  const message = `The parameter ${quote(name)} is missing, which "parametersSchema" requires${what}.`;
  return readingProblem('parameter-value', message, headRange(document, place), fix);
}

function unknownParameter(name: string, { rules }: ParametersSchema, document: ExperimentDocument): Problem {
  const meant = nearestWord(name, [...rules.keys()]);
  const advice = meant === undefined ? 'Remove it, or add it to the schema.' : `Did you mean ${quote(meant)}?`;
  const range = headRange(document, [...place, name]);
  const parameters = findValue(document, place);
  const isThere = meant !== undefined && parameters !== undefined && findProperty(parameters, meant) !== undefined;
  const fix =
    meant === undefined || isThere
      ? undefined
      : { title: `Change to ${quote(meant)}`, edits: [{ range, newText: JSON.stringify(meant) }] };
  const message = `"parametersSchema" has no parameter ${quote(name)}, and allows no others. ${advice}`;
  return readingProblem('parameter-value', message, range, fix);
}
