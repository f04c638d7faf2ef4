import assert from 'node:assert/strict';
import { formatFacts, formatTable } from '../../../src/cli/formatTable.ts';
import { cutText, textWidth } from '../../../src/cli/textWidth.ts';

describe('formatTable', () => {
  it('aligns columns and leaves no space at the end of lines', () => {
    const table = formatTable(
      [
        { title: 'name', alignment: 'left' },
        { title: 'iteration', alignment: 'right' },
        { title: 'state', alignment: 'left' },
      ],
      [
        ['sine', '12/100', 'running'],
        ['omniglot', '100/100', ''],
      ],
    );
    assert.equal(
      table,
      ['name      iteration  state', 'sine         12/100  running', 'omniglot    100/100', ''].join('\n'),
    );
  });

  it('counts wide characters as two cells and colours as none', () => {
    const table = formatTable(
      [
        { title: 'n', alignment: 'left' },
        { title: 'x', alignment: 'right' },
      ],
      [
        ['数字', '1'],
        ['\u001b[31mred\u001b[39m', '22'],
      ],
    );
    assert.equal(table, 'n      x\n数字   1\n\u001b[31mred\u001b[39m   22\n');
  });

  it('pads the labels of facts', () => {
    assert.equal(
      formatFacts([
        ['state', 'running'],
        ['id', 'a'],
      ]),
      'state  running\nid     a\n',
    );
  });
});

describe('textWidth', () => {
  it('measures combining marks, wide characters and colours', () => {
    assert.equal(textWidth('abc'), 3);
    assert.equal(textWidth('e\u0301'), 1);
    assert.equal(textWidth('漢字かな'), 8);
    assert.equal(textWidth('\u001b[1mbold\u001b[22m'), 4);
  });

  it('cuts text to cells and says so', () => {
    assert.equal(cutText('abcdef', 6, '…'), 'abcdef');
    assert.equal(cutText('abcdefg', 6, '…'), 'abcde…');
    assert.equal(cutText('漢字かな', 6, '…'), '漢字…');
    assert.equal(cutText('abcdef', 2, '...'), '');
  });
});
