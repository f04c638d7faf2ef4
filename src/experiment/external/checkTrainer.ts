// What the schema cannot say of a program that trains: that its command asks for parameters that there are, that those are
// what the file says they may be, and that it is where the file says.

import path from 'node:path';
import { quote } from '../../base/quote.ts';
import { nearestWord } from '../../base/spelling.ts';
import { type ExperimentDocument, findValue, valueRange } from '../experimentDocument.ts';
import type { Problem } from '../problem.ts';
import { readingProblem } from '../readingRules.ts';
import type { ExternalExperiment } from '../schema.ts';
import { checkParameterValues } from './checkParameterValues.ts';
import { parametersAskedFor } from './fillCommand.ts';

interface Looking {
  readonly folder?: string;
  readonly pathExists?: (absolute: string) => boolean;
}

export function checkTrainer(
  experiment: ExternalExperiment,
  document: ExperimentDocument,
  looking: Looking,
): Problem[] {
  const ofCommands = (['command', 'resume'] as const).flatMap((key) => {
    const command = experiment.trainer[key] ?? [];
    return [
      ...command.flatMap((argument, index) => checkArgument(argument, key, index, experiment, document)),
      ...checkProgram(command[0] ?? '', key, document, looking),
    ];
  });
  return [...ofCommands, ...checkParameterValues(experiment, document)];
}

function checkArgument(
  argument: string,
  key: string,
  index: number,
  { trainer: { parameters } }: ExternalExperiment,
  document: ExperimentDocument,
): Problem[] {
  const names = Object.keys(parameters);
  const unknown = parametersAskedFor(argument).find((name) => !names.includes(name));
  if (unknown === undefined) return [];
  const place = ['trainer', key, index];
  const meant = nearestWord(unknown, names);
  const advice =
    meant === undefined ? 'Add it to "parameters" of the trainer, or correct it here.' : `Did you mean "${meant}"?`;
  const range = valueRange(document, place);
  const newText = JSON.stringify(argument.replace(`\${parameters.${unknown}}`, `\${parameters.${meant}}`));
  const fix = meant === undefined ? undefined : { title: `Change to ${quote(meant)}`, edits: [{ range, newText }] };
  return [
    readingProblem('trainer-parameter', `There is no parameter ${quote(unknown)} to fill in. ${advice}`, range, fix),
  ];
}

/** What is named without a folder is looked for by the system when it is started. */
function checkProgram(
  program: string,
  key: string,
  document: ExperimentDocument,
  { folder, pathExists }: Looking,
): Problem[] {
  if (folder === undefined || pathExists === undefined || !/[/\\]/.test(program) || program.includes('${')) return [];
  const absolute = path.resolve(folder, program);
  if (pathExists(absolute) || findValue(document, ['trainer', key, 0]) === undefined) return [];
  const message = `There is no program ${quote(program)}. Looked at ${quote(absolute)}. Create it, or correct the path.`;
  return [readingProblem('trainer-program', message, valueRange(document, ['trainer', key, 0]))];
}
