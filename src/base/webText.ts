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

/** A cell of text in CSV: one line, and no formula. */
export function csvText(text: string): string {
  return csvCell(withoutFormulas(plainText(text)));
}

/** A cell of CSV that holds `text` to the letter (RFC 4180). */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets take what begins like a formula for a formula, unless an apostrophe stands before it. Where a comma is
 * the decimal mark, they divide CSV at semicolons, whatever quotation marks stand around them.
 */
export function withoutFormulas(text: string): string {
  return text.replace(/(^|[;\r\n])(?=\s*[=+\-@＝＋－＠])/gu, "$1'");
}
