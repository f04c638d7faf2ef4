// The licences beside what is bundled: whose they are, said by packages, and every word of theirs.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { namePackages } from '../../../scripts/build-tfjs.mjs';

describe('licences of what is bundled', () => {
  it('name each package once, and keep every word of a licence', () => {
    const licence = '  /**\n   * @license\n   * Copyright 2020, see http://example.org/LICENSE:\n   */\n';
    const other = '  /** @license MIT */\n';
    const of = (...files: readonly string[]) => files.map((file) => `${file}:\n`).join('');
    assert.equal(
      namePackages(
        `Bundled license information:\n\n${of('@scope/a/dist/x.js', '@scope/a/dist/y.js', 'b/z.js')}${licence}\n${of('b/z.js')}${other}`,
      ),
      `Bundled license information:\n\n${of('@scope/a', 'b')}${licence}\n${of('b')}${other}`,
    );
  });
});
