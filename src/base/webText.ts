// Text for HTML and for tables that spreadsheets open.

import { plainText } from './shownText.ts';

/** `text` as HTML that shows what it reads, between tags and in quoted attributes. */
export function htmlText(text: string, longest?: number): string {
  return escapeHtml(plainText(text, longest));
}

/** The value of a quoted attribute, exactly: for what a program reads. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A cell of text in CSV. Spreadsheets take one that begins like a formula for a formula, unless an apostrophe stands
 * before it.
 */
export function csvText(text: string): string {
  const plain = plainText(text);
  const cell = isTakenForFormula(plain) ? `'${plain}` : plain;
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Whether a spreadsheet may take a cell that reads so for a formula. */
export function isTakenForFormula(text: string): boolean {
  return /^\s*[=+\-@＝＋－＠]/u.test(text);
}
