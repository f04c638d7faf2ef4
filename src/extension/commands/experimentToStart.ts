// Which experiment file to start: the one the command was called on, the one in the editor, or one of the workspace.

import path from 'node:path';
import { commands, l10n, type TabGroup, TabInputText, Uri, window, workspace } from 'vscode';
import { type Choice, chooseOne } from '../doors/questions.ts';
import { commandIds, experimentFileEnding, runDocumentScheme } from '../editor/contributions.ts';

/** The preset that starts with nothing but this extension. */
const exampleToStart = 'mnist-digits';

/** Undefined when the person chose none, or went to write a new one. */
export async function findExperimentToStart(called: unknown): Promise<Uri | undefined> {
  if (called instanceof Uri) return called;
  const active = experimentOf(window.tabGroups.activeTabGroup);
  if (active !== undefined) return active;
  const visible = new Map(
    window.tabGroups.all.flatMap((group) => {
      const experiment = experimentOf(group);
      return experiment === undefined ? [] : [[experiment.toString(), experiment] as const];
    }),
  );
  const [only, ...others] = visible.values();
  return only !== undefined && others.length === 0 ? only : pickExperiment();
}

/**
 * The experiment that the group shows. A tab is known as soon as it is there, its text editor only when the file has
 * been read.
 */
function experimentOf({ activeTab }: TabGroup): Uri | undefined {
  const input = activeTab?.input;
  return input instanceof TabInputText && isExperiment(input.uri) ? input.uri : undefined;
}

export function isExperiment(uri: Uri): boolean {
  return uri.path.endsWith(experimentFileEnding) && uri.scheme !== runDocumentScheme;
}

async function pickExperiment(): Promise<Uri | undefined> {
  const files = await workspace.findFiles(`**/*${experimentFileEnding}`, '{**/node_modules/**,**/.reptile/**}');
  const newExperiment: Choice<Uri | 'new' | 'example'> = {
    value: 'new',
    icon: 'new-file',
    label: l10n.t('New Experiment…'),
    alwaysShow: true,
  };
  const example: Choice<Uri | 'new' | 'example'> = {
    value: 'example',
    icon: 'beaker',
    label: l10n.t('Handwritten digits'),
    description: l10n.t('an example that needs no download'),
  };
  const picks = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((uri) => ({ value: uri, label: path.basename(uri.path), description: folderOf(uri) }));
  const picked = await chooseOne<Uri | 'new' | 'example'>(
    [...(picks.length === 0 ? [example] : picks), newExperiment],
    {
      placeHolder:
        picks.length === 0
          ? l10n.t('The workspace has no experiment files yet')
          : l10n.t('Choose the experiment to start'),
      matchOnDescription: true,
    },
  );
  if (picked === 'example') return commands.executeCommand<Uri | undefined>(commandIds.newExperiment, exampleToStart);
  if (picked !== 'new') return picked;
  await commands.executeCommand(commandIds.newExperiment);
  return undefined;
}

function folderOf(uri: Uri): string {
  const folder = path.dirname(workspace.asRelativePath(uri));
  return folder === '.' ? '' : folder;
}
