// The reference: complete, and the same as the file in docs/.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { describeSchema } from '../../../src/experiment/describeSchema.ts';
import { readingRules } from '../../../src/experiment/readingRules.ts';
import { meaningRules } from '../../../src/experiment/rules/checkMeaning.ts';
import { experimentSchema } from '../../../src/experiment/schema.ts';

describe('the reference of the experiment file', () => {
  it('is docs/experiment-file.md (npx tsx scripts/write-generated.ts)', async () => {
    assert.equal(await readFile(path.join(installationFolder, 'docs/experiment-file.md'), 'utf8'), describeSchema());
  });

  it('has every rule and every key of the top level', () => {
    const text = describeSchema();
    const names = [
      ...Object.keys(experimentSchema.shape),
      ...Object.keys(readingRules),
      ...meaningRules.map((rule) => rule.id),
    ];
    for (const name of names) assert.ok(text.includes(`\n| \`${name}\` |`), name);
  });

  it('has no empty cell in the column of meanings', () => {
    for (const line of describeSchema().split('\n')) assert.doesNotMatch(line, /^\| `[^`]+` \| +\|/);
  });
});
