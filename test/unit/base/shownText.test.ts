// Text that anybody may have written: what is invisible or reorders other characters becomes visible, the rest stays.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isPlain, plainEnds, plainLines, plainLinesOf, plainText } from '../../../src/base/shownText.ts';

/** What must never be shown. */
const harmful =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]/u;

describe('plainText', () => {
  it('leaves ordinary text of every script alone', () => {
    for (const text of [
      'Omniglot 5-way, 1-shot (seed 3) [v2] $HOME “quoted” — 93.2 ± 0.7 %',
      'Übung für Ångström',
      '学習率 0.001',
      'می‌خواهم', // Persian with a non-joiner
      'क्‍ष', // Devanagari with a joiner
      'עברית',
      '👩‍👩‍👧‍👦 👍🏽 ❤️‍🔥 1️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇩🇪',
      'a\u00a0b',
    ]) {
      assert.equal(plainText(text), text);
      assert.ok(isPlain(text));
    }
  });

  it('makes one line of several', () => {
    assert.equal(plainText('a\nb\r\nc\td\u2028e\u2029f\u0085g\vh\fi'), 'a b c d e f g h i');
  });

  it('shows what is invisible or reorders text', () => {
    const hidden = [
      '\u0000',
      '\u0007',
      '\u001b',
      '\u007f',
      '\u009b',
      '\u00ad',
      '\u034f',
      '\u061c',
      '\u115f',
      '\u180e',
      '\u200b',
      '\u200c',
      '\u200d',
      '\u200e',
      '\u200f',
      '\u202a',
      '\u202e',
      '\u2060',
      '\u2066',
      '\u2069',
      '\u206f',
      '\u2800',
      '\u3164',
      '\ufe0f',
      '\ufeff',
      '\ufffb',
      '\ud800',
      '\udfff',
      '\u{e0001}',
      '\u{e0041}',
      '\u{e0100}',
      '\u{1d173}',
    ];
    for (const character of hidden) {
      assert.equal(plainText(`a${character}b`), 'a\ufffdb', `U+${character.codePointAt(0)?.toString(16)}`);
      assert.ok(!isPlain(`a${character}b`));
    }
  });

  it('shows a character of European writing where the Unicode says that it can be seen, and no other', () => {
    for (let code = 0x20; code < 0x250; code++) {
      const character = String.fromCodePoint(code);
      const isHidden = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(character);
      const isBreak = /[\n\v\f\r\u0085]/.test(character);
      const shown = isBreak ? ' ' : isHidden ? '\ufffd' : character;
      assert.equal(plainText(`a${character}b`), `a${shown}b`, `U+${code.toString(16)}`);
    }
  });

  it('takes tag characters behind a flag only where they spell one', () => {
    assert.doesNotMatch(plainText('🏴\u{e0068}\u{e0069}\u{e007f}'), /[\u{e0000}-\u{e0fff}]/u);
  });

  it('does not let marks pile up', () => {
    assert.ok(plainText(`a${'\u0301'.repeat(100)}b`).length < 12);
  });

  it('is bounded, and cuts no character in two', () => {
    assert.equal(plainText('x'.repeat(5000)).length, 1000);
    assert.equal(plainText('abcdef', 4), 'abc…');
    assert.equal(plainText('abcd', 4), 'abcd');
    assert.equal(plainText('ab😀def', 4), 'ab…');
  });

  it('never shows a harmful character, whatever the text', () => {
    const character = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom('\n', '\u001b[31m', '\u202e', '\ud800', '\u009b'),
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 60 }), (characters) => {
        const shown = plainText(characters.join(''), 40);
        assert.doesNotMatch(shown, harmful);
        assert.ok(shown.length <= 40);
        assert.equal(plainText(shown, 40), shown);
      }),
      { numRuns: 200 },
    );
  });
});

describe('plainEnds', () => {
  it('shows the beginning and the end of what is too long, on one line of plain characters', () => {
    assert.equal(plainEnds('/a/b.ts', 40), '/a/b.ts');
    const shown = plainEnds(`/home/me/${'folder/'.repeat(600)}\n\u202etasks.mjs`, 60);
    assert.match(shown, /^\/home\/me\/folder.* … .*folder\/ \ufffdtasks\.mjs$/);
    assert.ok(shown.length <= 60);
    assert.doesNotMatch(plainEnds('😀'.repeat(50), 41), harmful);
  });
});

describe('plainLines', () => {
  it('keeps lines apart, and is bounded in lines and characters', () => {
    assert.deepEqual(plainLines('a\nb\u202e\r\nc'), ['a', 'b\ufffd', 'c']);
    assert.equal(plainLines('x\n'.repeat(1000)).length, 40);
    assert.ok(plainLines('x'.repeat(100_000)).join('').length <= 4000);
  });
});

describe('plainLinesOf', () => {
  it('shows every text, however long the others are: of the longest the beginning and the end', () => {
    const [module = '', program, folder = '', ...others] = plainLinesOf(
      [`Executes /home/${'a/'.repeat(20_000)}tasks.ts`, 'A program can do everything.', `Folder ${'b'.repeat(3000)} c`],
      1000,
    );
    assert.deepEqual([program, others], ['A program can do everything.', []]);
    assert.match(module, /^Executes \/home\/a.*…[a/]*tasks\.ts$/);
    assert.match(folder, /^Folder b+…b+ c$/);
    assert.ok(module.length > 450 && module.length + folder.length <= 1000 - 28, `${module.length} ${folder.length}`);
  });

  it('leaves what fits as it is, and makes one line of each', () => {
    assert.deepEqual(plainLinesOf(['a\nb', '', 'c'], 10), ['a b', '', 'c']);
    assert.deepEqual(plainLinesOf([], 10), []);
    const [cut = ''] = plainLinesOf([`${'x'.repeat(4)}${'👍'.repeat(20)}`], 12);
    assert.ok(cut.length <= 12 && !harmful.test(cut), cut);
  });
});
