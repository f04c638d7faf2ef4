// Numbers as Python's programs write them into text.

/** Undefined for what is none. */
export function pythonNumberOf(text: string): number | undefined {
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  switch (text.toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case 'infinity':
      return Number.POSITIVE_INFINITY;
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY;
    default:
      return undefined;
  }
}

/** Undefined for what is no step: those are whole, exact and not below zero. */
export function stepOf(text: string): number | undefined {
  const step = pythonNumberOf(text);
  return step !== undefined && Number.isSafeInteger(step) && step >= 0 ? step : undefined;
}
