// Notes of runs as documents that are edited as any other text: saving writes the run's marks.

import path from 'node:path';
import { type Disposable, type FileStat, FileSystemError, FileType, Uri, workspace } from 'vscode';
import { lookAtEntry } from '../../base/boundedFile.ts';
import { RefusedFileError } from '../../base/refusedFile.ts';
import { plainText } from '../../base/shownText.ts';
import { changeLogMarks, folderOfLogMarks } from '../../foreign/logMarks.ts';
import { changeMarks } from '../../runs/marks/changeMarks.ts';
import { MarkRefused } from '../../runs/marks/marks.ts';
import { readMarksFile } from '../../runs/marks/marksFile.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { noteScheme } from '../editor/contributions.ts';
import { DisposableStore } from '../editor/disposableStore.ts';
import { type PlacesOfRuns, RunFileSystem } from '../editor/runFileSystem.ts';
import type { RunIndex } from './runIndex.ts';
import { type RunRecord, titleOfRecord } from './runRecord.ts';

const ending = '.note.md';

/**
 * The document's address: the run's folder, then what the run is called, which says nothing about where the note lies. A
 * note that is open already has the address that it was opened with.
 */
export function noteUri(run: RunRecord): Uri {
  const open = workspace.textDocuments.find(
    ({ uri }) => uri.scheme === noteScheme && path.dirname(fileOf(uri)) === run.directory,
  );
  const name = `${fileNameOf(titleOfRecord(run))}${ending}`;
  return open?.uri ?? Uri.file(path.join(run.directory, name)).with({ scheme: noteScheme });
}

const longestName = 80;

/** Harmless in a path, wherever the window is. */
function fileNameOf(title: string): string {
  const name = plainText(title, longestName).replace(/[\\/:*?"<>|#%\ufffd]/g, '-');
  return /^[.\s]*$/.test(name) ? '-' : name;
}

/** Serves the notes until disposed. */
export function registerNotes(index: Pick<RunIndex, 'lookAt' | 'logs'>, places: PlacesOfRuns): Disposable {
  const store = new DisposableStore();
  const notes = store.add(new NoteDocuments(index, places));
  store.add(workspace.registerFileSystemProvider(noteScheme, notes, { isCaseSensitive: true }));
  return store;
}

interface SeenNote {
  readonly note: string;
  /** When it was first seen so, in milliseconds since 1970: another mark makes the note no newer. */
  readonly since: number;
}

class NoteDocuments extends RunFileSystem {
  readonly #index: Pick<RunIndex, 'lookAt' | 'logs'>;
  readonly #seen = new Map<string, SeenNote>();

  constructor(index: Pick<RunIndex, 'lookAt' | 'logs'>, places: PlacesOfRuns) {
    super(places);
    this.#index = index;
  }

  watch(uri: Uri): Disposable {
    const directory = directoryOf(uri);
    return this.follow(directory, runFiles(this.#placeOf(directory)).marks, uri, () => this.#seen.delete(directory));
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { note, since } = await this.#look(uri);
    return { type: FileType.File, ctime: 0, mtime: since, size: Buffer.byteLength(note) };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return new TextEncoder().encode((await this.#look(uri)).note);
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    const directory = directoryOf(uri);
    const note = new TextDecoder().decode(content);
    await this.refuseElsewhere(directory);
    try {
      const change = this.#isLog(directory) ? changeLogMarks : changeMarks;
      await change(directory, [{ kind: 'note', note }]);
    } catch (error) {
      if (error instanceof MarkRefused || error instanceof RefusedFileError)
        throw FileSystemError.Unavailable(error.message);
      throw error;
    }
    await this.#look(uri);
    await (this.#isLog(directory) ? this.#index.logs.lookAt(directory) : this.#index.lookAt(directory));
    this.tellChanged(uri);
  }

  /** Logs of other programs lie elsewhere than runs. */
  protected override async refuseElsewhere(directory: string): Promise<void> {
    await this.#index.logs.whenLooked;
    if (!this.#isLog(directory)) await super.refuseElsewhere(directory);
  }

  #isLog(directory: string): boolean {
    return this.#index.logs.get(directory) !== undefined;
  }

  /** Where the marks lie. */
  #placeOf(directory: string): string {
    return this.#isLog(directory) ? folderOfLogMarks(directory) : directory;
  }

  /** A run that cannot be marked has no note, and none that could be lost by writing one. */
  async #look(document: Uri): Promise<SeenNote> {
    const directory = directoryOf(document);
    await this.refuseElsewhere(directory);
    // The editor strikes the document's name through and keeps its text: an empty note would be saved over it.
    if (!this.#isLog(directory) && (await lookAtEntry(directory)) === undefined)
      throw FileSystemError.FileNotFound(document);
    const reading = await readMarksFile(this.#placeOf(directory));
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
