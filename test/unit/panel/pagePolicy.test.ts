// The page's policy: nothing is allowed but its own script and styles, and it is written down in one place.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { pagePolicy } from '../../../src/panel/pagePolicy.ts';

describe('the policy of the panel’s page', () => {
  it('allows one script by its nonce, styles of the installation, and nothing else', () => {
    const directives = pagePolicy('n0nce', 'https://page.example').split('; ');
    assert.deepEqual(directives, [
      "default-src 'none'",
      "script-src 'nonce-n0nce'",
      "style-src https://page.example 'nonce-n0nce'",
    ]);
  });

  it('is written in one place', () => {
    const source = path.join(installationFolder, 'src');
    const stating = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (name) =>
        name.endsWith('.ts') && /(?:default|script|style)-src/.test(readFileSync(path.join(source, name), 'utf8')),
    );
    assert.deepEqual(
      stating.map((name) => name.replaceAll('\\', '/')),
      ['panel/pagePolicy.ts'],
    );
  });
});
