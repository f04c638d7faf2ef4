// Read-only documents of a run: its log as it grows, and its experiment file as it was when the run was made, under the file's own name.

import { unwatchFile, watchFile } from 'node:fs';
import path from 'node:path';
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  type FileSystemProvider,
  Uri,
  workspace,
} from 'vscode';
import { plainText } from '../base/shownText.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { runDocumentScheme } from './contributions.ts';
import { DisposableStore } from './disposableStore.ts';
import type { RunRecord } from './runs/runRecord.ts';

/** As long as a tab's label is read. */
const longestName = 200;

/** How often the log of an open editor is looked at. */
const watchMilliseconds = 500;

/** The document's address: the run's directory, then the name of the file that the experiment was read from. */
export function sourceDocumentUri({ directory, manifest }: RunRecord): Uri {
  return documentUri(path.join(directory, plainText(path.basename(manifest.experimentPath), longestName)));
}

export function logDocumentUri({ directory }: RunRecord): Uri {
  return documentUri(runFiles(directory).log);
}

/** Serves the documents until disposed. */
export function registerRunDocuments(): Disposable {
  const store = new DisposableStore();
  const documents = store.add(new RunDocuments());
  store.add(workspace.registerFileSystemProvider(runDocumentScheme, documents, { isReadonly: true, isCaseSensitive: true }));
  return store;
}

class RunDocuments implements FileSystemProvider, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<FileChangeEvent[]>());
  readonly onDidChangeFile = this.#changed.event;

  /** VS Code asks for it while a document is open. */
  watch(uri: Uri): Disposable {
    const file = fileOf(uri).fsPath;
    const tell = () => this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
    watchFile(file, { interval: watchMilliseconds, persistent: false }, tell);
    return this.#store.add({ dispose: () => unwatchFile(file, tell) });
  }

  stat(uri: Uri) {
    return workspace.fs.stat(fileOf(uri));
  }

  readFile(uri: Uri) {
    return workspace.fs.readFile(fileOf(uri));
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function documentUri(file: string): Uri {
  return Uri.file(file).with({ scheme: runDocumentScheme });
}

/** The file of the run that the document shows. */
function fileOf(document: Uri): Uri {
  const shown = document.with({ scheme: 'file' }).fsPath;
  const { log, source } = runFiles(path.dirname(shown));
  return Uri.file(path.basename(shown) === path.basename(log) ? log : source);
}
