// Read-only documents of a run: its log as it grows, the experiment that it carries out, under its file's own name, and
// what to compare that with.

import path from 'node:path';
import { type Disposable, type FileStat, FileSystemError, FileType, Uri, workspace } from 'vscode';
import { lookAtEntry, readBounded } from '../../base/boundedFile.ts';
import { RefusedFileError } from '../../base/refusedFile.ts';
import { hasCode, messageOf } from '../../base/systemErrors.ts';
import type { Manifest } from '../../runs/manifest.ts';
import { ManifestError, readManifest } from '../../runs/manifestFile.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { runDocumentScheme } from '../editor/contributions.ts';
import { lookUpFor } from '../editor/dataLookup.ts';
import { DisposableStore } from '../editor/disposableStore.ts';
import { type PlacesOfRuns, RunFileSystem } from '../editor/runFileSystem.ts';
import { experimentDocumentName } from './experimentDocumentName.ts';
import type { RunRecord } from './runRecord.ts';

/** Stands in the address: what a document is called says nothing about which file it shows. */
type ShownFile = 'experiment' | 'source' | 'log' | ComparedSide;

/** The run's experiment, and its file's as it is now, with every default written out. */
export type ComparedSide = 'ofRun' | 'ofFile';

/** VS Code hands no document of more than 50 MiB to an extension, and what is longer is not for an editor. */
export const mostShownBytes = 48 * 2 ** 20;

/**
 * The document's address: the run's directory, then the name of the file that the experiment was read from, as far as
 * it is one.
 */
export function experimentDocumentUri({ directory, manifest }: RunRecord): Uri {
  return documentUri(path.join(directory, experimentDocumentName(manifest.experimentPath)), 'experiment');
}

/** As `experimentDocumentUri`, of the text that the run was made from, as it was written. */
export function sourceDocumentUri(run: RunRecord): Uri {
  return experimentDocumentUri(run).with({ query: 'source' satisfies ShownFile });
}

export function comparedDocumentUri(run: RunRecord, side: ComparedSide): Uri {
  return experimentDocumentUri(run).with({ query: side });
}

/** @throws {ExperimentRefused} {IncomparableFileError} */
export async function comparedText(
  { directory, manifest }: { directory: string; manifest: Manifest },
  side: ComparedSide,
): Promise<string> {
  const { textOfFile, textOfRun } = await import('./comparedExperiments.ts');
  if (side === 'ofRun') return textOfRun(directory, manifest);
  return textOfFile(directory, manifest, (file) => lookUpFor(Uri.file(directory), file));
}

export function logDocumentUri({ directory }: RunRecord): Uri {
  return documentUri(runFiles(directory).log, 'log');
}

/** Serves the documents until disposed. */
export function registerRunDocuments(places: PlacesOfRuns): Disposable {
  const store = new DisposableStore();
  const documents = store.add(new RunDocuments(places));
  store.add(
    workspace.registerFileSystemProvider(runDocumentScheme, documents, { isReadonly: true, isCaseSensitive: true }),
  );
  return store;
}

class RunDocuments extends RunFileSystem {
  watch(uri: Uri): Disposable {
    return this.follow(directoryOf(uri), fileOf(uri), uri);
  }

  async stat(uri: Uri): Promise<FileStat> {
    await this.refuseElsewhere(directoryOf(uri));
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
    await this.refuseElsewhere(directoryOf(uri));
    try {
      const side = sideOf(uri);
      if (side === undefined) return await readBounded(fileOf(uri), mostShownBytes);
      const directory = directoryOf(uri);
      return new TextEncoder().encode(await comparedText({ directory, manifest: await readManifest(directory) }, side));
    } catch (error) {
      if (error instanceof ManifestError || error instanceof RefusedFileError || (await cannotBeCompared(error)))
        throw FileSystemError.Unavailable(messageOf(error));
      if (hasCode(error, 'ENOENT')) throw FileSystemError.FileNotFound(uri);
      throw error;
    }
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }
}

async function cannotBeCompared(error: unknown): Promise<boolean> {
  const { IncomparableFileError } = await import('./comparedExperiments.ts');
  const { ExperimentRefused } = await import('../../runs/frozenExperiment.ts');
  return error instanceof IncomparableFileError || error instanceof ExperimentRefused;
}

function documentUri(file: string, shown: ShownFile): Uri {
  return Uri.file(file).with({ scheme: runDocumentScheme, query: shown });
}

function directoryOf(document: Uri): string {
  return path.dirname(document.with({ scheme: 'file', query: '' }).fsPath);
}

function sideOf({ query }: Uri): ComparedSide | undefined {
  return query === 'ofRun' || query === 'ofFile' ? query : undefined;
}

/**
 * The file of the run that the document shows, or is made from. @throws {FileSystemError} for an address that is not
 * one of ours
 */
function fileOf(document: Uri): string {
  const { log, experiment, source } = runFiles(directoryOf(document));
  switch (document.query) {
    case 'log' satisfies ShownFile:
      return log;
    case 'source' satisfies ShownFile:
      return source;
    case 'experiment' satisfies ShownFile:
    case 'ofRun' satisfies ShownFile:
    case 'ofFile' satisfies ShownFile:
      return experiment;
    default:
      throw FileSystemError.FileNotFound(document);
  }
}
