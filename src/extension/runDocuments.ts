// Read-only documents of a run: its experiment file as it was when the run was made, under the file's own name.

import path from 'node:path';
import { Disposable, EventEmitter, type FileChangeEvent, FileSystemError, type FileSystemProvider, Uri, workspace } from 'vscode';
import { runFiles } from '../runs/runDirectory.ts';
import { runDocumentScheme } from './contributions.ts';
import type { RunRecord } from './runs/runRecord.ts';

/** The document's address: the run's directory, then the name of the file that the experiment was read from. */
export function sourceDocumentUri({ directory, manifest }: RunRecord): Uri {
  const source = Uri.file(path.join(directory, path.basename(manifest.experimentPath)));
  return source.with({ scheme: runDocumentScheme });
}

/** Serves the documents until disposed. */
export function registerRunDocuments(): Disposable {
  return workspace.registerFileSystemProvider(runDocumentScheme, new RunDocuments(), { isReadonly: true, isCaseSensitive: true });
}

class RunDocuments implements FileSystemProvider {
  // What a run was made from never changes.
  readonly onDidChangeFile = new EventEmitter<FileChangeEvent[]>().event;

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  stat(uri: Uri) {
    return workspace.fs.stat(sourceFileOf(uri));
  }

  readFile(uri: Uri) {
    return workspace.fs.readFile(sourceFileOf(uri));
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
}

function sourceFileOf(uri: Uri): Uri {
  const directory = path.dirname(uri.with({ scheme: 'file' }).fsPath);
  return Uri.file(runFiles(directory).source);
}
