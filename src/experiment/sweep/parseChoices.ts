// What a person asks to vary at a start, `key=value,value…` and how many seeds, put into the file's text as its sweep.

import { quote } from '../../base/quote.ts';
import { applyOverrides } from '../applyOverrides.ts';
import { editsToSet } from '../documentEdits.ts';
import { valueOfNode } from '../documentValue.ts';
import { applyTextEdits, findValue } from '../experimentDocument.ts';
import { parseText } from '../parseText.ts';

export interface SweepChoices {
  /** `key.path=value` sets a value for all runs, `key.path=value,value…` lets it vary. */
  readonly assignments: readonly string[];
  /** How many seeds, or which; undefined: as the file says. */
  readonly seeds: number | readonly number[] | undefined;
  /** In the place of what the file says of it; undefined: as the file says. */
  readonly halving?: { readonly firstRung: number; readonly reductionFactor: number | undefined } | undefined;
}

export type SweepText =
  | {
      readonly kind: 'applied';
      /** The file's text with what was chosen, comments kept. */
      readonly text: string;
      /** What all runs override. */
      readonly common: readonly string[];
    }
  /** What is wrong with which choice. */
  | { readonly kind: 'refused'; readonly message: string };

/**
 * A key that is given several values joins the parameters of the file's sweep, or takes the place of one; without a
 * sweep in the file it begins a grid.
 */
export function applyChoices(text: string, { assignments, seeds, halving }: SweepChoices): SweepText {
  const split = assignments.map((assignment) => ({ assignment, ...splitAssignment(assignment) }));
  const common = split.filter(({ values }) => values.length < 2).map(({ assignment }) => assignment);
  const applied = common.length === 0 ? ({ kind: 'applied', text } as const) : applyOverrides(text, common);
  if (applied.kind === 'refused') return applied;
  const varied = split.filter(({ values }) => values.length > 1);
  if (varied.length === 0 && seeds === undefined && halving === undefined) return { ...applied, common };
  return addToSweep(applied.text, { varied, seeds, halving, common });
}

interface Varied {
  readonly varied: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly seeds: SweepChoices['seeds'];
  readonly halving: SweepChoices['halving'];
  readonly common: readonly string[];
}

function addToSweep(text: string, { varied, seeds, halving, common }: Varied): SweepText {
  const { document } = parseText(text);
  const node = findValue(document, ['sweep']);
  const written = node === undefined ? {} : valueOfNode(node);
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    return { kind: 'refused', message: '"sweep" of the file is no object, so nothing can be varied beside it.' };
  const sweep = new Map<string, unknown>(Object.entries(written));
  const [first] = varied;
  if (sweep.get('method') === 'list' && first !== undefined) {
    const message = `The file lists its settings one by one, so ${quote(first.key)} cannot be given several values as well.`;
    return { kind: 'refused', message };
  }
  const before = sweep.get('parameters');
  const parameters = new Map<string, unknown>(
    typeof before === 'object' && before !== null ? Object.entries(before) : [],
  );
  for (const { key, values } of varied) parameters.set(key, values.map(parseValue));
  if (sweep.get('method') !== 'list') {
    // Only seeds vary.
    if (parameters.size === 0) sweep.set('method', 'list').set('settings', [{}]);
    else sweep.set('parameters', Object.fromEntries(parameters));
  }
  if (seeds !== undefined) sweep.set('seeds', seeds);
  if (halving !== undefined) {
    const { firstRung, reductionFactor } = halving;
    sweep.set('successiveHalving', { firstRung, ...(reductionFactor !== undefined && { reductionFactor }) });
  }
  const edits = editsToSet(document, ['sweep'], Object.fromEntries(sweep));
  if (edits === undefined)
    return { kind: 'refused', message: 'The file is no object, so nothing in it can be varied.' };
  return { kind: 'applied', text: applyTextEdits(text, edits), common };
}

/** Values are apart where a comma stands outside of brackets and quotes. */
function splitAssignment(assignment: string): { readonly key: string; readonly values: readonly string[] } {
  const equals = assignment.indexOf('=');
  if (equals < 0) return { key: assignment, values: [] };
  const key = assignment.slice(0, equals).trim();
  return { key, values: splitValues(assignment.slice(equals + 1)) };
}

/** `0.1, [1, 2], "a,b"` are three values; a text without quotes may stand for itself. */
export function splitValues(text: string): readonly string[] {
  const values: string[] = [];
  let [depth, isQuoted, start] = [0, false, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isQuoted && character === '\\') at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === ',' && depth <= 0) {
      values.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...values, text.slice(start).trim()];
}

/** As JSON where it is JSON, otherwise as a text. */
function parseValue(text: string): unknown {
  const { document, problems } = parseText(text);
  return problems.length > 0 || document.root === undefined ? text : valueOfNode(document.root);
}
