// What file systems of documents about runs have in common: single files, looked at while they are open, in no folder that
// anybody could list or change.

import { unwatchFile, watchFile } from 'node:fs';
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  type Uri,
} from 'vscode';
import { DisposableStore } from './disposableStore.ts';

/** How often the file behind an open document is looked at. */
const watchMilliseconds = 500;

export abstract class RunFileSystem implements FileSystemProvider, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<FileChangeEvent[]>());
  readonly onDidChangeFile = this.#changed.event;

  /** VS Code asks for it while a document is open. */
  abstract watch(uri: Uri): Disposable;
  abstract stat(uri: Uri): Promise<FileStat>;
  abstract readFile(uri: Uri): Promise<Uint8Array>;
  abstract writeFile(uri: Uri, content: Uint8Array): Promise<void>;

  readDirectory(uri: Uri): never {
    throw FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: Uri): never {
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

  /** Tells of changes of `file` as changes of `uri`, until disposed, here or by whoever has the result. */
  protected follow(file: string, uri: Uri, onEnd: () => void = () => undefined): Disposable {
    const tell = () => this.tellChanged(uri);
    watchFile(file, { interval: watchMilliseconds, persistent: false }, tell);
    return this.#store.add({
      dispose: () => {
        unwatchFile(file, tell);
        onEnd();
      },
    });
  }

  protected tellChanged(uri: Uri): void {
    this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
  }
}
