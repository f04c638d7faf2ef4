// Help for experiment files, loaded when the first of them is open: most windows open before one is.

import { type TextDocument, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { isExperimentFile } from './experimentFiles.ts';
import type { GotDatasets, RunsByExperiment } from './languageFeatures.ts';

/** The features end, or never begin, when the returned object is disposed. */
export function registerLanguageFeatures(
  runs: RunsByExperiment,
  datasets: GotDatasets,
  onError: (error: unknown) => void,
): Disposable {
  const store = new DisposableStore();
  let isAskedFor = false;
  const look = (document: TextDocument) => {
    if (isAskedFor || !isExperimentFile(document)) return;
    isAskedFor = true;
    void load().catch(onError);
  };
  async function load(): Promise<void> {
    const { createLanguageFeatures } = await import('./languageFeatures.ts');
    if (!store.isDisposed) store.add(createLanguageFeatures(runs, datasets));
  }
  store.add(workspace.onDidOpenTextDocument(look));
  workspace.textDocuments.forEach(look);
  return store;
}
