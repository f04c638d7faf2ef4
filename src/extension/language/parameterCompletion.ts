// Completion of the parameters that an experiment file declares for the program that trains, which no schema can know.

import * as vscode from 'vscode';
import { typedParameter } from '../../experiment/external/typedParameter.ts';
import { createNameCompletion } from '../doors/languageTexts.ts';

export class ParameterCompletion implements vscode.CompletionItemProvider {
  static readonly triggerCharacters = ['"', '$', '{', '.'];

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const typed = typedParameter(document.getText(), document.offsetAt(position));
    if (typed === undefined) return [];
    const range = new vscode.Range(document.positionAt(typed.start), position);
    return typed.offers.map(({ text, value }) => {
      const item = createNameCompletion(text, vscode.CompletionItemKind.Variable, value);
      item.range = range;
      return item;
    });
  }
}
