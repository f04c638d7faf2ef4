// Tries every setting of a sweep on its experiment: what the file would say with it is read as any other file is.

import { applyOverrides, pathOfAssignment } from '../applyOverrides.ts';
import { formatNumber } from '../describeOutline.ts';
import { valueOfNode } from '../documentValue.ts';
import { type ExperimentDocument, findValue, headRange, rangeOf } from '../experimentDocument.ts';
import type { Problem, TextRange } from '../problem.ts';
import { type ReadOptions, readExperiment } from '../readExperiment.ts';
import { type ReadingRuleId, readingProblem } from '../readingRules.ts';
import type { Sweep } from '../schema.ts';
import type { SettingList } from './settingList.ts';
import { type Assignment, describeSetting, formatAssignment, type Setting } from './sweepPlan.ts';

/**
 * So many are tried here, evenly spread over a sweep that has more: a file is read as one types. Before anything is
 * started each one is tried.
 */
const mostTried = 60;
/** So many characters are read for it at most: some tenths of a second. */
const mostRead = 1 << 21;
/** So many places are named. */
const mostProblems = 20;

interface Complaint {
  readonly rule: ReadingRuleId;
  readonly range: TextRange;
  readonly message: string;
}

interface FileOfSweep {
  readonly sweep: Sweep;
  readonly document: ExperimentDocument;
  readonly options: ReadOptions;
}

/** One problem for each place, with how many other settings fail there. */
export function checkSettings(settings: SettingList, file: FileOfSweep): Problem[] {
  const text = textWithoutSweep(file.document);
  const most = Math.min(countTried(text, settings.longest), settings.count);
  if (most < 1) return [tooMuchToSet(text.length, settings.longest.length, file.document)];
  // What a setting is refused for is errors: that memory may be short is none.
  const { forecastMemory: _, patience = Number.POSITIVE_INFINITY, ...options } = file.options;
  const end = performance.now() + patience;
  const tried = new Map<number, Tried>();
  for (const at of spreadOver(most)) {
    const position = Math.floor((at * settings.count) / most);
    tried.set(position, trySetting(text, settings.at(position), options));
    if (performance.now() >= end) break;
  }
  const complaints: Complaint[] = [];
  const known = new Map<string, number>();
  for (const [position, result] of [...tried].toSorted(([one], [other]) => one - other)) {
    const setting = settings.at(position);
    if (result.kind === 'refused') {
      complaints.push(placeComplaint(result, position, setting, file));
      continue;
    }
    const earlier = known.get(result.experiment);
    known.set(result.experiment, earlier ?? position);
    if (earlier !== undefined) complaints.push(sameExperiment(settings.at(earlier), setting, position, file));
  }
  return gather(complaints);
}

/** 0 … count − 1, each once, so that the first few are already spread over all. */
function* spreadOver(count: number): Generator<number> {
  const bits = Math.ceil(Math.log2(Math.max(2, count)));
  for (let index = 0; index < 2 ** bits; index++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed = 2 * reversed + ((index >> bit) & 1);
    if (reversed < count) yield reversed;
  }
}

/** Setting a value reads the whole text, and what was set before. */
function countTried(text: string, longest: Setting): number {
  const set = longest.reduce((sum, assignment) => sum + formatAssignment(assignment).length, 0);
  return Math.min(mostTried, Math.floor(mostRead / ((text.length + set) * (longest.length + 1))));
}

function tooMuchToSet(characters: number, values: number, document: ExperimentDocument): Problem {
  const message = `This experiment is ${formatNumber(characters)} characters long, and the sweep sets ${values} values of it for a run: that takes too long to be tried. Vary fewer keys, or shorten the experiment.`;
  return readingProblem('sweep-too-large', message, headRange(document, ['sweep']));
}

/** Comments, layout and the sweep itself would be read again for each setting. */
function textWithoutSweep({ root }: ExperimentDocument): string {
  const value = root === undefined ? {} : valueOfNode(root);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return JSON.stringify(Object.fromEntries(entries.filter(([key]) => key !== 'sweep')));
}

type Tried =
  /** All that the experiment says, with every default written out. */
  { readonly kind: 'accepted'; readonly experiment: string } | Refusal;

interface Refusal {
  readonly kind: 'refused';
  readonly rule: 'sweep-key' | 'sweep-value';
  /** The one that is to blame, where that can be told. */
  readonly culprit: Assignment | undefined;
  readonly message: string;
}

function trySetting(text: string, setting: Setting, options: ReadOptions): Tried {
  let current = text;
  for (const assignment of setting) {
    const overridden = applyOverrides(current, [formatAssignment(assignment)]);
    if (overridden.kind === 'refused')
      return { kind: 'refused', rule: 'sweep-key', culprit: assignment, message: overridden.message };
    current = overridden.text;
  }
  const { experiment: ours, external, problems, document } = readExperiment(current, options);
  const experiment = ours ?? external;
  if (experiment !== undefined) return { kind: 'accepted', experiment: JSON.stringify(experiment) };
  const problem = problems.find(({ severity }) => severity === 'error');
  const culprit = problem && setting.find((assignment) => touches(assignment, problem.range, document));
  const message = `With ${describeSetting(setting)} the experiment cannot run. ${problem?.message ?? ''}`.trim();
  return { kind: 'refused', rule: 'sweep-value', culprit, message };
}

/** Whether what the assignment set is where the problem is, or within it. */
function touches({ key }: Assignment, { start, end }: TextRange, document: ExperimentDocument): boolean {
  const node = findValue(document, pathOfAssignment(`${key}=`) ?? []);
  return node !== undefined && node.offset < end.offset && start.offset < node.offset + node.length;
}

function placeComplaint(refusal: Refusal, position: number, setting: Setting, file: FileOfSweep): Complaint {
  const { rule, message, culprit = setting.length === 1 ? setting[0] : undefined } = refusal;
  return { rule, message, range: placeOf(culprit, position, rule, file) };
}

/** The value where it stands in a list, else the parameter's key; without a culprit, the setting or all parameters. */
function placeOf(
  culprit: Assignment | undefined,
  position: number,
  rule: Refusal['rule'],
  { sweep, document }: FileOfSweep,
): TextRange {
  const container = sweep.method === 'list' ? ['sweep', 'settings', position] : ['sweep', 'parameters'];
  if (culprit === undefined) return headRange(document, container);
  const path = [...container, culprit.key];
  if (rule === 'sweep-key') return headRange(document, path);
  const node = findValue(document, path);
  if (sweep.method === 'list') return node === undefined ? headRange(document, path) : rangeOf(document, node);
  const wanted = JSON.stringify(culprit.value);
  const element =
    node?.type === 'array' ? node.children?.find((child) => JSON.stringify(valueOfNode(child)) === wanted) : undefined;
  return element === undefined ? headRange(document, path) : rangeOf(document, element);
}

function sameExperiment(
  earlier: Setting,
  setting: Setting,
  position: number,
  { sweep, document }: FileOfSweep,
): Complaint {
  const path = sweep.method === 'list' ? ['sweep', 'settings', position] : ['sweep', 'parameters'];
  const message = `The setting ${describeSetting(setting)} makes the same experiment as ${describeSetting(earlier)}. Remove one of the two.`;
  return { rule: 'sweep-duplicate', range: headRange(document, path), message };
}

function gather(complaints: readonly Complaint[]): Problem[] {
  const places = new Map<string, { readonly first: Complaint; others: number }>();
  for (const complaint of complaints) {
    const place = `${complaint.rule} ${complaint.range.start.offset}`;
    const known = places.get(place);
    if (known === undefined) places.set(place, { first: complaint, others: 0 });
    else known.others++;
  }
  return [...places.values()].slice(0, mostProblems).map(({ first, others }) => {
    const more = others === 0 ? '' : ` So it is with ${others} other ${others === 1 ? 'setting' : 'settings'}.`;
    return readingProblem(first.rule, `${first.message}${more}`, first.range);
  });
}
