// Stands in for `vscode` where rows and tooltips of runs are made: texts as the editor makes them, listeners that
// nobody calls, and settings of which none is set.

import { readFileSync } from 'node:fs';

export const l10n = {
  t: (text, ...values) => text.replace(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])),
};

export class ThemeColor {
  constructor(id) {
    this.id = id;
  }
}

export class ThemeIcon {
  constructor(id, color) {
    this.id = id;
    this.color = color;
  }
}

export class Uri {
  constructor(parts) {
    Object.assign(this, parts);
  }

  static from(parts) {
    return new Uri(parts);
  }

  static file(path) {
    return new Uri({ scheme: 'file', path, fsPath: path });
  }

  toString() {
    return `${this.scheme}:${this.path}`;
  }
}

export class TreeItem {
  constructor(label, collapsibleState = 0) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

/** Escapes as the editor's own does. */
export class MarkdownString {
  constructor(value = '', supportThemeIcons = false) {
    this.value = value;
    this.supportThemeIcons = supportThemeIcons;
    this.isTrusted = false;
  }

  appendText(text) {
    this.value += text
      .replace(/[\\`*_{}[\]()#+\-!~]/g, '\\$&')
      .replace(/([ \t]+)/g, (_, spaces) => '&nbsp;'.repeat(spaces.length))
      .replace(/>/gm, '\\>')
      .replace(/\n/g, '\n\n');
    return this;
  }

  appendMarkdown(text) {
    this.value += text;
    return this;
  }
}

const nothing = { dispose() {} };

export class EventEmitter {
  event = () => nothing;
  fire() {}
  dispose() {}
}

export class Disposable {
  static from = () => nothing;
  dispose() {}
}

export const window = {
  createTreeView: () => ({ ...nothing, selection: [], badge: undefined, message: '' }),
};
export const commands = {
  executeCommand: async () => undefined,
  getCommands: async () => [],
  registerCommand: () => nothing,
};
const { configuration } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
).contributes;
export const workspace = {
  isTrusted: true,
  workspaceFolders: [],
  getConfiguration: () => ({ get: (id) => configuration.properties[id]?.default }),
  onDidChangeConfiguration: () => nothing,
  onDidChangeWorkspaceFolders: () => nothing,
  onDidGrantWorkspaceTrust: () => nothing,
};
export const env = { language: 'en' };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { Window: 10, Notification: 15 };
export const ViewColumn = { Active: -1 };
