// One call of a tool of the server for agents, in a process of its own, and that package.json has the server's tools.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { describe, it } from 'mocha';
import { serveMcp } from '../../../../src/cli/mcp/serveMcp.ts';
import { silentSurface } from '../../../../src/cli/mcp/silentSurface.ts';
import { callTool } from '../../../../src/extension/agents/callTool.ts';
import { languageModelToolName } from '../../../../src/extension/editor/contributions.ts';
import { prepareStart, readAskedFile } from '../../../../src/launchers/askedStart.ts';
import { builtProgram } from '../../../support/builtCli.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

const project = path.resolve(import.meta.dirname, '..', '..', '..', '..');

describe('the tools of agents in the editor', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();

  it('are those of the server, with its words and what they take', async () => {
    const [near, far] = InMemoryTransport.createLinkedPair();
    void serveMcp({ runsFolders: [folder()], places: 1, run: async () => 0, messages: silentSurface }, far);
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(near);
    const { tools } = await client.listTools();
    await client.close();
    const manifest = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
    const texts = JSON.parse(await readFile(path.join(project, 'package.nls.json'), 'utf8'));
    const contributed: readonly Record<string, unknown>[] = manifest.contributes.languageModelTools;
    assert.deepEqual(
      contributed.map(({ name, displayName, modelDescription, inputSchema, when }) => ({
        name,
        modelDescription,
        inputSchema,
        when,
        title: texts[String(displayName).slice(1, -1)],
      })),
      tools.map(({ name, title, description, inputSchema: { $schema: _, ...inputSchema } }) => ({
        name: languageModelToolName(name),
        title,
        modelDescription: description,
        inputSchema,
        // An agent names any path of the machine, and what it reads may tell it which.
        when: 'isWorkspaceTrusted',
      })),
    );
  });

  /** A server that is this script. */
  async function call(script: string, signal = new AbortController().signal, lastWordAfter?: number) {
    const file = path.join(folder(), 'server.mjs');
    await writeFile(file, script);
    const command = { program: process.execPath, words: [file], folder: folder(), environment: process.env };
    return callTool(command, 'show_run', { run: 'latest' }, signal, lastWordAfter);
  }

  const echo = (answer: string) => `
    import { createInterface } from 'node:readline';
    createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method, params } = JSON.parse(line);
      if (id === undefined) return;
      const result = method === 'tools/call' ? ${answer} : {};
      console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
    });`;

  it('give up on an answer that does not end, and keep none of what is longer than an answer', async () => {
    const { text } = await call(`
      const piece = 'x'.repeat(2 ** 20);
      const write = () => process.stdout.write(piece, write);
      write();`);
    assert.match(text, /^The answer is too long\. Ask for fewer runs/);
  });

  it('give what the server answers, errors among it', async () => {
    const text = "params.name + ' ' + params.arguments.run";
    assert.deepEqual(await call(echo(`{ content: [{ type: 'text', text: ${text} }] }`)), {
      isError: false,
      text: 'show_run latest',
    });
    assert.deepEqual(await call(echo("{ isError: true, content: [{ type: 'text', text: 'no such run' }] }")), {
      isError: true,
      text: 'no such run',
    });
    const long = await call(echo("{ content: [{ type: 'text', text: 'x'.repeat(5_000_000) }] }"));
    assert.deepEqual([long.isError, long.text.length < 100], [true, true]);
  });

  it('start what the person has agreed to in the editor, and nothing else', async () => {
    const cli = await builtProgram('cli.js');
    const file = path.join(folder(), 'own.reptile.json');
    const runsFolder = path.join(folder(), 'runs');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    const start = { file, source: await readAskedFile(file), overrides: ['seed=9'], runsFolder };
    const asked = await prepareStart(start);
    assert.ok(asked.kind === 'ready');
    const words = [cli, 'mcp', `--runs=${runsFolder}`, `--agreed=${asked.agreement}`];
    const command = { program: process.execPath, words, folder: folder(), environment: process.env };
    const callServer = (name: string, input: object) => callTool(command, name, input, new AbortController().signal);
    const other = await callServer('start_run', { file, set: ['seed=8'] });
    assert.ok(other.isError);
    assert.match(other.text, /has changed since the person was asked/);
    assert.deepEqual(await callServer('list_runs', {}), { isError: false, text: '{"runs":[],"leftOut":0}' });
    assert.ok(!(await callServer('start_run', { file, set: ['seed=9'] })).isError);
    assert.match(
      (await callServer('wait_for_run', { run: 'latest', timeoutSeconds: 120 })).text,
      /"state":"completed"/,
    );
  });

  it('fail where the server ends without a word, or says what is no answer', async () => {
    await assert.rejects(call('process.exit(3)'), /ended without an answer/);
    await assert.rejects(call("console.log('hello')"), /JSON/);
  });

  it('end the server when nobody waits any more', async () => {
    const aborting = new AbortController();
    const waiting = call('process.stdin.resume(); setInterval(() => {}, 1000)', aborting.signal);
    setImmediate(() => aborting.abort());
    await assert.rejects(waiting, { name: 'AbortError' });
  });

  it('end a server by force that does not listen, as one that computes, and wait for none', async function () {
    if (process.platform === 'win32') this.skip();
    const place = path.join(folder(), 'pid');
    const deaf = `
      import { writeFileSync } from 'node:fs';
      process.on('SIGTERM', () => {});
      writeFileSync(${JSON.stringify(place)}, String(process.pid));
      setInterval(() => {}, 1000);`;
    const aborting = new AbortController();
    const waiting = call(deaf, aborting.signal, 200);
    await waitFor('the server', () => existsSync(place) && readFileSync(place, 'utf8') !== '');
    aborting.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    const pid = Number(readFileSync(place, 'utf8'));
    await waitFor('its end', () => !isAlive(pid));
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
