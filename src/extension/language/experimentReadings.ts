// How experiment files are read: once for each version of a text, for all features together.

import path from 'node:path';
import type * as vscode from 'vscode';
import { type ExperimentFileReading, readExperimentFile } from '../../experiment/sweep/readExperimentFile.ts';
import { checksOnDisk } from '../../launchers/namedWeights.ts';
import { lookUpFor } from '../editor/dataLookup.ts';

/** Milliseconds, within which whoever types notices nothing: what is left of a sweep is tried when it is started. */
const patience = 100;

/** Readings of open experiment files; a text is read again only when it, or what its paths point to, has changed. */
export class ExperimentReadings {
  #readings = new WeakMap<vscode.TextDocument, { readonly version: number; readonly reading: ExperimentFileReading }>();

  read(document: vscode.TextDocument): ExperimentFileReading {
    const known = this.#readings.get(document);
    if (known?.version === document.version) return known.reading;
    const folder = document.uri.scheme === 'file' ? { folder: path.dirname(document.uri.fsPath) } : {};
    const checks = checksOnDisk((absolute) => lookUpFor(document.uri, absolute));
    const reading = readExperimentFile(document.getText(), { ...folder, ...checks, patience });
    this.#readings.set(document, { version: document.version, reading });
    return reading;
  }

  /** Makes the next `read` look at the disk again. */
  forget(document: vscode.TextDocument): void {
    this.#readings.delete(document);
  }
}
