// Loading a command loads that one, and what is loaded has the names that it is found by.

import assert from 'node:assert/strict';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { commandLoaders, loadCommands } from '../../../src/cli/commandLoaders.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';

describe('loading commands', () => {
  const context = (): CommandContext => {
    const { terminal } = recordTerminal(false);
    return { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
  };
  const namesFor = async (...words: string[]) =>
    (await loadCommands(words, context(), async () => 0)).map((command) => command.name());

  it('finds each by its name', async () => {
    for (const { names, load } of commandLoaders) {
      const commands = [await load(context(), async () => 0)].flat();
      assert.deepEqual(
        commands.map((command) => command.name()),
        names,
      );
      for (const command of commands) assert.deepEqual(command.aliases(), []);
    }
  });

  it('loads the one that is asked for, and all for help and where there is none of the name', async () => {
    assert.deepEqual(await namesFor('list', '--json'), ['list']);
    assert.deepEqual(await namesFor('restore', 'latest'), ['delete', 'restore', 'trash']);
    const all = commandLoaders.flatMap(({ names }) => names);
    assert.equal(new Set(all).size, all.length);
    for (const words of [[], ['--help'], ['help', 'list'], ['lis']]) assert.deepEqual(await namesFor(...words), all);
  });
});
