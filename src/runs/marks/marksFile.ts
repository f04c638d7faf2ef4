// marks.json as it lies in a run directory: anybody may have written it, and whatever is wrong with it hides nothing of
// the run.

import type { Stats } from 'node:fs';
import * as z from 'zod';
import { type LookAtEntry, readBounded, stampOf } from '../../base/boundedFile.ts';
import { parseBoundedJson } from '../../base/boundedJson.ts';
import { textList } from '../../base/boundedLists.ts';
import { RefusedFileError } from '../../base/refusedFile.ts';
import { isPlain } from '../../base/shownText.ts';
import { hasCode, messageOf } from '../../base/systemErrors.ts';
import { runFiles } from '../runDirectory.ts';
import { longestMark, mostTags, noMarks, type RunMarks, runColours } from './marks.ts';

/** The longest note takes half of it, were each of its characters escaped. */
export const mostMarksBytes = 256 * 1024;
const bounds = { depth: 4, values: 2000, names: 200 };

const line = (longest: number) => z.string().min(1).max(longest).refine(isPlain);
/** A list that holds one that is none of ours is as good as empty. */
const tags = textList
  .refine((list) => list.length <= mostTags && list.every((tag) => line(longestMark.tag).safeParse(tag).success))
  .catch([]);

/** What is no mark is as good as none: the others count all the same. */
const marksSchema = z.looseObject({
  formatVersion: z.number(),
  star: z.boolean().catch(false),
  name: line(longestMark.name).optional().catch(undefined),
  addedTags: tags,
  removedTags: tags,
  note: z.string().max(longestMark.note).catch(''),
  archived: z.boolean().catch(false),
  colour: z.enum(runColours).optional().catch(undefined),
});

type StoredMarks = z.output<typeof marksSchema>;

export type MarksReading =
  | { readonly kind: 'absent' }
  /** `stored` also holds what a later version of this format says besides. */
  | { readonly kind: 'read'; readonly marks: RunMarks; readonly stored: StoredMarks }
  /** A version of Reptile Lab that came later wrote it, in a way that this one does not know. */
  | { readonly kind: 'newer'; readonly problem: string }
  /** Its content is no marks. */
  | { readonly kind: 'damaged'; readonly problem: string }
  /** A link, a folder, a pipe, or nothing that may be read just now. */
  | { readonly kind: 'refused'; readonly problem: string; readonly error: unknown };

export async function readMarksFile(directory: string): Promise<MarksReading> {
  const file = runFiles(directory).marks;
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(file, mostMarksBytes);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return { kind: 'absent' };
    if (error instanceof RefusedFileError && error.refusal === 'tooLarge')
      return { kind: 'damaged', problem: error.message };
    return { kind: 'refused', problem: messageOf(error), error };
  }
  const stored = marksSchema.safeParse(parse(bytes)).data;
  if (stored === undefined)
    return { kind: 'damaged', problem: `${file} is damaged: what people said of the run is not read.` };
  if (stored.formatVersion !== 1)
    return {
      kind: 'newer',
      problem: `${file} was written by a newer Reptile Lab. Update Reptile Lab to see and change what it says.`,
    };
  const { star, name, addedTags, removedTags, note, archived, colour } = stored;
  const marks = { isStarred: star, name, addedTags, removedTags, note, isArchived: archived, colour };
  return { kind: 'read', marks, stored };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseBoundedJson(bytes, bounds);
  } catch {
    return undefined;
  }
}

/** The marks that count: none where the file is not there, or not to be read. */
export async function readMarks(directory: string): Promise<RunMarks> {
  const reading = await readMarksFile(directory);
  return reading.kind === 'read' ? reading.marks : noMarks;
}

/** Marks as they were at a look; the stamp changes whenever the file does. */
export interface SeenMarks {
  readonly stamp: string;
  readonly marks: RunMarks;
}

/**
 * The marks as they are now; `known` where the file did not change since.
 * @param options.mayTake whether there is room in memory for what a file of so many bytes says; where not, it counts as absent
 */
export function lookAtMarks(
  directory: string,
  known: SeenMarks | undefined,
  { mayTake, lookAtEntry }: { readonly mayTake: (bytes: number) => boolean; readonly lookAtEntry: LookAtEntry },
): SeenMarks | Promise<SeenMarks> {
  const seenIn = (found: Stats | undefined) => {
    if (found === undefined) return unmarked;
    const stamp = stampOf(found);
    if (!mayTake(found.size)) return { stamp: '', marks: noMarks };
    return known?.stamp === stamp ? known : readSeen(directory, stamp, known);
  };
  // Without a stamp they are read at the next look.
  const unseen = () => ({ stamp: '', marks: known?.marks ?? noMarks });
  try {
    // Waiting for what is there costs more than looking, and most runs have none.
    const looked = lookAtEntry(runFiles(directory).marks);
    return looked instanceof Promise ? looked.then(seenIn, unseen) : seenIn(looked);
  } catch {
    return unseen();
  }
}

async function readSeen(directory: string, stamp: string, known: SeenMarks | undefined): Promise<SeenMarks> {
  const reading = await readMarksFile(directory);
  const marks = reading.kind === 'read' ? reading.marks : noMarks;
  const hasFailed = reading.kind === 'refused' && !(reading.error instanceof RefusedFileError);
  return hasFailed ? { stamp: '', marks: known?.marks ?? noMarks } : { stamp, marks };
}

const unmarked: SeenMarks = { stamp: '', marks: noMarks };

/** @param stored what the file held before, of which what this version does not know is kept */
export function marksText(marks: RunMarks, stored: StoredMarks | undefined): string {
  const { isStarred, name, addedTags, removedTags, note, isArchived, colour } = marks;
  const content = {
    ...stored,
    formatVersion: 1,
    star: isStarred,
    name,
    addedTags,
    removedTags,
    note,
    archived: isArchived,
    colour,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
