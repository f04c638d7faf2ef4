// A person's own samples for a run's model: pictures, recordings, texts, rows or numbers, each with its class or values where
// they are known.

import type { SpeechFeatures } from '../../experiment/schema.ts';
import { createFeatureExtractor } from '../speech/featureExtractor.ts';
import { readShortRecording } from '../speech/loadSpeech.ts';
import { TaskError } from '../taskError.ts';
import { readOwnFiles } from './ownFiles.ts';
import { readOwnNumbers } from './ownNumbers.ts';
import { readOwnPictures } from './ownPictures.ts';
import type { OwnDemand, OwnSample } from './ownSample.ts';
import { readOwnTable } from './ownTable.ts';
import { readOwnTexts } from './ownTexts.ts';

/**
 * All samples in `place`: a folder or a zip of pictures or recordings, whose folders are the classes, or a file of texts,
 * rows or numbers. At least one; every one of them can be used.
 * @throws {TaskError} naming the file and, in a table, the line, and what to do
 */
export async function readOwnSamples(place: string, demand: OwnDemand): Promise<readonly OwnSample[]> {
  const { task } = demand;
  switch (task.kind) {
    case 'images':
      return readOwnPictures(place, task.dataset);
    case 'speech':
      return readOwnRecordings(place, task.features);
    case 'text':
      return readOwnTexts(place, task.encoding, demand.trainingTexts);
    case 'table':
      if (demand.table === undefined) throw new TypeError('Rows of a table were asked for without its columns.');
      return readOwnTable(place, demand.table);
    case 'sine':
    case 'module':
      return readOwnNumbers(place, demand);
    case 'navigation':
    case 'arm':
      throw new TaskError(
        'The run has learned a policy, which adapts to trajectories that it makes itself: there are no samples to give. Measure it with "reptile-lab eval".',
      );
  }
}

/** Spectrograms like those that the run learned from, [bands, frames, 1]. */
function readOwnRecordings(place: string, features: SpeechFeatures): Promise<readonly OwnSample[]> {
  const extract = createFeatureExtractor(features);
  return readOwnFiles(place, 'recordings', (bytes, name) => extract(readShortRecording(bytes, name)));
}
