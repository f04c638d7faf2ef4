import assert from 'node:assert/strict';
import { createProgressBar } from '../../../src/cli/progressBar.ts';
import {
  formatBar,
  formatPlainProgress,
  formatProgressLine,
  type LineProgress,
} from '../../../src/cli/progressLine.ts';
import { asciiSymbols, unicodeSymbols } from '../../../src/cli/symbols.ts';
import { textWidth } from '../../../src/cli/textWidth.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';

const progress: LineProgress = {
  label: 'training',
  done: 430,
  total: 1000,
  unit: 'it',
  speed: 112,
  secondsLeft: 5.1,
  note: 'held out 78.3 ± 1.2 %',
};

describe('progress', () => {
  it('shows how far, how fast, how long still and the figure', () => {
    assert.equal(
      formatProgressLine(progress, 100, unicodeSymbols),
      'training  43% │████████████▉                 │ 430/1,000  112 it/s  0:05 left  held out 78.3 ± 1.2 %',
    );
    assert.equal(formatPlainProgress(progress), 'training 430/1,000  112 it/s  0:05 left  held out 78.3 ± 1.2 %');
  });

  it('never exceeds the width of the terminal', () => {
    for (const symbols of [unicodeSymbols, asciiSymbols]) {
      for (let width = 0; width <= 130; width++) {
        const line = formatProgressLine(progress, width, symbols);
        assert.ok(textWidth(line) <= width, `${width}: ${line}`);
      }
    }
  });

  it('fills the bar in proportion, to the eighth of a cell where characters allow', () => {
    assert.equal(formatBar(0, 4, unicodeSymbols), '    ');
    assert.equal(formatBar(0.5, 4, unicodeSymbols), '██  ');
    assert.equal(formatBar(0.53125, 4, unicodeSymbols), '██▏ ');
    assert.equal(formatBar(1, 4, unicodeSymbols), '████');
    assert.equal(formatBar(0.5, 4, asciiSymbols), '##  ');
  });

  it('is empty, not broken, before the total is known', () => {
    assert.match(formatProgressLine({ ...progress, done: 0, total: 0 }, 80, asciiSymbols), / 0% \| +\| 0\/0/);
  });

  it('redraws one line in place on a terminal, throttled, and removes it at the end', () => {
    const { terminal, written } = recordTerminal(true);
    let time = 0;
    const bar = createProgressBar(terminal, () => time);
    bar.update(progress);
    bar.update({ ...progress, done: 431 });
    assert.equal(written.filter((text) => text.includes('training')).length, 1);
    time += 100;
    bar.update({ ...progress, done: 440 });
    assert.equal(written.filter((text) => text.includes('440/1,000')).length, 1);
    assert.ok(!written.join('').includes('\n'));
    bar.note('a message');
    assert.ok(written.at(-1)?.startsWith('\r\u001b[2Ka message\n'));
    bar.dispose();
    bar.update({ ...progress, done: 1000 });
    assert.deepEqual(written.slice(-2), ['\r\u001b[2K', '\u001b[?25h']);
  });

  it('prints a plain line now and then elsewhere, without control sequences', () => {
    const { terminal, written } = recordTerminal(false);
    let time = 0;
    const bar = createProgressBar(terminal, () => time);
    for (; time <= 30_000; time += 100) bar.update({ ...progress, done: time / 100 });
    bar.dispose();
    assert.equal(written.length, 3);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    assert.doesNotMatch(written.join(''), /[\u001b\r]/);
  });
});
