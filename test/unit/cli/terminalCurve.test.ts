import assert from 'node:assert/strict';
import { asciiSymbols, showsUnicode, unicodeSymbols } from '../../../src/cli/symbols.ts';
import { type CurveOptions, chooseTicks, drawCurve } from '../../../src/cli/terminalCurve.ts';

const options: CurveOptions = {
  width: 50,
  height: 11,
  symbols: asciiSymbols,
  xTitle: 'meta-iteration',
  formatY: (y) => `${Math.round(100 * y)} %`,
};
const rising = Array.from({ length: 11 }, (_, index) => ({ x: index * 10, y: 0.2 + 0.06 * index }));

describe('drawCurve', () => {
  it('draws a rising line from the lower left to the upper right, with labelled axes', () => {
    const lines = drawCurve(rising, options)?.split('\n') ?? [];
    assert.equal(lines.length, 11, 'seven rows, the axis, its labels, its title and the end of the last line');
    const ticks = lines.slice(0, 7).map((line) => line.includes('+'));
    assert.deepEqual(ticks, [true, false, true, false, true, false, true]);
    assert.match(lines[0] ?? '', /^80 % \+ +\*+$/);
    assert.match(lines[6] ?? '', /^20 % \+\*+$/);
    assert.match(lines[7] ?? '', /^ +\+[-+]+$/);
    assert.match(lines[8] ?? '', /^ +0 +50 +100$/);
    assert.match(lines[9] ?? '', /meta-iteration$/);
    assert.ok(lines.every((line) => line.length <= 50));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is asked for.
    assert.match(lines.join('\n'), /^[\x00-\x7f]*$/);
  });

  it('places every point in its row: one asterisk or more in each column, heights in order', () => {
    const lines = drawCurve(rising, options)?.split('\n').slice(0, 7) ?? [];
    const start = (lines[0] ?? '').indexOf('+') + 1;
    const heights = Array.from({ length: 42 }, (_, column) => lines.findIndex((line) => line[start + column] === '*'));
    assert.ok(
      heights.every((height) => height >= 0),
      heights.join(' '),
    );
    assert.deepEqual(
      heights,
      heights.toSorted((a, b) => b - a),
    );
  });

  it('uses braille where the terminal shows it', () => {
    const picture = drawCurve(rising, { ...options, symbols: unicodeSymbols }) ?? '';
    assert.match(picture, /[\u2801-\u28ff]/u);
    assert.match(picture, /^80 % ┤/);
    assert.doesNotMatch(picture, /\*/);
  });

  it('draws a dotted reference and names it, inside the scale even when the curve never comes near', () => {
    const picture = drawCurve(rising, { ...options, reference: { y: 0.95, label: 'random initialization' } }) ?? '';
    assert.match(picture, /dotted: random initialization/);
    const dotted = picture.split('\n').find((line) => /\* {3}\* {3}\*/.test(line));
    assert.ok(dotted !== undefined, picture);
    assert.match(picture.split('\n')[0] ?? '', /^100 %/);
  });

  it('survives a constant curve, and values that are not finite', () => {
    assert.match(
      drawCurve(
        [
          { x: 0, y: 0.5 },
          { x: 5, y: 0.5 },
          { x: 9, y: Number.NaN },
        ],
        options,
      ) ?? '',
      /\*{20}/,
    );
  });

  it('draws nothing from less than two points', () => {
    assert.equal(drawCurve([], options), undefined);
    assert.equal(drawCurve([{ x: 1, y: 1 }], options), undefined);
  });
});

describe('chooseTicks', () => {
  it('gives round, evenly spaced numbers that enclose the range', () => {
    assert.deepEqual(chooseTicks(0.21, 0.78, 3), [0.2, 0.4, 0.6, 0.8]);
    assert.deepEqual(chooseTicks(0, 1000, 4), [0, 250, 500, 750, 1000]);
    assert.deepEqual(chooseTicks(-3, 3, 3), [-4, -2, 0, 2, 4]);
    for (const [low, high] of [
      [1, 1],
      [0, 0],
      [1e-9, 2e-9],
      [-5e6, 7e6],
    ] as const) {
      const ticks = chooseTicks(low, high, 5);
      assert.ok(
        ticks.length >= 2 && (ticks[0] ?? 1) <= low && (ticks.at(-1) ?? -1) >= high,
        `${low} ${high}: ${ticks}`,
      );
    }
  });
});

describe('showsUnicode', () => {
  it('follows the locale, with the first variable that is set', () => {
    assert.equal(showsUnicode({ LANG: 'en_GB.UTF-8' }, 'linux'), true);
    assert.equal(showsUnicode({ LANG: 'C.utf8' }, 'linux'), true);
    assert.equal(showsUnicode({ LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, 'linux'), false);
    assert.equal(showsUnicode({ LC_ALL: '', LC_CTYPE: 'de_DE.ISO-8859-1' }, 'darwin'), false);
    assert.equal(showsUnicode({}, 'linux'), true);
  });

  it('is false on the console of the kernel, on dumb terminals and on the classic Windows console', () => {
    assert.equal(showsUnicode({ TERM: 'linux', LANG: 'en_GB.UTF-8' }, 'linux'), false);
    assert.equal(showsUnicode({ TERM: 'dumb' }, 'linux'), false);
    assert.equal(showsUnicode({}, 'win32'), false);
    assert.equal(showsUnicode({ WT_SESSION: 'a' }, 'win32'), true);
  });
});
