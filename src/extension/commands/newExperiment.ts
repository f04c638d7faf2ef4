// Writes a new experiment file from a preset and opens it.

import { l10n, Uri, type WorkspaceFolder, window, workspace } from 'vscode';
import { companionsOf } from '../../experiment/presetFiles.ts';
import { groupPresets, offeredPresets, type Preset } from '../../experiment/presets.ts';
import { type Choice, chooseOne, chooseWorkspaceFolder, type Heading } from '../doors/questions.ts';
import { experimentFileEnding } from '../editor/contributions.ts';

/**
 * The file that was written; undefined where none was. Without a folder to write into, the text opens as a file that is
 * not saved yet.
 *
 * @param called may be a preset's id
 */
export async function newExperiment(called: unknown): Promise<Uri | undefined> {
  const preset = offeredPresets.find(({ id }) => id === called) ?? (await pickPreset());
  if (preset === undefined) return undefined;
  const folder = await chooseFolder();
  if (folder === 'none chosen') return undefined;
  const uri = folder === undefined ? undefined : await freeName(folder.uri, preset.id);
  if (uri === undefined) {
    const untitled = Uri.from({ scheme: 'untitled', path: `${preset.id}${experimentFileEnding}` });
    const editor = await window.showTextDocument(await workspace.openTextDocument(untitled));
    await editor.edit((edit) => edit.insert(editor.document.positionAt(0), preset.text));
    return undefined;
  }
  await workspace.fs.writeFile(uri, new TextEncoder().encode(preset.text));
  for (const { name, text } of companionsOf(preset)) await writeUnlessThere(Uri.joinPath(uri, '..', name), text);
  await window.showTextDocument(uri, { preview: false });
  return uri;
}

async function pickPreset(): Promise<Preset | undefined> {
  const rows: (Choice<Preset> | Heading)[] = groupPresets().flatMap(({ heading, presets: ofGroup }) => [
    { heading },
    ...ofGroup.map(presetRow),
  ]);
  return chooseOne(rows, {
    title: l10n.t('New Experiment'),
    placeHolder: l10n.t('Choose what to begin from'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

function presetRow(preset: Preset): Choice<Preset> {
  const { title, description, needs } = preset;
  return {
    value: preset,
    label: title,
    detail: description,
    ...(needs === null ? {} : { description: l10n.t('needs {0}', needs) }),
  };
}

async function chooseFolder(): Promise<WorkspaceFolder | undefined | 'none chosen'> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length < 2) return folders[0];
  return (await chooseWorkspaceFolder(l10n.t('Choose the folder for the experiment'))) ?? 'none chosen';
}

/** `name.reptile.json`, or `name-2.reptile.json` and so on where that exists. */
async function freeName(folder: Uri, name: string): Promise<Uri> {
  // Some file systems take names that differ in case only for the same.
  const taken = new Set((await workspace.fs.readDirectory(folder)).map(([other]) => other.toLowerCase()));
  for (let number = 1; ; number++) {
    const fileName = `${name}${number === 1 ? '' : `-${number}`}${experimentFileEnding}`;
    if (!taken.has(fileName.toLowerCase())) return Uri.joinPath(folder, fileName);
  }
}

/** A companion that is there was perhaps changed already: it is kept. */
async function writeUnlessThere(uri: Uri, text: string): Promise<void> {
  try {
    await workspace.fs.stat(uri);
  } catch {
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
}
