// What somebody else said, a program or the system, as a sentence among others.

/** `text` without space around it, and with a full stop where it has none. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
