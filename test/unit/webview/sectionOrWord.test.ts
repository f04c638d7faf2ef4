// What stands in the place of a section that cannot be drawn.

import assert from 'node:assert/strict';
import { html } from '../../../webview/html.ts';
import { sectionOrWord } from '../../../webview/sectionOrWord.ts';

describe('a section of the page', () => {
  const { error } = console;
  afterEach(() => {
    console.error = error;
  });

  it('is drawn as it is', () => {
    const drawn = html`<p>fine</p>`;
    assert.equal(
      sectionOrWord('The sample task', () => drawn),
      drawn,
    );
  });

  it('that cannot be drawn says so in its place, and why', () => {
    const told: unknown[] = [];
    console.error = (what: unknown) => told.push(what);
    const failure = new RangeError('Maximum call stack size exceeded');
    const word = JSON.stringify(
      sectionOrWord('The sample task', () => {
        throw failure;
      }),
    );
    assert.match(word, /The sample task cannot be drawn/);
    assert.match(word, /Maximum call stack size exceeded/);
    assert.deepEqual(told, [failure]);
  });
});
