// What a recording's path tells: class and speaker, by a template such as `{class}_{speaker}_{take}.wav`.

import { quote } from '../../base/quote.ts';
import { TaskError } from '../taskError.ts';
import { matchSegment, type PatternPart, type SegmentPattern } from './segmentPattern.ts';

export interface RecordingName {
  readonly className: string;
  /** Undefined where the template has no `{speaker}`. */
  readonly speaker: string | undefined;
}

const ending = /\.wav$/i;
/** No file system has longer names; those in a zip may be longer, and tell nothing. */
const longestName = 1024;

/** Parts of a template: names in braces, stars, and the text between. */
const templateParts = /\{([^{}]*)\}|(\*)|([^{}*]+)|([{}])/g;

/**
 * Reads templates. `{name}` stands for one or more characters, `*` for any number of them, none of them a slash. What
 * follows a field in a file or folder name separates it from the next, so no field of that name holds this character:
 * `{class}_{speaker}_{take}` refuses `left_arm_bob_3` rather than guesses. The template describes the end of a path,
 * whole folder and file names; the ending `.wav` may be left out, and its case does not matter. Where a path ends
 * otherwise, or in nothing, what stands behind its last dot is passed over, and so is a further ending behind `.wav`.
 *
 * @returns a function from a path with slashes to what it tells, undefined where it does not fit
 * @throws {TaskError} when the template has no `{class}`, a name twice, or a brace that does not close
 */
export function recordingNameReader(template: string): (path: string) => RecordingName | undefined {
  const patterns = patternsOf(template);
  return (path) => {
    const segments = withoutEnding(path).split('/').slice(-patterns.length);
    if (segments.length < patterns.length) return undefined;
    const fields = new Map<string, string>();
    for (const [index, segment] of segments.entries()) {
      const pattern = patterns[index];
      const found = pattern === undefined || segment.length > longestName ? undefined : matchSegment(pattern, segment);
      if (found === undefined) return undefined;
      // macOS keeps accents apart from their letters.
      for (const [name, text] of found) fields.set(name, text.normalize('NFC'));
    }
    const className = fields.get('class');
    return className === undefined ? undefined : { className, speaker: fields.get('speaker') };
  };
}

function withoutEnding(path: string): string {
  if (ending.test(path)) return path.replace(ending, '');
  return path.replace(/\.wav\.[^./]*$/i, '').replace(/(?<=[^/])\.[^./]*$/, '');
}

/** Whether a file with this name should be a recording. */
export function isRecordingName(name: string): boolean {
  return ending.test(name);
}

type Refuse = (reason: string) => never;

function patternsOf(template: string): readonly SegmentPattern[] {
  const refuse: Refuse = (reason) => {
    throw new TaskError(
      `task.dataset.files is ${quote(template)}, but ${reason}. For instance: "{class}/{recording}.wav".`,
    );
  };
  const seen = new Set<string>();
  const segments = template.replaceAll('\\', '/').replace(ending, '').split('/');
  const patterns = segments.map((segment) => patternOfSegment(segment, seen, refuse));
  if (!seen.has('class')) return refuse('it has no {class}');
  return patterns;
}

/** Adds the names of the segment's fields to `seen`. */
function patternOfSegment(segment: string, seen: Set<string>, refuse: Refuse): SegmentPattern {
  const found = [...segment.matchAll(templateParts)];
  const separators = found.flatMap(({ 1: field, 0: whole, index }) => {
    const next = segment[index + whole.length];
    return field === undefined || next === undefined || next === '*' ? [] : [next];
  });
  const parts = found.map(({ 1: field, 2: star, 3: text, 4: brace, 0: whole, index }): PatternPart => {
    if (brace !== undefined) return refuse('its braces do not match');
    if (text !== undefined) return { kind: 'text', text };
    if (star !== undefined) return { kind: 'star' };
    if (field === undefined || !/^[A-Za-z][A-Za-z0-9]*$/.test(field))
      return refuse(`"${whole}" is not a name in braces`);
    if (seen.has(field)) return refuse(`{${field}} is in it twice`);
    if (segment[index + whole.length] === '{')
      return refuse(`nothing tells where {${field}} ends: put a character behind it`);
    seen.add(field);
    return { kind: 'field', name: field };
  });
  return { parts, separators: new Set(separators) };
}
