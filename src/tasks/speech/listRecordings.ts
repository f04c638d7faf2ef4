// Which files of a source are recordings, and of which class and speaker.

import { quote } from '../../base/quote.ts';
import type { FileSource, SourceFile } from '../files/fileSource.ts';
import { someNames } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import { isRecordingName, recordingNameReader } from './recordingNames.ts';
import type { ListedRecording } from './recordings.ts';
import { findRecordings } from './unnamedRecordings.ts';

export interface RecordingFile<File extends SourceFile> extends ListedRecording {
  readonly file: File;
}

export interface RecordingLayout {
  /** See `recordingNames.ts`. */
  readonly files: string;
  readonly ignoreClasses: readonly string[];
}

/**
 * Every WAV file that fits the layout, in the source's order, which is that of their numbers. Files whose names do not
 * end in `.wav` are known by their content where their names fit.
 * @param onNote is told of WAV files that do not fit, and of what files are that fit and are none
 * @throws {TaskError} when there are none, or the layout cannot be read
 */
export async function listRecordings<File extends SourceFile>(
  source: FileSource<File>,
  { files: template, ignoreClasses }: RecordingLayout,
  onNote: (note: string) => void = () => {},
  signal?: AbortSignal,
): Promise<RecordingFile<File>[]> {
  const nameOf = recordingNameReader(template);
  const ignored = new Set(ignoreClasses.map((name) => name.normalize('NFC')));
  const others = source.files.filter(({ name }) => !isRecordingName(name) && nameOf(name) !== undefined);
  const found = await findRecordings(source, others, signal);
  const byContent = new Set(found.recordings);
  const misfits: string[] = [];
  const recordings: RecordingFile<File>[] = [];
  const waves = source.files.filter((file) => isRecordingName(file.name) || byContent.has(file));
  for (const file of waves) {
    const told = nameOf(file.name);
    if (told === undefined) misfits.push(file.name);
    else if (!ignored.has(told.className)) recordings.push({ number: recordings.length, file, ...told });
  }
  const causes =
    found.causes.length === 0 ? '' : ` Named like ${quote(template)}, but no WAV files: ${found.causes.join('; ')}.`;
  if (waves.length === 0) {
    const advice =
      causes === ''
        ? 'Set task.dataset.path to a folder or zip that does.'
        : 'Convert recordings to WAV with 16-bit PCM.';
    throw new TaskError(`${source.location} holds no WAV files.${causes} ${advice}`);
  }
  if (misfits.length === waves.length) {
    throw new TaskError(
      `None of the WAV files in ${source.location} is named like ${quote(template)}: ${someNames(misfits)}.${causes} ` +
        'Set task.dataset.files to how they are named.',
    );
  }
  if (recordings.length === 0) {
    throw new TaskError(
      `All recordings in ${source.location} are of classes that task.dataset.ignoreClasses leaves out.${causes} Shorten it.`,
    );
  }
  if (misfits.length > 0) {
    onNote(`${source.location}: not named like ${quote(template)} and passed over: ${someNames(misfits)}.`);
  }
  if (byContent.size > 0) {
    const names = found.recordings.map(({ name }) => name);
    onNote(`${source.location}: read as WAV files, which they are by their content: ${someNames(names)}.`);
  }
  if (causes !== '') onNote(`${source.location}:${causes}`);
  return recordings;
}
