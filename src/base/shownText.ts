// Text that anybody may have written, made plain: one line or a few, every character visible, of bounded length. The
// rule for all places that show text; what a place needs besides stands in editorText.ts, markdownText.ts,
// terminalText.ts, webText.ts and shellCommand.ts.

/** Stands for a character that cannot be seen or would change how others are seen. */
export const replacement = '\ufffd';

/** Characters (UTF-16 units) that are shown of a text unless a place says otherwise. */
export const longestText = 1000;

/** More lines than a person reads in a message. */
const mostLines = 40;

const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;

/** Scripts in which joiners decide how letters connect. */
const joiningScripts = [
  'Arabic',
  'Bengali',
  'Devanagari',
  'Gujarati',
  'Gurmukhi',
  'Kannada',
  'Khmer',
  'Malayalam',
  'Mongolian',
  'Myanmar',
  'Oriya',
  'Sinhala',
  'Syriac',
  'Tamil',
  'Telugu',
  'Tibetan',
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/** Invisible characters where they belong to what is seen, and format characters that have a shape. */
const welcome = [
  // The flags of England, Scotland and Wales, the only ones that are written with tag characters.
  '\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}',
  // Emoji that are joined to one.
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
  `(?<=[${joiningScripts}])[\\u200c\\u200d](?=[${joiningScripts}])`,
  // Chosen forms: as text or as emoji, of ideographs, of Mongolian letters.
  '(?<=[\\p{Emoji}\\p{Extended_Pictographic}])[\\ufe0e\\ufe0f]',
  '(?<=\\p{Script=Han})[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{Script=Mongolian})[\\u180b-\\u180d\\u180f]',
  '[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}]',
].join('|');

/**
 * Controls, format characters, what has no shape, separators of lines, halves of surrogate pairs; the braille pattern
 * without a dot.
 */
const unseen = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]';

const welcomeOrUnseen = new RegExp(`(${welcome})|${unseen}`, 'gu');

/** Marks that pile up over the lines above and below. */
const pileOfMarks = /(\p{Mn}{6})\p{Mn}+/gu;

/**
 * `text` as one line: breaks and tabs become spaces, characters that are invisible or reorder others (controls,
 * escapes, bidirectional marks, zero-width characters, tags, halves of surrogate pairs) become U+FFFD. At most
 * `longest` UTF-16 units, the last one then an ellipsis. Joined emoji and joiners between letters of scripts that need
 * them stay.
 */
export function plainText(text: string, longest = longestText): string {
  // A character is replaced by one of its own length or a shorter one, so what lies behind is never shown.
  const looked = text.length > longest ? text.slice(0, longest + 1) : text;
  return cutText(makeVisible(looked.replace(lineBreak, ' ').replaceAll('\t', ' ')), longest);
}

/** As `plainText`, but of a longer text the beginning and the end are shown: of a path the name stands last. */
export function plainEnds(text: string, longest = longestText): string {
  if (text.length <= longest) return plainText(text, longest);
  const gap = ' … ';
  const half = Math.floor((longest - gap.length) / 2);
  return plainText(`${text.slice(0, half)}${gap}${text.slice(-half)}`, longest);
}

/** As `plainText` for each line of `text`, at most 40 of them and `longest` UTF-16 units in all. */
export function plainLines(text: string, longest = 4 * longestText): string[] {
  const bounded = cutText(text.length > longest ? text.slice(0, longest + 1) : text, longest);
  const lines = bounded.split(lineBreak).map((line) => makeVisible(line.replaceAll('\t', ' ')));
  return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines - 1), '…'];
}

/**
 * Each of `texts` as one line, `longest` UTF-16 units in all: where they are longer, those that are longest lose their
 * middles, so that none is missing as long as they are no more than `longest`, and of a path its beginning and its end
 * are read.
 */
export function plainLinesOf(texts: readonly string[], longest: number): string[] {
  const lines = texts.map((text) => plainText(text, longestConsidered));
  let room = longest;
  let others = lines.length;
  const shortestFirst = [...lines.keys()].sort((a, b) => (lines[a]?.length ?? 0) - (lines[b]?.length ?? 0));
  for (const place of shortestFirst) {
    const line = withoutMiddle(lines[place] ?? '', Math.floor(room / others));
    lines[place] = line;
    room -= line.length;
    others--;
  }
  return lines;
}

/** Longer than any path is. */
const longestConsidered = 65_536;

function withoutMiddle(line: string, longest: number): string {
  if (line.length <= longest) return line;
  if (longest < 1) return '';
  const half = Math.floor((longest - 1) / 2);
  // Halves of pairs would be no characters.
  return makeVisible(`${line.slice(0, half)}…${line.slice(line.length - half)}`);
}

/** Whether a text can be shown as it is. */
export function isPlain(text: string): boolean {
  return plainText(text, Number.POSITIVE_INFINITY) === text;
}

/** Each UTF-16 unit of a character that is not shown as it is, replaced by what `spell` makes of it. */
export function escapeUnseen(text: string, spell: (unit: number) => string): string {
  if (plainlySeen.test(text)) return text;
  return text.replace(everyUnseen, (character) =>
    Array.from({ length: character.length }, (_, index) => spell(character.charCodeAt(index))).join(''),
  );
}

const everyUnseen = new RegExp(unseen, 'gu');

/** Nearly all that is shown is of these, which are seen as they are: looking for what is not takes fifty times as long. */
const seenCharacters = '\\x20-\\x7e\\u00a1-\\u00ac\\u00ae-\\u024f';
const plainlySeen = new RegExp(`^[${seenCharacters}]*$`);
const plainlySeenLines = new RegExp(`^[${seenCharacters}\\n]*$`);

/** Whether a text is surely shown as it is, line by line; of one that is not, some may be, which takes a closer look. */
export function arePlainlySeen(text: string): boolean {
  return plainlySeenLines.test(text);
}

function makeVisible(line: string): string {
  if (plainlySeen.test(line)) return line;
  return line
    .replace(welcomeOrUnseen, (_, kept: string | undefined) => kept ?? replacement)
    .replace(pileOfMarks, `$1${replacement}`);
}

function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = longest - 1;
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return `${text.slice(0, splitsPair ? end - 1 : end)}…`;
}
