// What a tool gives back: JSON as text and as data, or an error that says what to do.

import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { jsonLine } from '../../base/terminalText.ts';
import { asCommandError } from '../failures.ts';
import { printableLines } from '../terminal.ts';

/** Runs `work`, and makes of what it gives, or of what the caller can put right, an answer. */
export async function answerWith(work: () => Promise<Readonly<Record<string, unknown>>>): Promise<CallToolResult> {
  try {
    const text = jsonLine(await work());
    const data: unknown = JSON.parse(text);
    return { content: [{ type: 'text', text }], ...(isRecord(data) && { structuredContent: data }) };
  } catch (error) {
    const refusal = asCommandError(error);
    if (refusal === undefined) throw error;
    return { isError: true, content: [{ type: 'text', text: printableLines(refusal.message, 20_000) }] };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
