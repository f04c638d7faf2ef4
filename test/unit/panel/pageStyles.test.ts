// Each page names the styles that the build makes for it, its own last.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { pageStyles } from '../../../src/panel/pageStyles.ts';

describe('the styles of pages', () => {
  it('are built, the page’s own being the last to hold', async () => {
    const build = await readFile(new URL('../../../scripts/build.mjs', import.meta.url), 'utf8');
    for (const [name, styles] of Object.entries(pageStyles)) {
      assert.equal(styles.at(-1), name);
      for (const style of styles) assert.match(build, new RegExp(`^ {2}${style}: 'webview/`, 'm'), `${name}: ${style}`);
    }
  });
});
