// What agents are given of a command that has printed its answer and could not do all that it does beside it.

import assert from 'node:assert/strict';
import { exitCodes } from '../../../../src/cli/failures.ts';
import { answerOf, type RunCommandLine } from '../../../../src/cli/mcp/commandAnswer.ts';

describe('the answer of a command', () => {
  const { signal } = new AbortController();
  const problems: string[] = [];
  const ask = (run: RunCommandLine) =>
    answerOf(run, { words: [], signal, onProblem: (problem) => problems.push(problem) });

  afterEach(() => problems.splice(0));

  it('is there where what was measured could not be stored, and so is why', async () => {
    const run: RunCommandLine = async (_, context) => {
      context.terminal.output.write('{"tasks":5}\n');
      context.terminal.messages.write('evaluating\nerror: The disk is full.\n');
      context.exitCode = exitCodes.failed;
      return context.exitCode;
    };
    assert.deepEqual(await ask(run), [{ tasks: 5 }]);
    assert.deepEqual(problems, ['The disk is full.']);
  });

  it('is none where an error has ended the command, whatever was printed before', async () => {
    const run: RunCommandLine = async (_, { terminal }) => {
      terminal.output.write('{"tasks":5}\n');
      terminal.messages.write('error: It came to nothing.\n');
      return exitCodes.failed;
    };
    await assert.rejects(ask(run), /^CommandError: It came to nothing\.$/);
    assert.deepEqual(problems, []);
  });
});
