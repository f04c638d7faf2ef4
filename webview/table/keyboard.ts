// What keys mean while the table has the focus: as in the editor's own lists. Pure.

import type { Gesture } from './selection.ts';

export interface KeyPress {
  readonly key: string;
  /** Ctrl, or ⌘. */
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

export type Intent =
  | { readonly kind: 'select'; readonly gesture: Gesture }
  /** A run's panel, or a group's runs. */
  | { readonly kind: 'open' }
  | { readonly kind: 'expand'; readonly isExpanded: boolean }
  | { readonly kind: 'copy' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'menu' }
  | { readonly kind: 'filter' };

/** Undefined where the key means nothing here. @param linesOfPage that are seen at once */
export function intentOf({ key, ctrl, shift, alt }: KeyPress, linesOfPage: number): Intent | undefined {
  if (alt) return undefined;
  const holding = shift ? 'shift' : ctrl ? 'ctrl' : 'nothing';
  const move = (by: number): Intent => ({ kind: 'select', gesture: { kind: 'move', by, holding } });
  // With Caps Lock letters come large.
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case 'ArrowDown':
      return move(1);
    case 'ArrowUp':
      return move(-1);
    case 'PageDown':
      return move(Math.max(1, linesOfPage));
    case 'PageUp':
      return move(-Math.max(1, linesOfPage));
    case 'Home':
      return { kind: 'select', gesture: { kind: 'moveToEnd', end: 'first', holding } };
    case 'End':
      return { kind: 'select', gesture: { kind: 'moveToEnd', end: 'last', holding } };
    case ' ':
      return { kind: 'select', gesture: { kind: 'toggle' } };
    case 'Escape':
      return { kind: 'select', gesture: { kind: 'none' } };
    case 'Enter':
      return { kind: 'open' };
    case 'ArrowRight':
      return { kind: 'expand', isExpanded: true };
    case 'ArrowLeft':
      return { kind: 'expand', isExpanded: false };
    case 'Delete':
      return { kind: 'delete' };
    case 'ContextMenu':
      return { kind: 'menu' };
    case 'F10':
      return shift ? { kind: 'menu' } : undefined;
    case 'a':
      return ctrl && !shift ? { kind: 'select', gesture: { kind: 'all' } } : undefined;
    case 'c':
      return ctrl && !shift ? { kind: 'copy' } : undefined;
    case 'f':
      return ctrl && !shift ? { kind: 'filter' } : undefined;
    case '/':
      return { kind: 'filter' };
    default:
      return undefined;
  }
}
