// What agents of the editor are given: tools, asked before they change anything, and the server where the editor has a
// place for it.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { agentTools } from '../../src/extension/agents/agentTools.ts';
import { languageModelToolName } from '../../src/extension/editor/contributions.ts';
import { newTestRun } from '../support/newTestRun.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { workspaceFolder } from './support/workspace.ts';

describe('agents', function () {
  this.timeout(60_000);

  before(async () => {
    await vscode.extensions.getExtension('reptile-lab.reptile-lab')?.activate();
  });

  it('have the tools of the server', () => {
    const known = new Set(vscode.lm.tools.map(({ name }) => name));
    assert.deepEqual(
      agentTools.map(({ name }) => languageModelToolName(name)).filter((name) => !known.has(name)),
      [],
    );
  });

  it('list runs of the workspace, and hear why something cannot be done', async () => {
    const directory = await newTestRun(runsFolderOf(workspaceFolder()), { state: 'completed', name: 'Seen by agents' });
    const call = async (name: string, input: object) => {
      const tool = languageModelToolName(name);
      const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
      return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
    };
    try {
      assert.match(await call('list_runs', {}), /Seen by agents/);
      await assert.rejects(call('show_run', { run: 'no-such-run' }), /no-such-run/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('ask before anything is started, stopped or measured, with what of, and else do not', () => {
    const asked = (input: object) =>
      agentTools.flatMap(({ name, question }) =>
        question === undefined ? [] : [[name, question(input).message] as const],
      );
    assert.deepEqual(asked({ file: 'a.reptile.json', set: ['seed=2'], run: 'latest\n![x](y)', runs: ['a', 'b'] }), [
      ['start_run', 'Meta-training starts from “a.reptile.json”. These values are set: “seed=2”.'],
      ['stop_run', 'The run “latest ![x](y)” saves a checkpoint and ends. It can be resumed.'],
      ['compare_runs', 'Computes for a while, and stores what is measured with these runs: “a, b”.'],
    ]);
  });

  it('find the server, where the editor has a place for it', function () {
    if (Reflect.get(vscode.lm, 'registerMcpServerDefinitionProvider') === undefined) this.skip();
    const { contributes } = vscode.extensions.getExtension('reptile-lab.reptile-lab')?.packageJSON ?? {};
    assert.equal(contributes.mcpServerDefinitionProviders[0].id, 'reptileLab.runs');
  });
});
