// A stranger's runs in a real extension host: rows, tooltips, lists, code lenses and the log are text, and say nothing
// nonsensical.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as vscode from 'vscode';
import {
  createCodeLens,
  createDiagnostic,
  createHover,
  createNameCompletion,
  createQuickFix,
  createValueCompletion,
} from '../../src/extension/doors/languageTexts.ts';
import { createRow } from '../../src/extension/doors/treeRow.ts';
import type { RunRecord } from '../../src/extension/runs/runRecord.ts';
import { describeRow, describeRunRow, figureInRow } from '../../src/extension/tree/describeRun.ts';
import { runTooltip } from '../../src/extension/tree/runTooltip.ts';
import { stateIcon } from '../../src/extension/tree/stateAppearance.ts';
import { titleOfRow } from '../../src/extension/tree/titleOfRow.ts';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { noMarks } from '../../src/runs/marks/marks.ts';
import { attackTexts, editorIcon, editorLink, harmfulCharacters } from '../support/attackTexts.ts';
import { hostileChanges, nonsense } from '../support/hostileManifests.ts';
import { newTestRun } from '../support/newTestRun.ts';
import { useTemporaryFolder } from '../support/temporaryFolder.ts';

const states = [
  'queued',
  'starting',
  'running',
  'paused',
  'stopping',
  'completed',
  'stopped',
  'failed',
  'lost',
] as const;

describe('a run of a stranger in the editor', () => {
  const folder = useTemporaryFolder();

  it('has a row and a tooltip that are text, and hold no nonsense', async () => {
    const directory = await newTestRun(folder());
    const manifest = await readManifest(directory);
    fc.assert(
      fc.property(hostileChanges, fc.constantFrom(...states), (changes, state) => {
        const run: RunRecord = {
          directory,
          state,
          manifest: { ...manifest, ...changes },
          label: 'seed 3',
          marks: noMarks,
        };
        assert.doesNotMatch(describeRunRow({ ...run, manifest: { ...run.manifest, loading: null } }), nonsense);
        const row = createRow({
          id: directory,
          label: titleOfRow({ ...run, label: '' }, figureInRow(run), { within: undefined, saysName: true }).title,
          description: describeRow(run, undefined, run.manifest.name),
          spoken: run.manifest.name,
          icon: stateIcon(state),
          contextValue: state,
          command: { command: 'a', title: 'a' },
          resource: undefined,
        });
        for (const text of [String(row.label), String(row.description), row.accessibilityInformation?.label ?? '']) {
          assert.doesNotMatch(text, harmfulCharacters);
          assert.doesNotMatch(text, nonsense);
        }
        assert.doesNotMatch(`${row.label} ${row.description}`, editorIcon);
        const tooltip = runTooltip(run, [run]);
        assert.doesNotMatch(tooltip.value, nonsense);
        assert.doesNotMatch(tooltip.value.replaceAll('\n', ''), harmfulCharacters);
        assert.doesNotMatch(tooltip.value.replace(/\\[!-/:-@[-`{-~]/g, ''), /[[\](){}<>`!#@&$]|:\/|\w\.\w/);
        assert.deepEqual([tooltip.isTrusted, tooltip.supportHtml, tooltip.supportThemeIcons], [false, false, false]);
      }),
      { numRuns: 200 },
    );
  });

  it('has problems, lenses, fixes, completions and hovers that are text; a file’s name, or a value, is inserted exactly', () => {
    const range = new vscode.Range(0, 0, 0, 1);
    for (const text of attackTexts) {
      const { command } = createCodeLens(range, { icon: 'play', text, command: 'a' });
      const completion = createNameCompletion(text, vscode.CompletionItemKind.File);
      const value = createValueCompletion(JSON.stringify(text), range, text);
      const shown = [
        command?.title.replace(/^\$\(play\) /, '') ?? '',
        createDiagnostic(range, text, vscode.DiagnosticSeverity.Error).message,
        createQuickFix(text).title,
        String(completion.label),
        String(value.label),
        value.detail ?? '',
      ];
      for (const one of shown) {
        assert.doesNotMatch(one, harmfulCharacters);
        assert.doesNotMatch(one, editorIcon);
        assert.doesNotMatch(one, editorLink);
      }
      assert.equal(JSON.parse(`"${String(completion.insertText)}"`), text);
      assert.doesNotMatch(String(completion.insertText), harmfulCharacters);
      assert.equal(JSON.parse(String(value.insertText)), text);
      assert.doesNotMatch(String(value.insertText), harmfulCharacters);
      const [hover] = createHover(range, text, [text]).contents;
      assert.ok(hover instanceof vscode.MarkdownString);
      assert.doesNotMatch(hover.value.replaceAll('\n', ''), harmfulCharacters);
      assert.deepEqual([hover.isTrusted, hover.supportHtml, hover.supportThemeIcons], [false, false, false]);
    }
  });
});
