// Recordings whose names do not say that they are some: known by their content, or counted by what they are instead.

import { addTo } from '../../base/addTo.ts';
import { type FileSource, type SourceFile, UnreadableFileError } from '../files/fileSource.ts';
import { recogniseOtherContent } from '../files/otherContent.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { isWav } from './wav.ts';
import { describeOtherContainer } from './wavFormats.ts';

/** So many files that are no recordings are looked at before it is clear that the others are none either. */
const mostStrangers = 1000;
/** Files that are read at the same time. */
const together = 8;
/** Names of what lies beside recordings. */
const companions =
  /\.(?:txt|md|rst|pdf|html?|jsonl?|csv|tsv|xml|ya?ml|toml|py|m|sh|ipynb|lab|textgrid|ctm|npy|npz|pkl|zip|gz|tar|png|jpe?g|sha256|md5)$/i;

export interface FoundRecordings<File extends SourceFile> {
  readonly recordings: readonly File[];
  /** What the others are, by cause, in phrases: `12 files are FLAC files, not WAV files ("a.flac", …)`. */
  readonly causes: readonly string[];
}

/**
 * The WAV files among `candidates`, in their order, by their first bytes. What can be of use beside recordings, a list
 * or a licence, is not looked at.
 */
export async function findRecordings<File extends SourceFile>(
  source: FileSource<File>,
  candidates: readonly File[],
  signal?: AbortSignal,
): Promise<FoundRecordings<File>> {
  const likely = candidates.filter(({ name }) => !companions.test(name));
  const recordings: File[] = [];
  const strangers = new Map<string, string[]>();
  let [looked, strange] = [0, 0];
  for (; looked < likely.length && strange < mostStrangers; looked += together) {
    signal?.throwIfAborted();
    const files = likely.slice(looked, looked + together);
    const kinds = await Promise.all(files.map((file) => kindOf(source, file)));
    for (const [index, file] of files.entries()) {
      const kind = kinds[index];
      if (kind === undefined) recordings.push(file);
      else {
        strange++;
        addTo(strangers, kind, file.name);
      }
    }
  }
  const causes = [...strangers].map(
    ([kind, names]) => `${countOf(names.length, 'file')}: ${kind} (${someNames(names)})`,
  );
  if (looked < likely.length) causes.push(`${countOf(likely.length - looked, 'file')}: not looked at`);
  return { recordings, causes };
}

/** What a file is; undefined for a WAV file. */
async function kindOf<File extends SourceFile>(source: FileSource<File>, file: File): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await source.read(file);
  } catch (error) {
    if (error instanceof UnreadableFileError) return error.message;
    throw error;
  }
  if (isWav(bytes)) return undefined;
  return recogniseOtherContent(bytes)?.name ?? describeOtherContainer(bytes) ?? 'no recording that is known';
}
