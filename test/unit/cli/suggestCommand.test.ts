import assert from 'node:assert/strict';
import path from 'node:path';
import { callOf, quoteWord } from '../../../src/cli/suggestCommand.ts';

describe('suggestCommand', () => {
  it('names the program as it was called', () => {
    assert.equal(callOf(path.resolve('dist', 'cli.js'), {}), `node ${path.join('dist', 'cli.js')}`);
    assert.equal(callOf('/usr/local/bin/reptile-lab', {}), 'reptile-lab');
    assert.equal(callOf('/home/me/.npm/_npx/1/node_modules/.bin/reptile-lab', { npm_command: 'exec' }), 'npx reptile-lab');
  });

  it('quotes words only where a shell needs it', () => {
    assert.equal(quoteWord('.reptile/runs/20260101T000000Z-a-1f2e'), '.reptile/runs/20260101T000000Z-a-1f2e');
    assert.equal(quoteWord('my runs/a'), '"my runs/a"');
  });
});
