// What lies over the table goes when the focus leaves it.

import type { TableContext } from './tableContext.ts';

/** A window that loses the focus keeps its menus. */
export function closeWhenLeft({ currentTarget, relatedTarget }: FocusEvent, { dispatch }: TableContext): void {
  if (!(currentTarget instanceof HTMLElement) || !(relatedTarget instanceof Node)) return;
  if (!currentTarget.contains(relatedTarget)) dispatch({ kind: 'popup', popup: null });
}
