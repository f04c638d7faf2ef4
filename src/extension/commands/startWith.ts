// "Start with…": the person sets keys of the experiment for this start, each checked as it is typed; several values, or
// several seeds, make a sweep.

import { l10n, type TextDocument, type Uri, workspace } from 'vscode';
import { describeOutline } from '../../experiment/describeOutline.ts';
import { formatInline } from '../../experiment/documentEdits.ts';
import { valueOfNode } from '../../experiment/documentValue.ts';
import { findValue } from '../../experiment/experimentDocument.ts';
import { type ExperimentKey, experimentKeys } from '../../experiment/experimentKeys.ts';
import { parseText } from '../../experiment/parseText.ts';
import { splitValues } from '../../experiment/sweep/parseChoices.ts';
import { prepareSubmission } from '../../launchers/prepareSubmission.ts';
import { reportError } from '../doors/messages.ts';
import { askForText, type Choice, chooseOne, chooseSeveral, type Heading } from '../doors/questions.ts';
import { runsFolderOfFile } from '../editor/configuration.ts';
import type { Services } from '../services.ts';
import { chosenIn } from '../start/formOf.ts';
import { openStartForm } from '../start/startForm.ts';
import {
  assignmentsOf,
  type Chosen,
  countChosenRuns,
  isSweep,
  seedsProblem,
  valuesProblem,
} from '../start/typedChoices.ts';
import { findExperimentToStart } from './experimentToStart.ts';
import { refuse, savedDocument, startPrepared } from './startMetaTraining.ts';
import { startSweepOf } from './startSweep.ts';

type Step =
  | { readonly kind: 'start' }
  | { readonly kind: 'seeds' }
  | { readonly kind: 'form' }
  | { readonly kind: 'key'; readonly key: ExperimentKey };

/** Gives the new run's directory, or the id of the runs' group; undefined when nothing was started. */
export async function startWith(services: Services, called: unknown): Promise<string | undefined> {
  const uri = await findExperimentToStart(called);
  const document = uri && (await savedDocument(uri));
  if (document === undefined) return undefined;
  const chosen = await chooseForStart(document.getText(), (before) => openForm(services, document.uri, before));
  return chosen && start(services, document, chosen);
}

function openForm(services: Services, uri: Uri, { values, seeds }: Chosen): void {
  openStartForm(services.extensionUri, uri, {
    choices: { values: Object.fromEntries(values), seeds },
    start: async (choices) => {
      const document = await savedDocument(uri);
      if (document !== undefined) await start(services, document, chosenIn(document.getText(), choices));
    },
    onError: (error) => reportError(services.log, error),
  });
}

/**
 * What the person sets of the experiment in `text` for a start; undefined where they left the list.
 * @param openForm goes on in a form with what is set by now, which leaves the list; offered where it is given
 */
export async function chooseForStart(text: string, openForm?: (chosen: Chosen) => void): Promise<Chosen | undefined> {
  const chosen: Chosen = { values: new Map(), seeds: '' };
  for (;;) {
    const step = await chooseStep(text, chosen, openForm !== undefined);
    if (step === undefined) return undefined;
    switch (step.kind) {
      case 'start':
        return chosen;
      case 'form':
        openForm?.(chosen);
        return undefined;
      case 'seeds':
        await askForSeeds(chosen);
        break;
      case 'key':
        await askForValues(text, step.key, chosen);
        break;
    }
  }
}

async function start(services: Services, document: TextDocument, chosen: Chosen): Promise<string | undefined> {
  const { seeds } = chosen;
  const assignments = assignmentsOf(chosen);
  if (isSweep(chosen)) {
    const numbers = seeds.split(',').map(Number);
    const asked = seeds === '' ? undefined : numbers.length === 1 ? numbers[0] : numbers;
    return startSweepOf(services, document, { assignments, seeds: asked });
  }
  const source = await workspace.fs.readFile(document.uri);
  const prepared = prepareSubmission({ file: document.uri.fsPath, source, overrides: assignments });
  if (prepared.kind === 'ready') return startPrepared(services, prepared, runsFolderOfFile(document.uri));
  await refuse(document, prepared);
  return undefined;
}

function chooseStep(text: string, chosen: Chosen, offersForm: boolean): Promise<Step | undefined> {
  const { values, seeds } = chosen;
  const { document } = parseText(text);
  const valueAt = (path: ExperimentKey['path']) => {
    const node = findValue(document, path);
    return node && valueOfNode(node);
  };
  const toRow = (key: ExperimentKey): Choice<Step> => {
    const typed = values.get(key.name);
    const inFile = valueAt(key.path) ?? key.default;
    const description = typed ?? (inFile === undefined ? '' : formatInline(inFile));
    return {
      value: { kind: 'key', key },
      label: key.name,
      description,
      detail: key.outline.description,
      ...(typed === undefined ? {} : { icon: 'edit' }),
    };
  };
  const keys = experimentKeys((path) => valueAt(path))
    .filter(({ name }) => name !== 'seed')
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const isSet = ({ name }: ExperimentKey) => values.has(name);
  const rows: (Choice<Step> | Heading)[] = [
    {
      value: { kind: 'start' },
      icon: 'play',
      label: l10n.t('Start'),
      description: summarize(chosen),
      alwaysShow: true,
    },
    { value: { kind: 'seeds' }, icon: 'layers', label: l10n.t('Seeds…'), description: seeds, alwaysShow: true },
    ...(offersForm
      ? [{ value: { kind: 'form' } as const, icon: 'list-flat', label: l10n.t('Set in a Form…'), alwaysShow: true }]
      : []),
    ...(values.size === 0 ? [] : [{ heading: l10n.t('Set for this start') }, ...keys.filter(isSet).map(toRow)]),
    { heading: l10n.t('Keys of the experiment') },
    ...keys.filter((key) => !isSet(key)).map(toRow),
  ];
  return chooseOne(rows, {
    title: l10n.t('Start with…'),
    placeHolder: l10n.t('Choose a key to set for this start, or start'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

/** What is varied most often comes first. */
function rankOf({ path: [section] }: ExperimentKey): number {
  return section === 'algorithm' ? 0 : section === 'model' ? 1 : 2;
}

function summarize(chosen: Chosen): string {
  const runs = countChosenRuns(chosen);
  return runs === 1 ? l10n.t('1 run') : l10n.t('a sweep of {0} runs', runs);
}

async function askForSeeds(chosen: Chosen): Promise<void> {
  const typed = await askForText({
    title: l10n.t('Seeds'),
    prompt: l10n.t(
      'How many seeds every setting is run with, or which, with commas between them. Empty: as the file says.',
    ),
    placeHolder: '3',
    value: chosen.seeds,
    validateInput: (text) => seedsProblem(text, l10n.t),
  });
  if (typed !== undefined) chosen.seeds = typed.trim();
}

async function askForValues(text: string, key: ExperimentKey, { values }: Chosen): Promise<void> {
  const typed = await typeOrChoose(text, key, values.get(key.name));
  if (typed === undefined) return;
  if (typed.trim() === '') values.delete(key.name);
  else values.set(key.name, typed.trim());
}

async function typeOrChoose(text: string, key: ExperimentKey, before: string | undefined): Promise<string | undefined> {
  const { name, outline } = key;
  if (outline.kind === 'choice' || outline.kind === 'flag') {
    const all = outline.kind === 'flag' ? ['true', 'false'] : outline.choices;
    const known = new Set(before === undefined ? [] : splitValues(before));
    const rows = all.map((value) => ({ value, label: value, picked: known.has(value) }));
    const picked = await chooseSeveral(rows, { title: name, placeHolder: l10n.t('Several values make a sweep') });
    return picked?.join(',');
  }
  const allowed = describeOutline(outline);
  return askForText({
    title: name,
    prompt: l10n.t(
      '{0} It must be {1}. Several values, with commas between them, make a sweep.',
      outline.description,
      allowed,
    ),
    value: before ?? '',
    validateInput: (typed) => (typed.trim() === '' ? undefined : valuesProblem(text, name, splitValues(typed), l10n.t)),
  });
}
