// The function that words are made with: the editor hands in its own, which speaks the editor's language, and its page
// one by the same translations; the terminal speaks English.

/** `message` in the person's language, with `{0}`, `{1}`, … replaced by `args`: the shape of `vscode.l10n.t`. */
export type Translate = (message: string, ...args: (string | number | boolean)[]) => string;

/** English. */
export const untranslated: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (placeholder, index) => String(args[Number(index)] ?? placeholder));
