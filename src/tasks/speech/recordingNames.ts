// What a recording's path tells: class and speaker, by a template such as `{class}_{speaker}_{take}.wav`.

import { quote } from '../../experiment/quote.ts';
import { TaskError } from '../taskError.ts';

export interface RecordingName {
  readonly className: string;
  /** Undefined where the template has no `{speaker}`. */
  readonly speaker: string | undefined;
}

const ending = /\.wav$/i;

/** Parts of a template: names in braces, stars, and the text between. */
const templateParts = /\{([^{}]*)\}|(\*)|([^{}*]+)|([{}])/g;

/**
 * Reads templates. `{name}` stands for one or more characters, `*` for any number of them, none of them a slash. What follows a field in a file or
 * folder name separates it from the next, so no field of that name holds this character: `{class}_{speaker}_{take}` refuses `left_arm_bob_3`
 * rather than guesses. The template describes the end of a path, whole folder and file names; the ending `.wav` may be left out, and its case does
 * not matter.
 *
 * @returns a function from a path with slashes to what it tells, undefined where it does not fit
 * @throws {TaskError} when the template has no `{class}`, a name twice, or a brace that does not close
 */
export function recordingNameReader(template: string): (path: string) => RecordingName | undefined {
  const pattern = patternOf(template);
  return (path) => {
    if (!isRecordingName(path)) return undefined;
    const fields = pattern.exec(path.replace(ending, ''))?.groups;
    const className = fields?.class;
    return className === undefined ? undefined : { className, speaker: fields?.speaker };
  };
}

/** Whether a file with this name should be a recording. */
export function isRecordingName(name: string): boolean {
  return ending.test(name);
}

type Refuse = (reason: string) => never;

function patternOf(template: string): RegExp {
  const refuse: Refuse = (reason) => {
    throw new TaskError(`task.dataset.files is ${quote(template)}, but ${reason}. For instance: "{class}/{recording}.wav".`);
  };
  const seen = new Set<string>();
  const segments = template.replaceAll('\\', '/').replace(ending, '').split('/');
  const patterns = segments.map((segment) => patternOfSegment(segment, seen, refuse));
  if (!seen.has('class')) return refuse('it has no {class}');
  return new RegExp(`(?:^|/)${patterns.join('/')}$`);
}

/** Adds the names of the segment's fields to `seen`. */
function patternOfSegment(segment: string, seen: Set<string>, refuse: Refuse): string {
  const parts = [...segment.matchAll(templateParts)];
  const separators = parts.flatMap(({ 1: field, 0: whole, index }) => {
    const next = segment[index + whole.length];
    return field === undefined || next === undefined || next === '*' ? [] : [escapeForPattern(next)];
  });
  const fieldPattern = `[^/${separators.join('')}]+`;
  return parts
    .map(({ 1: field, 2: star, 3: text, 4: brace, 0: whole, index }) => {
      if (brace !== undefined) return refuse('its braces do not match');
      if (text !== undefined) return escapeForPattern(text);
      if (star !== undefined) return '[^/]*';
      if (field === undefined || !/^[A-Za-z][A-Za-z0-9]*$/.test(field)) return refuse(`"${whole}" is not a name in braces`);
      if (seen.has(field)) return refuse(`{${field}} is in it twice`);
      if (segment[index + whole.length] === '{') return refuse(`nothing tells where {${field}} ends: put a character behind it`);
      seen.add(field);
      return `(?<${field}>${fieldPattern})`;
    })
    .join('');
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
