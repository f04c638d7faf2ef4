// What templates are filled with: texts for people are plain, wherever they stand, and what is for the page is left
// alone.

import assert from 'node:assert/strict';
import { replacement } from '../../../src/base/shownText.ts';
import { plainValues } from '../../../webview/plainValues.ts';

const fill = (strings: TemplateStringsArray, ...values: readonly unknown[]) => plainValues(strings, values);
const hostile = 'a\u202eb\u0007';
const plain = `a${replacement}b${replacement}`;

describe('the values of a template', () => {
  it('are plain where they become text, in lists and between other texts too', () => {
    assert.deepEqual(fill`<p>${hostile}</p>`, [plain]);
    assert.deepEqual(fill`<p class="x">is ${hostile}, ${hostile}</p>`, [plain, plain]);
    assert.deepEqual(fill`<p a=${'b'} c="d">${[hostile, [hostile]]}</p>${new Set([hostile])}`, [
      'b',
      [plain, [plain]],
      [plain],
    ]);
    assert.deepEqual(fill`${hostile}`, [plain]);
    assert.deepEqual(fill`a < ${hostile}`, [plain]);
  });

  it('are plain in attributes that a person reads or hears, quoted or not, alone or among other words', () => {
    assert.deepEqual(fill`<p title=${hostile} aria-label='of ${hostile} and ${hostile}'>`, [plain, plain, plain]);
    assert.deepEqual(
      fill`<input class=${'a'} .title=${hostile}
      aria-valuetext="${hostile}">`,
      ['a', plain, plain],
    );
  });

  it('are left as they are elsewhere', () => {
    const press = () => undefined;
    const file = 'line one\u200b';
    assert.deepEqual(
      fill`<canvas data-file=${file} class="a ${file} b" .value=${file} ?hidden=${true} @click=${press} ${press}></canvas>`,
      [file, file, file, true, press, press],
    );
    assert.deepEqual(fill`<b>${1}${undefined}${press}</b>`, [1, undefined, press]);
  });

  it('keep their lines', () => {
    assert.deepEqual(fill`<p>${'one\ntwo\tthree'}</p>`, ['one\ntwo three']);
  });

  it('cannot be a style attribute, which the page’s policy forbids', () => {
    assert.throws(() => fill`<p style=${'color: red'}></p>`, /allows no style attribute/);
    assert.throws(() => fill`<p style="width: ${3}%"></p>`, /allows no style attribute/);
    assert.deepEqual(fill`<p .style=${'width: 3%'}></p>`, ['width: 3%']);
  });
});
