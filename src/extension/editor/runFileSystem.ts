// What file systems of documents about runs have in common: single files, looked at while they are open, in no folder that
// anybody could list or change.

import path from 'node:path';
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  l10n,
  Uri,
} from 'vscode';
import { mayLookInto } from './dataLookup.ts';
import { DisposableStore } from './disposableStore.ts';
import { EntryWatch } from './entryWatch.ts';

/** How often the file behind an open document is looked at. */
const watchMilliseconds = 500;

/** Where the window's runs lie: anybody may write a link with an address of any folder, on any computer. */
export interface PlacesOfRuns {
  readonly folders: () => readonly string[];
  /** Resolves when those of the start are known. */
  readonly whenLoaded: Promise<unknown>;
}

export abstract class RunFileSystem implements FileSystemProvider, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<FileChangeEvent[]>());
  readonly onDidChangeFile = this.#changed.event;
  readonly #places: PlacesOfRuns;

  constructor(places: PlacesOfRuns) {
    this.#places = places;
  }

  /** VS Code asks for it while a document is open. */
  abstract watch(uri: Uri): Disposable;
  abstract stat(uri: Uri): Promise<FileStat>;
  abstract readFile(uri: Uri): Promise<Uint8Array>;
  abstract writeFile(uri: Uri, content: Uint8Array): Promise<void>;

  readDirectory(uri: Uri): never {
    throw FileSystemError.FileNotADirectory(uri);
  }

  /** Asked for where a document is saved that cannot be looked at: of which run it is, and why, nobody says. */
  createDirectory(): never {
    throw FileSystemError.Unavailable(
      l10n.t(
        'The run was moved or deleted, or is none of this window. Put it back, open the folder that it lies in, or copy the text to another place.',
      ),
    );
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

  /**
   * Nothing else is looked at, read or written. @throws {FileSystemError} for a folder that lies in none of the window's
   * runs folders, and before the workspace is trusted for one behind a link
   */
  protected async refuseElsewhere(directory: string): Promise<void> {
    await this.#places.whenLoaded;
    if (this.#isOfWindow(directory) && mayLookInto(directory)) return;
    throw FileSystemError.Unavailable(
      l10n.t('{0} is no run of this window. Open the folder that it lies in.', directory),
    );
  }

  #isOfWindow(directory: string): boolean {
    // As addresses write it: with a small letter for a drive.
    const folder = Uri.file(path.dirname(directory)).fsPath;
    return this.#places.folders().some((known) => Uri.file(known).fsPath === folder);
  }

  /**
   * Tells of changes of `file`, of the run in `directory`, as changes of `uri`, until disposed, here or by whoever has the
   * result.
   */
  protected follow(directory: string, file: string, uri: Uri, onEnd: () => void = () => undefined): Disposable {
    const mayLook = () => this.refuseElsewhere(directory);
    const watch = new EntryWatch(file, watchMilliseconds, mayLook, () => this.tellChanged(uri));
    return this.#store.add({
      dispose: () => {
        watch.dispose();
        onEnd();
      },
    });
  }

  protected tellChanged(uri: Uri): void {
    this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
  }
}
