// Tries every setting of a sweep on its experiment: what the file would say with it is read as any other file is.

import { applyOverrides, pathOfAssignment } from '../applyOverrides.ts';
import { formatNumber } from '../describeOutline.ts';
import { valueOfNode } from '../documentValue.ts';
import { type ExperimentDocument, findValue, headRange, rangeOf } from '../experimentDocument.ts';
import type { Problem, TextRange } from '../problem.ts';
import { type ReadOptions, readExperiment } from '../readExperiment.ts';
import { type ReadingRuleId, readingProblem } from '../readingRules.ts';
import type { Sweep } from '../schema.ts';
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
export function checkSettings(settings: readonly Setting[], file: FileOfSweep): Problem[] {
  const text = textWithoutSweep(file.document);
  const [most, values] = [countTried(text, settings), Math.max(...settings.map(({ length }) => length))];
  if (most < 1) return [tooMuchToSet(text.length, values, file.document)];
  const step = Math.max(1, settings.length / most);
  const complaints: Complaint[] = [];
  const known = new Map<string, number>();
  for (let at = 0; at < settings.length; at += step) {
    const position = Math.floor(at);
    const setting = settings[position];
    if (setting === undefined) break;
    const tried = trySetting(text, setting, file.options);
    if (tried.kind === 'refused') {
      complaints.push(placeComplaint(tried, position, setting, file));
      continue;
    }
    const earlier = known.get(tried.experiment);
    known.set(tried.experiment, earlier ?? position);
    if (earlier !== undefined) complaints.push(sameExperiment(settings[earlier] ?? [], setting, position, file));
  }
  return gather(complaints);
}

/** Setting a value reads the whole text, and what was set before. */
function countTried(text: string, settings: readonly Setting[]): number {
  const longest = settings.reduce<Setting>((known, each) => (each.length > known.length ? each : known), []);
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
