// Which documents are experiment files, and how they are read: once for each version, for all features together.

import path from 'node:path';
import * as vscode from 'vscode';
import { type ExperimentFileReading, readExperimentFile } from '../../experiment/sweep/readExperimentFile.ts';
import { forecastMemory } from '../../meta/memoryForecast.ts';
import { experimentFileEnding } from '../editor/contributions.ts';
import { lookUpFor } from '../editor/dataLookup.ts';

/** Experiment files on disk and new ones that are not saved yet; not the read-only copies inside runs. */
export const experimentFiles: vscode.DocumentFilter[] = ['file', 'untitled'].map((scheme) => ({
  scheme,
  pattern: `**/*${experimentFileEnding}`,
}));

export function isExperimentFile(document: vscode.TextDocument): boolean {
  return vscode.languages.match(experimentFiles, document) > 0;
}

/** Readings of open experiment files; a text is read again only when it, or what its paths point to, has changed. */
export class ExperimentReadings {
  #readings = new WeakMap<vscode.TextDocument, { readonly version: number; readonly reading: ExperimentFileReading }>();

  read(document: vscode.TextDocument): ExperimentFileReading {
    const known = this.#readings.get(document);
    if (known?.version === document.version) return known.reading;
    const folder = document.uri.scheme === 'file' ? { folder: path.dirname(document.uri.fsPath) } : {};
    // What cannot be looked up is no problem.
    const pathExists = (absolute: string) => lookUpFor(document.uri, absolute) !== 'missing';
    const reading = readExperimentFile(document.getText(), { ...folder, pathExists, forecastMemory });
    this.#readings.set(document, { version: document.version, reading });
    return reading;
  }

  /** Makes the next `read` look at the disk again. */
  forget(document: vscode.TextDocument): void {
    this.#readings.delete(document);
  }
}
