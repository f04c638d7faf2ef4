// The form of a start: the keys of the experiment with what the file says, and what is wrong with what was typed, by the
// rules of the file.

import { createBreather } from '../../base/breather.ts';
import { describeOutline } from '../../experiment/describeOutline.ts';
import { formatInline } from '../../experiment/documentEdits.ts';
import type { ExperimentKey } from '../../experiment/experimentKeys.ts';
import { splitValues } from '../../experiment/sweep/parseChoices.ts';
import type { StartChoices, StartField, StartForm } from '../../panel/startMessages.ts';
import type { Translate } from '../../words/translate.ts';
import { lookAt, type TextLook } from './textLook.ts';
import { type Chosen, countChosenRuns, duplicateProblem, isSweep, seedsProblem } from './typedChoices.ts';

/** What the form shows of an experiment file's `text` where `choices` are made. */
export function formOf(text: string, choices: StartChoices, translate: Translate): StartForm {
  const steps = checking(text, choices, translate);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same with turns for others; undefined as soon as `isOutdated`, which is asked between stretches of the work. */
export async function formInTurns(
  text: string,
  choices: StartChoices,
  { translate, isOutdated }: { readonly translate: Translate; readonly isOutdated: () => boolean },
): Promise<StartForm | undefined> {
  const breathe = createBreather();
  const steps = checking(text, choices, translate);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await breathe();
    if (isOutdated()) return undefined;
  }
}

/** So many characters are read for it at most, by values that are tried, as one types: a start tries all. */
const mostRead = 2 ** 21;
const fewestTried = 4;

function* checking(text: string, choices: StartChoices, translate: Translate): Generator<void, StartForm> {
  const look = lookAt(text);
  yield;
  const chosen = chosenIn(text, choices);
  yield;
  const firsts = [...chosen.values].map(([key, typed]) => [key, `${key}=${splitValues(typed)[0] ?? ''}`] as const);
  const together = firsts.map(([, assignment]) => assignment);
  const name = look.valueAt(['name']);
  const problems: Record<string, string> = {};
  let left = Math.max(fewestTried, Math.floor(mostRead / text.length));
  function* problemOf(values: readonly string[], set: (value: string) => readonly string[]) {
    for (const value of values) {
      if (left-- <= 0) break;
      const problem = look.problemWith(set(value));
      yield;
      if (problem !== undefined) return problem;
    }
    return duplicateProblem(values, translate);
  }
  for (const [key, typed] of chosen.values) {
    const others = firsts.filter(([other]) => other !== key).map(([, assignment]) => assignment);
    const values = splitValues(typed);
    // What is wrong by itself may be right with what else is set.
    const problem = yield* problemOf(values, (value) => [`${key}=${value}`]);
    if (problem !== undefined && (yield* problemOf(values, (value) => [...others, `${key}=${value}`])) !== undefined)
      problems[key] = problem;
  }
  const ofSeeds = seedsProblem(choices.seeds, translate) ?? null;
  const isWrong = Object.keys(problems).length > 0;
  const problem = isWrong ? null : (look.problemWith(together) ?? null);
  yield;
  return {
    kind: 'form',
    choices,
    name: typeof name === 'string' ? name : '',
    fields: fieldsOf(look, together),
    problems,
    seedsProblem: ofSeeds,
    problem,
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
    lookAt(text)
      .keysWith(typed.map(([key, value]) => `${key}=${splitValues(value)[0] ?? ''}`))
      .map(({ name }, place) => [name, place]),
  );
  const placeOf = (key: string) => places.get(key) ?? Number.POSITIVE_INFINITY;
  const sorted = typed.toSorted(([one], [other]) => {
    const [a, b] = [placeOf(one), placeOf(other)];
    return a === b ? 0 : a - b;
  });
  return { values: new Map(sorted), seeds: seeds.trim() };
}

function fieldsOf(look: TextLook, assignments: readonly string[]): readonly StartField[] {
  const keys = look.keysWith(assignments);
  // What is set, and is no key any more by what else is set, is to be seen all the same.
  const left = look
    .keysWith([])
    .filter(
      ({ name }) => assignments.some((set) => set.startsWith(`${name}=`)) && !keys.some((key) => key.name === name),
    );
  return [...keys, ...left].map((key) => fieldOf(key, look.valueAt(key.path) ?? key.default));
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
