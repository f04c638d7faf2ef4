// Commands that are copied hand exactly their words on, in every shell of the family, or there is none.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { pathWord, shellCommand, shellWord } from '../../../src/base/shellCommand.ts';
import { attackTexts } from '../../support/attackTexts.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const shells = ['sh', 'bash', 'zsh', 'fish', 'dash'].filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);

function wordsIn(shell: string, command: string, folder: string): string[] {
  return execFileSync(shell, ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8', cwd: folder })
    .split('\0')
    .slice(0, -1);
}

describe('shellCommand', () => {
  const folder = useTemporaryFolder();

  it('hands its words on and carries out nothing else, in every shell that is here', function () {
    if (process.platform === 'win32') this.skip();
    for (const shell of shells) {
      for (const text of attackTexts) {
        const command = shellCommand(['train', text], 'posix');
        if (command !== undefined) assert.deepEqual(wordsIn(shell, command, folder()), ['train', text], shell);
      }
    }
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('gives a POSIX shell exactly the words, whatever is in them', function () {
    if (process.platform === 'win32') this.skip();
    const mark = fc.constantFrom(
      'a',
      ' ',
      "'",
      '"',
      '$',
      '`',
      '*',
      '&',
      ';',
      'é',
      '-',
      '=',
      '~',
      '#',
      '!',
      '(',
      '\n',
      '\\',
    );
    const word = fc.string({ unit: mark, minLength: 1 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const command = shellCommand(words, 'posix');
        if (command !== undefined) assert.deepEqual(wordsIn('sh', command, folder()), words);
      }),
      { numRuns: 60 },
    );
  });

  it('quotes paths that people have', () => {
    assert.equal(shellCommand(['resume', '/home/me/my runs/a'], 'posix'), "resume '/home/me/my runs/a'");
    assert.equal(shellCommand(['resume', "Bob's runs/a"], 'posix'), `resume "Bob's runs/a"`);
    assert.equal(shellCommand(['resume', 'C:\\my runs\\a'], 'windows'), 'resume "C:\\my runs\\a"');
    assert.equal(shellCommand(['resume', 'C:\\runs\\a'], 'windows'), 'resume C:\\runs\\a');
    assert.equal(shellCommand(['resume', '~/a'], 'posix'), "resume '~/a'");
    assert.equal(shellCommand(['a', ''], 'posix'), "a ''");
  });

  it('gives none where a shell would read more than a word', () => {
    for (const word of ['a\nb', 'a\u001bb', 'a\u202eb', "\\'; x #", `'$(x)"`, '\u2018; x; \u2019', 'a\\']) {
      assert.equal(shellWord(word, 'posix'), undefined, word);
    }
    for (const word of ['%PATH%', 'a"b', 'a`b', '$x', 'a!b', 'a^b', 'a&b', 'a|b', 'a\rb', '\u201c;x', 'my runs\\']) {
      assert.equal(shellWord(word, 'windows'), undefined, word);
    }
  });

  it('does not let a path pass for an option', () => {
    assert.equal(pathWord('--help', 'posix'), './--help');
    assert.equal(pathWord('-rf', 'windows'), '.\\-rf');
    assert.equal(pathWord('a-b', 'posix'), 'a-b');
  });
});
