// Help with the parameters that an experiment file declares, or describes, for the program that trains, which no schema of
// ours can know.

import * as vscode from 'vscode';
import { explainParameter, offersForParameter } from '../../experiment/external/parameterHelp.ts';
import { typedParameter } from '../../experiment/external/typedParameter.ts';
import { createHover, createNameCompletion, createValueCompletion } from '../doors/languageTexts.ts';

export class ParameterFeatures implements vscode.CompletionItemProvider, vscode.HoverProvider {
  static readonly triggerCharacters = ['"', '$', '{', '.', ':', ' '];

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const [text, offset] = [document.getText(), document.offsetAt(position)];
    const typed = typedParameter(text, offset);
    const names = (typed?.offers ?? []).map(({ text: name, value }) => {
      const item = createNameCompletion(name, vscode.CompletionItemKind.Variable, value);
      item.range = new vscode.Range(document.positionAt(typed?.start ?? offset), position);
      return item;
    });
    const described = offersForParameter(text, offset);
    if (described === undefined) return names;
    const range = new vscode.Range(document.positionAt(described.start), document.positionAt(described.end));
    return [...names, ...described.offers.map(({ json, detail }) => createValueCompletion(json, range, detail))];
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const found = explainParameter(document.getText(), document.offsetAt(position));
    if (found === undefined) return undefined;
    const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
    return createHover(range, found.name, found.paragraphs);
  }
}
