// What a person says of runs, from the editor: star, name, tags, note, colour, and that they are put away.

import { l10n, window } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import { changeLogMarks } from '../../foreign/logMarks.ts';
import { changeMarks } from '../../runs/marks/changeMarks.ts';
import {
  changedMarks,
  MarkRefused,
  type MarksChange,
  nameWith,
  noMarks,
  type RunColour,
  runColours,
  tagsWith,
} from '../../runs/marks/marks.ts';
import { type AddedChoice, askForText, type Choice, chooseOne, chooseOrAdd } from '../doors/questions.ts';
import { noteUri } from '../runs/noteDocuments.ts';
import { type RunRecord, titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { colourIcon } from '../tree/runColourDecorations.ts';
import { attemptEach } from './attemptEach.ts';
import { anyRunOrLog, findTargets } from './runTargets.ts';

/** Stars those that are not; where all are, takes the stars away. */
export async function toggleStar(services: Services, called: unknown, selected: unknown): Promise<void> {
  const runs = await findTargets(services, called, selected, anyRunOrLog());
  const isStarred = runs.some(({ marks }) => !marks.isStarred);
  await markAll(services, runs, [{ kind: 'star', isStarred }]);
}

/** Puts away those that are not; where all are, brings them back. */
export async function toggleArchive(services: Services, called: unknown, selected: unknown): Promise<void> {
  const runs = await findTargets(services, called, selected, anyRunOrLog());
  const isArchived = runs.some(({ marks }) => !marks.isArchived);
  await markAll(services, runs, [{ kind: 'archive', isArchived }]);
}

export async function renameRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const runs = await findTargets(services, called, selected, anyRunOrLog());
  const [first] = runs;
  if (first === undefined) return;
  const name = await askForText({
    title: runs.length === 1 ? l10n.t('Rename Run') : l10n.t('Rename {0} Runs', runs.length),
    prompt: l10n.t('A name of its own, beside its experiment’s. Leave it empty to take it back.'),
    placeHolder: first.manifest.name,
    value: nameWith(first.manifest.name, first.marks),
    validateInput: (text) => refusalOf({ kind: 'name', name: text }),
  });
  if (name === undefined) return;
  // As it was before, and shown, it needs no name of its own.
  const shown = (own: string) => plainText(own, Number.POSITIVE_INFINITY).trim();
  const isOfExperiment = runs.every(({ manifest }) => shown(manifest.name) === name.trim());
  await markAll(services, runs, [{ kind: 'name', name: isOfExperiment ? '' : name }]);
}

export async function editTags(services: Services, called: unknown, selected: unknown): Promise<void> {
  const runs = await findTargets(services, called, selected, anyRunOrLog());
  if (runs.length === 0) return;
  const counts = countTags(runs);
  const known = [...new Set([...counts.keys(), ...countTags(services.index.all()).keys()])];
  const ofAll = known.filter((tag) => counts.get(tag) === runs.length);
  const chosen = await chooseOrAdd(
    known.map((tag) => tagChoice(tag, counts.get(tag) ?? 0, runs.length)),
    {
      title: runs.length === 1 ? l10n.t('Tags of the Run') : l10n.t('Tags of {0} Runs', runs.length),
      placeHolder: l10n.t('Choose tags, or type new ones with commas between them'),
      toAdded: (typed) => addedTags(typed, known),
    },
  );
  if (chosen === undefined) return;
  const add = chosen.filter((tag) => !ofAll.includes(tag));
  const remove = ofAll.filter((tag) => !chosen.includes(tag));
  if (add.length + remove.length > 0) await markAll(services, runs, [{ kind: 'tags', add, remove }]);
}

/** A beginning of a known tag looks for it; what is like none is new. */
function addedTags(typed: string, known: readonly string[]): AddedChoice<string> | undefined {
  const tags = tagsIn(typed);
  if (tags.every((tag) => known.includes(tag)) && tags.length < 2) return undefined;
  const refusal = refusalOf({ kind: 'tags', add: tags, remove: [] });
  const isLooking = tags.length === 1 && known.some((tag) => tag.toLowerCase().includes(typed.trim().toLowerCase()));
  return {
    values: tags,
    label: refusal ?? l10n.t('Add {0}', tags.join(', ')),
    isGood: refusal === undefined,
    isChosen: !isLooking,
  };
}

/** How many of the runs have each, the commonest first. */
function countTags(runs: readonly RunRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { manifest, marks } of runs)
    for (const tag of tagsWith(manifest.tags, marks)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

function tagChoice(tag: string, count: number, of: number): Choice<string> {
  const isPartial = count > 0 && count < of;
  return {
    value: tag,
    label: tag,
    picked: count === of,
    ...(isPartial && { description: l10n.t('{0} of {1} runs have it', count, of) }),
  };
}

function tagsIn(typed: string): readonly string[] {
  const tags = typed.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

/** Notes have lines, so each is a document. */
export async function editNotes(services: Services, called: unknown, selected: unknown): Promise<void> {
  const runs = await findTargets(services, called, selected, anyRunOrLog());
  for (const run of runs) await window.showTextDocument(noteUri(run), { preview: runs.length === 1 });
}

export async function setColour(services: Services, called: unknown, selected: unknown): Promise<void> {
  const runs = await findTargets(services, called, selected, anyRunOrLog());
  const [first] = runs;
  if (first === undefined) return;
  const choices: Choice<RunColour | 'none'>[] = [
    ...runColours.map((colour) => ({ value: colour, label: wordOfColour(colour), iconPath: colourIcon(colour) })),
    { value: 'none', label: l10n.t('No colour of its own') },
  ];
  const placeHolder =
    runs.length === 1 ? l10n.t('Colour of “{0}”', titleOfRecord(first)) : l10n.t('Colour of {0} runs', runs.length);
  const chosen = await chooseOne(choices, { placeHolder });
  if (chosen === undefined) return;
  await markAll(services, runs, [{ kind: 'colour', colour: chosen === 'none' ? undefined : chosen }]);
}

function wordOfColour(colour: RunColour): string {
  switch (colour) {
    case 'blue':
      return l10n.t('Blue');
    case 'amber':
      return l10n.t('Amber');
    case 'green':
      return l10n.t('Green');
    case 'magenta':
      return l10n.t('Magenta');
    case 'brown':
      return l10n.t('Brown');
    case 'navy':
      return l10n.t('Navy');
    case 'yellow':
      return l10n.t('Yellow');
    case 'grey':
      return l10n.t('Grey');
  }
}

/** Why it could not be kept; undefined where it can. */
function refusalOf(change: MarksChange): string | undefined {
  try {
    changedMarks(noMarks, [change]);
    return undefined;
  } catch (error) {
    if (error instanceof MarkRefused) return error.message;
    throw error;
  }
}

async function markAll(
  { index }: Services,
  runs: readonly RunRecord[],
  changes: readonly MarksChange[],
): Promise<void> {
  await attemptEach(runs, async ({ directory }) => {
    if (index.logs.get(directory) === undefined) {
      await changeMarks(directory, changes);
      await index.lookAt(directory);
    } else {
      await changeLogMarks(directory, changes);
      await index.logs.lookAt(directory);
    }
    return 'goOn';
  });
}
