// What the command line writes obeys nobody but itself: colours and the progress bar's redrawing work, sequences from
// files do not.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openTerminal, printable, printableLines, writeJsonLine, writeJsonList } from '../../../src/cli/terminal.ts';
import { padText, textWidth } from '../../../src/cli/textWidth.ts';
import { attackTexts, harmfulCharacters } from '../../support/attackTexts.ts';

/** What reaches standard output while `work` runs, with colours on. */
function writtenBy(work: () => void): string {
  const { write } = process.stdout;
  const { FORCE_COLOR, NO_COLOR } = process.env;
  process.env.FORCE_COLOR = '1';
  delete process.env.NO_COLOR;
  let written = '';
  process.stdout.write = (text: string | Uint8Array) => {
    written += String(text);
    return true;
  };
  try {
    work();
  } finally {
    process.stdout.write = write;
    if (FORCE_COLOR === undefined) delete process.env.FORCE_COLOR;
    else process.env.FORCE_COLOR = FORCE_COLOR;
    if (NO_COLOR !== undefined) process.env.NO_COLOR = NO_COLOR;
  }
  return written;
}

describe('a surface of the terminal', () => {
  const { output } = openTerminal();

  it('writes its own colours and cursor sequences', () => {
    const written = writtenBy(() => output.write(`${output.paint('red', 'a')}${output.cursor('clearLine')}\n`));
    assert.equal(written, '\u001b[31ma\u001b[39m\u001b[2K\n');
  });

  it('paints nothing that takes cells: tables of painted cells stand in line', () => {
    writtenBy(() => {
      assert.equal(textWidth(output.paint('red', 'stopped')), 7);
      const cells = [output.paint('bold', 'ab'), output.paint('dim', '名')];
      assert.deepEqual(
        cells.map((cell) => textWidth(padText(cell, 9, 'left'))),
        [9, 9],
      );
    });
  });

  it('obeys no sequence of a text that was handed to it unchecked, within colours or outside', () => {
    for (const text of attackTexts) {
      const written = writtenBy(() => output.write(`${text}${output.paint('bold', text)}`));
      assert.doesNotMatch(written.replace('\u001b[1m', '').replace('\u001b[22m', ''), harmfulCharacters);
    }
    assert.equal(
      writtenBy(() => output.write('\u001b[31mred\u001b[39m')),
      '\ufffd[31mred\ufffd[39m',
    );
  });

  it('writes JSON that is safe on a terminal and the same to a program', () => {
    for (const text of attackTexts) {
      const written = writtenBy(() => writeJsonLine(output, { name: text }));
      assert.doesNotMatch(written, harmfulCharacters);
      assert.equal(written.indexOf('\n'), written.length - 1);
      assert.equal(JSON.stringify(JSON.parse(written)), JSON.stringify({ name: text }));
    }
  });

  it('writes a long list as one line of JSON, the same as all of it at once, with whatever is in it', () => {
    const long = Array.from({ length: 5000 }, (_, place) => ({ place, name: attackTexts[place % attackTexts.length] }));
    for (const list of [[], long.slice(0, 1), long]) {
      const report = ({ place, name }: (typeof long)[number]) => ({ name, place });
      const written = writtenBy(() => writeJsonList(output, list, report));
      assert.equal(
        written,
        writtenBy(() => writeJsonLine(output, list.map(report))),
      );
      assert.doesNotMatch(written, harmfulCharacters);
    }
  });

  it('prints a name on one line, and further lines of a message indented', () => {
    for (const text of attackTexts) {
      assert.doesNotMatch(printable(text), /\n/);
      assert.doesNotMatch(printableLines(text), /\n(?! {2})/);
    }
  });
});
