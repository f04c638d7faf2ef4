// The debugger's door: closed again where a signal opened it while Node was starting, left open to whoever asked for
// it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { builtProgram } from '../../support/builtCli.ts';

const preload = (script: string) => ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
/** Opens it as the signal does, before the program's first line. */
const opens = preload("import inspector from 'node:inspector'; inspector.open(0);");
const tells = preload(
  "import inspector from 'node:inspector'; process.on('exit', () => console.log(inspector.url() === undefined ? 'closed' : 'open'));",
);

describe('a program that a debugger signal met while it started', function () {
  this.timeout(60_000);
  before(() => builtProgram('cli.js'));

  async function doorOf(options: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string | undefined> {
    const { NODE_OPTIONS, VSCODE_INSPECTOR_OPTIONS, ...inherited } = process.env;
    const words = [...options, ...tells, await builtProgram('cli.js'), '--version'];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env: { ...inherited, ...environment } });
    return stdout.trim().split('\n').at(-1);
  }

  it('closes the debugger again', async () => {
    assert.equal(await doorOf([]), 'closed');
    assert.equal(await doorOf(opens), 'closed');
  });

  it('leaves it to whoever asked for it', async () => {
    assert.equal(await doorOf(['--inspect=0']), 'open');
    assert.equal(await doorOf([], { NODE_OPTIONS: '--inspect=0' }), 'open');
    assert.equal(await doorOf(opens, { VSCODE_INSPECTOR_OPTIONS: '{}' }), 'open');
  });
});
