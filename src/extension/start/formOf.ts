// The form of a start: the keys of the experiment with what the file says, and what is wrong with what was typed, by the
// rules of the file.

import { applyOverrides } from '../../experiment/applyOverrides.ts';
import { describeOutline } from '../../experiment/describeOutline.ts';
import { formatInline } from '../../experiment/documentEdits.ts';
import { valueOfNode } from '../../experiment/documentValue.ts';
import { findValue } from '../../experiment/experimentDocument.ts';
import { type ExperimentKey, experimentKeys } from '../../experiment/experimentKeys.ts';
import type { KeyPath } from '../../experiment/keyPath.ts';
import { parseText } from '../../experiment/parseText.ts';
import { splitValues } from '../../experiment/sweep/parseChoices.ts';
import type { StartChoices, StartField, StartForm } from '../../panel/startMessages.ts';
import type { Translate } from '../../words/translate.ts';
import {
  assignmentsProblem,
  type Chosen,
  countChosenRuns,
  isSweep,
  seedsProblem,
  valuesProblem,
} from './typedChoices.ts';

/** What the form shows of an experiment file's `text` where `choices` are made. */
export function formOf(text: string, choices: StartChoices, translate: Translate): StartForm {
  const chosen = chosenIn(text, choices);
  const firsts = [...chosen.values].map(([key, typed]) => [key, `${key}=${splitValues(typed)[0] ?? ''}`] as const);
  const together = firsts.map(([, assignment]) => assignment);
  const name = valuesIn(text)(['name']);
  const problems: Record<string, string> = {};
  for (const [key, typed] of chosen.values) {
    const others = firsts.filter(([other]) => other !== key).map(([, assignment]) => assignment);
    const values = splitValues(typed);
    // What is wrong by itself may be right with what else is set.
    const problem = valuesProblem(text, key, values, translate);
    if (problem !== undefined && valuesProblem(text, key, values, translate, others) !== undefined)
      problems[key] = problem;
  }
  const ofSeeds = seedsProblem(choices.seeds, translate) ?? null;
  const isWrong = Object.keys(problems).length > 0;
  return {
    kind: 'form',
    choices,
    name: typeof name === 'string' ? name : '',
    fields: fieldsOf(text, together),
    problems,
    seedsProblem: ofSeeds,
    problem: isWrong ? null : (assignmentsProblem(text, together) ?? null),
    runs: ofSeeds === null ? countChosenRuns(chosen) : 1,
    isSweep: isSweep(chosen),
  };
}

/** What was typed, in the order of the schema: which algorithm comes before its own keys. What is empty is not set. */
export function chosenIn(text: string, { values, seeds }: StartChoices): Chosen {
  const typed = Object.entries(values).flatMap(([key, value]) =>
    value.trim() === '' ? [] : [[key, value.trim()] as const],
  );
  const places = new Map(
    keysIn(
      text,
      typed.map(([key, value]) => `${key}=${splitValues(value)[0] ?? ''}`),
    ).map(({ name }, place) => [name, place]),
  );
  const placeOf = (key: string) => places.get(key) ?? Number.POSITIVE_INFINITY;
  const sorted = typed.toSorted(([one], [other]) => {
    const [a, b] = [placeOf(one), placeOf(other)];
    return a === b ? 0 : a - b;
  });
  return { values: new Map(sorted), seeds: seeds.trim() };
}

function fieldsOf(text: string, assignments: readonly string[]): readonly StartField[] {
  const valueAt = valuesIn(text);
  const keys = keysIn(text, assignments);
  // What is set, and is no key any more by what else is set, is to be seen all the same.
  const left = keysIn(text, []).filter(
    ({ name }) => assignments.some((set) => set.startsWith(`${name}=`)) && !keys.some((key) => key.name === name),
  );
  return [...keys, ...left].map((key) => fieldOf(key, valueAt(key.path) ?? key.default));
}

/** Those of the variants that are set: with another algorithm there are other keys. */
function keysIn(text: string, assignments: readonly string[]): readonly ExperimentKey[] {
  const set = assignments.reduce((current, assignment) => {
    const next = applyOverrides(current, [assignment]);
    return next.kind === 'applied' ? next.text : current;
  }, text);
  const valueAt = valuesIn(set);
  return experimentKeys((path) => valueAt(path)).filter(({ name }) => name !== 'seed');
}

function valuesIn(text: string): (path: KeyPath) => unknown {
  const { document } = parseText(text);
  return (path) => {
    const node = findValue(document, path);
    return node && valueOfNode(node);
  };
}

function fieldOf({ name, path, outline }: ExperimentKey, inFile: unknown): StartField {
  const choices = outline.kind === 'flag' ? ['true', 'false'] : outline.kind === 'choice' ? outline.choices : null;
  return {
    name,
    section: String(path[0]),
    description: outline.description,
    allowed: describeOutline(outline),
    choices,
    isNumber: outline.kind === 'number',
    inFile: inFile === undefined ? '' : choices === null ? formatInline(inFile) : String(inFile),
  };
}
