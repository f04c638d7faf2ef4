// Which lines of the table are selected, and which one the keyboard is at, as in the editor's own lists. Pure.

export interface Selection {
  readonly selected: ReadonlySet<string>;
  /** The line that the keyboard is at; null where it is at none. */
  readonly active: string | null;
  /** Where a range begins that is drawn with Shift. */
  readonly anchor: string | null;
}

export const nothingSelected: Selection = { selected: new Set(), active: null, anchor: null };

export type Gesture =
  /** With Ctrl (⌘) it is added or taken away, with Shift everything up to it is selected. */
  | { readonly kind: 'point'; readonly key: string; readonly holding: 'nothing' | 'ctrl' | 'shift' }
  /** As far as `by` says, with Ctrl without selecting. */
  | { readonly kind: 'move'; readonly by: number; readonly holding: 'nothing' | 'ctrl' | 'shift' }
  | { readonly kind: 'moveToEnd'; readonly end: 'first' | 'last'; readonly holding: 'nothing' | 'ctrl' | 'shift' }
  /** Adds the active line or takes it away. */
  | { readonly kind: 'toggle' }
  | { readonly kind: 'all' }
  | { readonly kind: 'none' };

/** @param keys of all lines, in the order in which they are shown */
export function select(selection: Selection, gesture: Gesture, keys: readonly string[]): Selection {
  switch (gesture.kind) {
    case 'point':
      return arriveAt(gesture.key, gesture.holding === 'ctrl' ? 'toggle' : gesture.holding, selection, keys);
    case 'move': {
      const place = selection.active === null ? -1 : keys.indexOf(selection.active);
      const from = place < 0 ? (gesture.by > 0 ? -1 : keys.length) : place;
      return arriveAtPlace(from + gesture.by, gesture.holding, selection, keys);
    }
    case 'moveToEnd':
      return arriveAtPlace(gesture.end === 'first' ? 0 : keys.length - 1, gesture.holding, selection, keys);
    case 'toggle':
      return selection.active === null ? selection : arriveAt(selection.active, 'toggle', selection, keys);
    case 'all':
      return { ...selection, selected: new Set(keys) };
    case 'none':
      return { ...selection, selected: new Set(), anchor: selection.active };
  }
}

function arriveAtPlace(
  place: number,
  holding: 'nothing' | 'ctrl' | 'shift',
  selection: Selection,
  keys: readonly string[],
): Selection {
  const key = keys[Math.max(0, Math.min(keys.length - 1, place))];
  if (key === undefined) return selection;
  return holding === 'ctrl' ? { ...selection, active: key } : arriveAt(key, holding, selection, keys);
}

function arriveAt(
  key: string,
  how: 'nothing' | 'toggle' | 'shift',
  selection: Selection,
  keys: readonly string[],
): Selection {
  switch (how) {
    case 'nothing':
      return { selected: new Set([key]), active: key, anchor: key };
    case 'toggle': {
      const selected = new Set(selection.selected);
      if (!selected.delete(key)) selected.add(key);
      return { selected, active: key, anchor: key };
    }
    case 'shift': {
      const anchor = selection.anchor ?? selection.active ?? key;
      const [from, to] = [keys.indexOf(anchor), keys.indexOf(key)];
      const range = keys.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1);
      return { selected: new Set(range), active: key, anchor };
    }
  }
}
