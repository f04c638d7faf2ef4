// Notes of runs as documents that are edited as any other text: saving writes the run's marks.

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
import { RefusedFileError } from '../../base/refusedFile.ts';
import { plainText } from '../../base/shownText.ts';
import { changeMarks } from '../../runs/marks/changeMarks.ts';
import { MarkRefused } from '../../runs/marks/marks.ts';
import { readMarksFile } from '../../runs/marks/marksFile.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { noteScheme } from '../editor/contributions.ts';
import { DisposableStore } from '../editor/disposableStore.ts';
import type { RunIndex } from './runIndex.ts';
import { type RunRecord, titleOf } from './runRecord.ts';

/** How often the marks of a run whose note is open are looked at. */
const watchMilliseconds = 500;

const ending = '.note.md';

/**
 * The document's address: the run's folder, then what the run is called, which says nothing about where the note lies. A
 * note that is open already has the address that it was opened with.
 */
export function noteUri(run: RunRecord): Uri {
  const open = workspace.textDocuments.find(
    ({ uri }) => uri.scheme === noteScheme && path.dirname(fileOf(uri)) === run.directory,
  );
  const name = `${fileNameOf(titleOf(run))}${ending}`;
  return open?.uri ?? Uri.file(path.join(run.directory, name)).with({ scheme: noteScheme });
}

const longestName = 80;

/** Harmless in a path, wherever the window is. */
function fileNameOf(title: string): string {
  const name = plainText(title, longestName).replace(/[\\/:*?"<>|#%\ufffd]/g, '-');
  return /^[.\s]*$/.test(name) ? '-' : name;
}

/** Serves the notes until disposed. */
export function registerNotes(index: Pick<RunIndex, 'lookAt'>): Disposable {
  const store = new DisposableStore();
  const notes = store.add(new NoteDocuments(index));
  store.add(workspace.registerFileSystemProvider(noteScheme, notes, { isCaseSensitive: true }));
  return store;
}

interface SeenNote {
  readonly note: string;
  /** When it was first seen so, in milliseconds since 1970: another mark makes the note no newer. */
  readonly since: number;
}

class NoteDocuments implements FileSystemProvider, Disposable {
  readonly #index: Pick<RunIndex, 'lookAt'>;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<FileChangeEvent[]>());
  readonly #seen = new Map<string, SeenNote>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(index: Pick<RunIndex, 'lookAt'>) {
    this.#index = index;
  }

  /** VS Code asks for it while a document is open. */
  watch(uri: Uri): Disposable {
    const directory = directoryOf(uri);
    const file = runFiles(directory).marks;
    const tell = () => this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
    watchFile(file, { interval: watchMilliseconds, persistent: false }, tell);
    return this.#store.add({
      dispose: () => {
        unwatchFile(file, tell);
        this.#seen.delete(directory);
      },
    });
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { note, since } = await this.#look(directoryOf(uri));
    return { type: FileType.File, ctime: 0, mtime: since, size: Buffer.byteLength(note) };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return new TextEncoder().encode((await this.#look(directoryOf(uri))).note);
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    const directory = directoryOf(uri);
    const note = new TextDecoder().decode(content);
    try {
      await changeMarks(directory, [{ kind: 'note', note }]);
    } catch (error) {
      if (error instanceof MarkRefused || error instanceof RefusedFileError)
        throw FileSystemError.Unavailable(error.message);
      throw error;
    }
    await this.#look(directory);
    await this.#index.lookAt(directory);
    this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
  }

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

  /** A run that cannot be marked has no note, and none that could be lost by writing one. */
  async #look(directory: string): Promise<SeenNote> {
    const reading = await readMarksFile(directory);
    if (reading.kind === 'newer' || reading.kind === 'refused') throw FileSystemError.Unavailable(reading.problem);
    const note = reading.kind === 'read' ? reading.marks.note : '';
    const known = this.#seen.get(directory);
    if (known?.note === note) return known;
    const seen = { note, since: Math.max(Date.now(), (known?.since ?? 0) + 1) };
    this.#seen.set(directory, seen);
    return seen;
  }
}

/** @throws {FileSystemError} for an address that is not one of ours */
function directoryOf(document: Uri): string {
  const file = fileOf(document);
  if (file.endsWith(ending)) return path.dirname(file);
  throw FileSystemError.FileNotFound(document);
}

function fileOf(document: Uri): string {
  return document.with({ scheme: 'file' }).fsPath;
}
