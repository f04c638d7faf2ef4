// A person's own recordings, as spectrograms like those that the run learned from.

import type { SpeechFeatures } from '../../experiment/schema.ts';
import { createFeatureExtractor } from '../speech/featureExtractor.ts';
import { readShortRecording } from '../speech/loadSpeech.ts';
import { readOwnFiles } from './ownFiles.ts';
import type { OwnSample } from './ownSample.ts';

/** [bands, frames, 1]. @throws {TaskError} */
export function readOwnRecordings(place: string, features: SpeechFeatures): Promise<readonly OwnSample[]> {
  const extract = createFeatureExtractor(features);
  return readOwnFiles(place, 'recordings', (bytes, name) => extract(readShortRecording(bytes, name)));
}
