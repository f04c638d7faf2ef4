// Text is shown through the doors of ARCHITECTURE.md alone: what shows text in the editor, the page or the terminal is
// called nowhere else.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { installationFolder } from '../../../src/base/installation.ts';

interface Rule {
  /** Folder whose files are looked at. */
  readonly folder: string;
  readonly uses: readonly RegExp[];
  /** Files that may. */
  readonly doors: readonly string[];
}

const door = (name: string) => `src/extension/doors/${name}.ts`;

/** The name as a whole word, however it is reached: as a member, taken out of an object, in brackets. */
const name = (...names: readonly string[]) => names.map((word) => new RegExp(`\\b${word}\\b`, 'g'));
const made = (...names: readonly string[]) => names.map((word) => new RegExp(`\\bnew\\s+(?:\\w+\\.)*${word}\\b`, 'g'));
const switchedOn = (...names: readonly string[]) =>
  names.map((word) => new RegExp(`\\b${word}\\s*[:=]\\s*true\\b`, 'g'));

const rules: readonly Rule[] = [
  rule('src/extension', name('showInformationMessage', 'showWarningMessage', 'showErrorMessage'), [door('messages')]),
  rule('src/extension', name('withProgress'), [door('progress')]),
  rule(
    'src/extension',
    name('showQuickPick', 'createQuickPick', 'showInputBox', 'createInputBox', 'showWorkspaceFolderPick'),
    [door('questions')],
  ),
  rule('src/extension', made('MarkdownString'), [door('tooltip'), door('agentQuestion')]),
  rule('src/extension', name('createStatusBarItem', 'setStatusBarMessage'), [door('statusItem')]),
  rule('src/extension', name('createWebviewPanel'), [door('panelTab')]),
  rule('src/extension', name('createOutputChannel'), [door('log')]),
  rule('src/extension', made('TreeItem'), [door('treeRow')]),
  rule('src/extension', made('Diagnostic', 'CodeLens', 'CodeAction', 'CompletionItem', 'Hover', 'InlayHint'), [
    door('languageTexts'),
  ]),
  rule('src/extension', [/\bvscode\.diff\b/g], [door('differences')]),
  rule('src/extension', name('writeText'), [door('clipboard')]),
  rule('src/extension', [/panel\s*\.\s*title\s*=(?!=)/g], [door('panelTab'), 'src/extension/panel/runPanels.ts']),
  rule(
    'src/extension',
    name('createTerminal', 'sendText', 'createTextEditorDecorationType', 'createCommentController'),
  ),
  rule('src/extension', [...switchedOn('isTrusted', 'supportHtml', 'supportThemeIcons'), ...name('appendMarkdown')]),
  rule(
    'webview',
    name('innerHTML', 'outerHTML', 'insertAdjacentHTML', 'DOMParser', 'srcdoc', 'setHTMLUnsafe', 'setHTML'),
  ),
  rule(
    'webview',
    name('createContextualFragment', 'eval', 'Function', 'insertAdjacentText', 'createTextNode', 'innerText'),
  ),
  rule('webview', [/\bdocument\s*\.\s*write(?:ln)?\b/g, ...name('fillText', 'strokeText')]),
  rule('webview', [/(?<=from\s|import\s|import\()'(?:lit|@lit)[^']*'/g], ['webview/html.ts']),
  rule('webview', [
    /\bunsafe(?:HTML|SVG|MathML|CSS|Static)\b/gi,
    /\bstatic-html\b/g,
    ...name('literal', 'withStatic', 'styleMap'),
  ]),
  rule('webview', [/\btextContent\s*=(?!=)/g, /\.title\s*=(?!=)/g]),
  rule('src/cli', [/\bprocess\s*\.\s*std(?:out|err)\b/g, ...name('console')], ['src/cli/terminal.ts']),
  rule('src/cli', [...name('styleText'), /\\u001b|\\x1b/gi], ['src/cli/terminal.ts']),
  rule('src/cli', [/\bJSON\s*\.\s*stringify\b/g]),
];

function rule(folder: string, uses: readonly RegExp[], doors: readonly string[] = []): Rule {
  return { folder, uses, doors };
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(installationFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')));
}

/** What is used in a source text, comments left out. */
function findUses(source: string, uses: readonly RegExp[]): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, '');
  return uses.flatMap((use) => [...code.matchAll(use)].map(([found]) => found));
}

/** Uses outside the doors, over all rules. */
function findBroken(sources: ReadonlyMap<string, string>): string[] {
  return rules.flatMap(({ folder, uses, doors }) =>
    [...sources]
      .filter(([file]) => file.startsWith(`${folder}/`) && !doors.includes(file))
      .flatMap(([file, source]) => findUses(source, uses).map((use) => `${file}: ${use}`)),
  );
}

describe('the doors that text is shown through', () => {
  const files = [...new Set(rules.map(({ folder }) => folder))].flatMap(listFiles);
  const sources = new Map(files.map((file) => [file, readFileSync(path.join(installationFolder, file), 'utf8')]));

  it('are used by everything in the extension, the page and the command line', () => {
    assert.deepEqual(findBroken(sources), []);
  });

  it('are there, each with what it is the door to', () => {
    for (const { uses, doors } of rules) {
      for (const file of doors) assert.notDeepEqual(findUses(sources.get(file) ?? '', uses), [], file);
    }
  });

  it('are missed when somebody goes around one', () => {
    const planted: Readonly<Record<string, readonly string[]>> = {
      'src/extension/planted.ts': [
        'vscode.window.showErrorMessage(name);',
        'const { showInformationMessage: tell } = window; tell(name);',
        "window['showWarningMessage'](name);",
        'window.withProgress({ location: 15, title: name }, work);',
        'window.showQuickPick([name]);',
        'new vscode.MarkdownString(name);',
        'const tooltip = { isTrusted: true };',
        'tooltip.supportHtml = true;',
        "window.createStatusBarItem('a');",
        'new TreeItem(name);',
        'new vscode.CodeLens(range, { title: name });',
        'env.clipboard.writeText(name);',
        "window.createOutputChannel('a');",
        'window.createTerminal().sendText(name);',
      ],
      'webview/planted.ts': [
        'element.innerHTML = name;',
        'document.write(name);',
        'element.textContent = name;',
        'element.title = name;',
        "import { html } from 'lit';",
        "import { unsafeHTML } from 'lit/directives/unsafe-html.js';",
        "const { render } = await import('lit-html');",
        'unsafeSVG(name);',
      ],
      'src/cli/planted.ts': ['process.stdout.write(name);', 'console.log(name);', "styleText('red', name);"],
    };
    for (const [file, lines] of Object.entries(planted)) {
      for (const line of lines) assert.notDeepEqual(findBroken(new Map([[file, line]])), [], line);
    }
  });

  it('are not missed by what only talks of them', () => {
    assert.deepEqual(
      findBroken(new Map([['src/extension/planted.ts', '// showErrorMessage\n/* new TreeItem(name) */']])),
      [],
    );
  });
});
