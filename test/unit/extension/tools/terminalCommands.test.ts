// Commands that are copied do in a shell what they say, whatever is in the paths; where that cannot be, there is none.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { terminalCommand, trainCommandLine } from '../../../../src/extension/tools/terminalCommands.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

/** The words as the shell hands them on. */
function wordsOf(command: string | undefined): string[] | undefined {
  if (command === undefined) return undefined;
  return execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

describe('terminalCommand', () => {
  it('gives a POSIX shell exactly the words', function () {
    if (process.platform === 'win32') this.skip();
    const word = fc.string({
      unit: fc.constantFrom('a', ' ', "'", '"', '$', '`', '\\', '*', '&', ';', 'é', '-', '=', '\n'),
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const handedOn = wordsOf(terminalCommand(words));
        if (handedOn !== undefined) assert.deepEqual(handedOn, words);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves plain words as they are', () => {
    assert.equal(terminalCommand(['tensorboard', '--logdir', '/a/b-c_d.e']), 'tensorboard --logdir /a/b-c_d.e');
  });

  it('gives none for words that a shell could take for more', () => {
    for (const word of ['a\nb', 'a\u001b[2Jb', 'a\u202eb'])
      assert.equal(terminalCommand(['tensorboard', '--logdir', word]), undefined);
  });
});

describe('trainCommand', () => {
  const folder = useTemporaryFolder();

  it('starts the same experiment with the same overrides into the same runs folder', async () => {
    const overrides = ['seed=3', 'name=A "quoted" name'];
    const directory = await newTestRun(folder(), { overrides, experimentPath: '/my work/a.reptile.json' });
    const command = trainCommandLine('/extension', { directory, manifest: await readManifest(directory) });
    if (process.platform === 'win32') return;
    const words = ['node', '/extension/dist/cli.js', 'train', '/my work/a.reptile.json', '--runs', folder()];
    assert.deepEqual(wordsOf(command), [...words, '--set', 'seed=3', '--set', 'name=A "quoted" name']);
  });
});
