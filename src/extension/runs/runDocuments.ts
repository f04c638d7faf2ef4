// Read-only documents of a run: its log as it grows, and its experiment file as it was when the run was made, under the file's own name.

import { unwatchFile, watchFile } from 'node:fs';
import path from 'node:path';
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Uri,
  workspace,
} from 'vscode';
import { lookAtEntry, readBounded } from '../../base/boundedFile.ts';
import { RefusedFileError } from '../../base/refusedFile.ts';
import { hasCode } from '../../base/systemErrors.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { runDocumentScheme } from '../editor/contributions.ts';
import { DisposableStore } from '../editor/disposableStore.ts';
import { experimentDocumentName } from './experimentDocumentName.ts';
import type { RunRecord } from './runRecord.ts';

/** Stands in the address: what a document is called says nothing about which file it shows. */
type ShownFile = 'experiment' | 'log';

/** How often the log of an open editor is looked at. */
const watchMilliseconds = 500;
/** A longer log is not for an editor. */
const mostShownBytes = 1 << 26;

/** The document's address: the run's directory, then the name of the file that the experiment was read from, as far as it is one. */
export function sourceDocumentUri({ directory, manifest }: RunRecord): Uri {
  return documentUri(path.join(directory, experimentDocumentName(manifest.experimentPath)), 'experiment');
}

export function logDocumentUri({ directory }: RunRecord): Uri {
  return documentUri(runFiles(directory).log, 'log');
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
    const file = fileOf(uri);
    const tell = () => this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
    watchFile(file, { interval: watchMilliseconds, persistent: false }, tell);
    return this.#store.add({ dispose: () => unwatchFile(file, tell) });
  }

  async stat(uri: Uri): Promise<FileStat> {
    const found = await lookAtEntry(fileOf(uri));
    if (found === undefined) throw FileSystemError.FileNotFound(uri);
    return {
      type: found.isFile() ? FileType.File : FileType.Unknown,
      ctime: found.ctimeMs,
      mtime: found.mtimeMs,
      size: found.size,
    };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    try {
      return await readBounded(fileOf(uri), mostShownBytes);
    } catch (error) {
      if (error instanceof RefusedFileError) throw FileSystemError.Unavailable(error.message);
      if (hasCode(error, 'ENOENT')) throw FileSystemError.FileNotFound(uri);
      throw error;
    }
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

function documentUri(file: string, shown: ShownFile): Uri {
  return Uri.file(file).with({ scheme: runDocumentScheme, query: shown });
}

/** The file of the run that the document shows. @throws {FileSystemError} for an address that is not one of ours */
function fileOf(document: Uri): string {
  const { log, source } = runFiles(path.dirname(document.with({ scheme: 'file', query: '' }).fsPath));
  switch (document.query) {
    case 'log' satisfies ShownFile:
      return log;
    case 'experiment' satisfies ShownFile:
      return source;
    default:
      throw FileSystemError.FileNotFound(document);
  }
}
