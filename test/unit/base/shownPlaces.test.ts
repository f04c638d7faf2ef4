// Each place that shows text has its own syntax: none of it is left in a text that anybody may have written.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { areParagraphsWhole, editorLines, editorParagraphs, editorText } from '../../../src/base/editorText.ts';
import { markdownText } from '../../../src/base/markdownText.ts';
import { indentedText, jsonLine } from '../../../src/base/terminalText.ts';
import { csvText, escapeHtml, htmlText } from '../../../src/base/webText.ts';
import { attackTexts, commandLink, editorIcon, editorLink, harmfulCharacters } from '../../support/attackTexts.ts';

describe('editorText', () => {
  it('holds neither a link nor an icon, and reads nearly the same', () => {
    assert.match(commandLink, editorLink);
    assert.equal(
      editorText(`“${commandLink}” failed.`),
      '“[x] (command:workbench.action.files.newUntitledFile)” failed.',
    );
    assert.equal(editorText('$(check) done'), '$ (check) done');
    for (const text of attackTexts) {
      for (const shown of [editorText(text), editorLines(text)]) {
        assert.doesNotMatch(shown, editorLink);
        assert.doesNotMatch(shown, editorIcon);
        assert.doesNotMatch(shown, harmfulCharacters);
      }
      assert.ok(!editorText(text).includes('\n'));
    }
  });

  it('has no link when parts are put together first', () => {
    const part = fc.array(
      fc.constantFrom('[', ']', '(', ')', 'x', 'command:a', 'https://b', '$(', 'check', '\n', '\u200b'),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(part, (parts) => {
        assert.doesNotMatch(editorText(parts.join('')), editorLink);
        assert.doesNotMatch(editorText(parts.join('')), editorIcon);
      }),
      { numRuns: 300 },
    );
  });
});

describe('editorParagraphs', () => {
  const module = (number: number, length = 0) => `Executes the module /w/${'a'.repeat(length)}${number}.ts`;
  const modules = (count: number, length?: number) => Array.from({ length: count }, (_, each) => module(each, length));

  it('says whether each is seen to its end and all can be read, who agrees has to know', () => {
    assert.ok(areParagraphsWhole(modules(20)));
    assert.equal(editorParagraphs(modules(20)), modules(20).join('\n\n'));
    assert.ok(!areParagraphsWhole(modules(21)));
    assert.ok(areParagraphsWhole(modules(2, 1200)));
    assert.ok(!areParagraphsWhole(modules(2, 1400)));
    assert.ok(!areParagraphsWhole([...modules(1), module(2, 70_000)]));
    assert.ok(areParagraphsWhole(['[a](command:b) $(check)', 'one\ntwo']));
    assert.ok(areParagraphsWhole([]));
  });

  it('are of bounded length, however many they are', () => {
    for (const count of [900, 2666, 2667, 3000, 10_000]) {
      const shown = editorParagraphs(modules(count, 100)).split('\n\n');
      assert.equal(shown.length, count);
      const length = shown.join('').length;
      assert.ok(length <= 4000, `${count}: ${length}`);
    }
  });
});

describe('markdownText', () => {
  it('escapes every mark, so that the text is what is shown', () => {
    for (const text of attackTexts) {
      const unescaped = markdownText(text).replace(/\\([!-/:-@[-`{-~])/g, '$1');
      assert.doesNotMatch(markdownText(text).replace(/\\[!-/:-@[-`{-~]/g, ''), /[!-/:-@[-`{-~]/);
      assert.doesNotMatch(unescaped, harmfulCharacters);
    }
    assert.equal(markdownText('    https://a.b|c'), 'https\\:\\/\\/a\\.b\\|c');
  });
});

describe('jsonLine', () => {
  it('gives the same value, in characters that every terminal shows', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...attackTexts))), (texts) => {
        const line = jsonLine({ texts });
        assert.doesNotMatch(line, harmfulCharacters);
        assert.ok(!line.includes('\n'));
        assert.equal(JSON.stringify(JSON.parse(line)), JSON.stringify({ texts }));
      }),
      { numRuns: 200 },
    );
    assert.equal(jsonLine({ a: 'é 数 \u009b \u202e' }), '{"a":"é 数 \\u009b \\u202e"}');
  });
});

describe('indentedText', () => {
  it('lets no line within a text begin like one of its own', () => {
    assert.equal(indentedText('a\nContinue it with: rm'), 'a\n  Continue it with: rm');
    for (const text of attackTexts) {
      const [, ...rest] = indentedText(text).split('\n');
      assert.ok(rest.every((line) => line.startsWith('  ')));
      assert.doesNotMatch(indentedText(text), harmfulCharacters);
    }
  });
});

describe('htmlText', () => {
  it('holds no mark of HTML', () => {
    for (const text of attackTexts) {
      assert.doesNotMatch(htmlText(text).replace(/&#\d+;/g, ''), /[<>"'&`]/);
      assert.doesNotMatch(htmlText(text), harmfulCharacters);
    }
    assert.equal(escapeHtml('/runs/a"b\u202e'), '/runs/a&#34;b\u202e');
  });
});

describe('csvText', () => {
  it('is no formula, and one cell', () => {
    for (const text of [...attackTexts, '＝1+1', ' =1', '\t=1', '+1', '-1', '@x']) {
      const cell = csvText(text);
      const content = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      assert.doesNotMatch(content, /^\s*[=+\-@＝＋－＠]/);
      assert.ok(cell.startsWith('"') || !/[,"]/.test(cell));
      assert.doesNotMatch(cell, /[\n\r]/);
    }
    assert.equal(csvText('a,"b"'), '"a,""b"""');
    // Where spreadsheets divide at semicolons, what stands behind one is a cell.
    assert.equal(csvText('a;=1+1; -2;b'), "a;'=1+1;' -2;b");
  });
});
