// Which files of a source are recordings, and of which class and speaker.

import { quote } from '../../base/quote.ts';
import type { FileSource, SourceFile } from '../files/fileSource.ts';
import { someNames } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import { isRecordingName, recordingNameReader } from './recordingNames.ts';
import type { ListedRecording } from './recordings.ts';

export interface RecordingFile<File extends SourceFile> extends ListedRecording {
  readonly file: File;
}

export interface RecordingLayout {
  /** See `recordingNames.ts`. */
  readonly files: string;
  readonly ignoreClasses: readonly string[];
}

/**
 * Every WAV file that fits the layout, in the source's order, which is that of their numbers.
 * @param onNote is told of WAV files that do not fit
 * @throws {TaskError} when there are none, or the layout cannot be read
 */
export function listRecordings<File extends SourceFile>(
  source: FileSource<File>,
  { files: template, ignoreClasses }: RecordingLayout,
  onNote: (note: string) => void = () => {},
): RecordingFile<File>[] {
  const nameOf = recordingNameReader(template);
  const ignored = new Set(ignoreClasses);
  const misfits: string[] = [];
  const recordings: RecordingFile<File>[] = [];
  const waves = source.files.filter(({ name }) => isRecordingName(name));
  for (const file of waves) {
    const told = nameOf(file.name);
    if (told === undefined) misfits.push(file.name);
    else if (!ignored.has(told.className)) recordings.push({ number: recordings.length, file, ...told });
  }
  if (waves.length === 0) {
    throw new TaskError(`${source.location} holds no WAV files. Set task.dataset.path to a folder or zip that does.`);
  }
  if (misfits.length === waves.length) {
    throw new TaskError(
      `None of the WAV files in ${source.location} is named like ${quote(template)}: ${someNames(misfits)}. ` +
        'Set task.dataset.files to how they are named.',
    );
  }
  if (recordings.length === 0) {
    throw new TaskError(
      `All recordings in ${source.location} are of classes that task.dataset.ignoreClasses leaves out. Shorten it.`,
    );
  }
  if (misfits.length > 0) {
    onNote(`${source.location}: not named like ${quote(template)} and passed over: ${someNames(misfits)}.`);
  }
  return recordings;
}
