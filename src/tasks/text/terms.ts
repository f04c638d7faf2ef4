// From a text to its terms: words, runs of words and pieces of words, by a rule that is written down here alone.

/** Which terms a text has. */
export interface TermSettings {
  /** Longest run of neighbouring words that is a term; 1 is words alone. */
  readonly wordNgrams: number;
  /** Shortest and longest piece of a word, in characters, that is a term; undefined for none. */
  readonly characterNgrams?: readonly [shortest: number, longest: number] | undefined;
}

// Scripts that put no spaces between words: each character, with the marks on it, is a word. Runs of words then tell
// words apart.
const spaceless = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]';
const wordCharacter = `(?:(?!${spaceless})[\\p{L}\\p{M}\\p{N}])`;
const word = new RegExp(`${spaceless}\\p{M}*|${wordCharacter}+(?:'${wordCharacter}+)*`, 'gu');

/**
 * The words of a text, in order: runs of letters, marks and digits of the NFKC-normalised, lower-cased text, with
 * apostrophes inside; all else parts words. A regular expression rather than `Intl.Segmenter`, whose rules change
 * between versions of ICU.
 */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().replace(/[’ʼ]/g, "'").match(word) ?? [];
}

/**
 * What is left of a text for any encoding: texts of one normal form are the same sample. Empty for a text without
 * words.
 */
export function normalForm(text: string): string {
  return wordsOf(text).join(' ');
}

/**
 * The terms of a text with repetitions: its words, then runs of two words, of three, …, then pieces of words. Pieces
 * are cut from `<word>`, as fastText does (Bojanowski et al. 2017, arXiv 1607.04606, section 3.2), and begin with `#`,
 * which no word holds.
 */
export function* termsOf(text: string, { wordNgrams, characterNgrams }: TermSettings): Generator<string> {
  const words = wordsOf(text);
  yield* words;
  for (let length = 2; length <= wordNgrams; length++) {
    for (let start = 0; start + length <= words.length; start++) yield words.slice(start, start + length).join(' ');
  }
  if (characterNgrams !== undefined) for (const whole of words) yield* piecesOf(whole, characterNgrams);
}

/** The whole word is no piece of itself. */
function* piecesOf(whole: string, [shortest, longest]: readonly [number, number]): Generator<string> {
  const characters = ['<', ...whole, '>'];
  for (let length = shortest; length <= Math.min(longest, characters.length - 1); length++) {
    for (let start = 0; start + length <= characters.length; start++) {
      yield `#${characters.slice(start, start + length).join('')}`;
    }
  }
}
