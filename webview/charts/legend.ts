// A chart's legend: what each line stands for, as buttons that hide and show it.

import { create, setAttribute, setText } from '../dom.ts';
import type { LegendEntry } from './chartView.ts';

export interface Legend {
  readonly element: HTMLElement;
  readonly hidden: ReadonlySet<string>;
  update(entries: readonly LegendEntry[]): void;
}

/** @param onToggle called after `hidden` has changed */
export function createLegend(onToggle: () => void): Legend {
  const element = create('ul', { class: 'legend', attributes: { 'aria-label': 'Lines; press one to hide or show it' } });
  const hidden = new Set<string>();
  /** Groups that a person has hidden or shown; from then on they stay so. */
  const chosen = new Set<string>();
  const entries = new Map<string, LegendItem>();

  const setHidden = (group: string, hide: boolean): void => {
    if (hide) hidden.add(group);
    else hidden.delete(group);
    const button = entries.get(group)?.button;
    if (button !== undefined) setAttribute(button, 'aria-pressed', String(!hide));
  };
  const toggle = (group: string): void => {
    chosen.add(group);
    setHidden(group, !hidden.has(group));
    onToggle();
  };

  return {
    element,
    hidden,
    update: (next) => {
      const groups = next.map((entry) => entry.group);
      const sameGroups = groups.join() === [...entries.keys()].join();
      if (!sameGroups) {
        entries.clear();
        for (const entry of next) entries.set(entry.group, createItem(entry, !hidden.has(entry.group), toggle));
        element.replaceChildren(...[...entries.values()].map((item) => item.element));
      }
      for (const entry of next) {
        updateItem(entries.get(entry.group), entry);
        if (!chosen.has(entry.group)) setHidden(entry.group, entry.startsHidden === true);
      }
    },
  };
}

interface LegendItem {
  readonly element: HTMLElement;
  readonly button: HTMLElement;
  readonly swatch: HTMLElement;
  readonly label: HTMLElement;
}

function createItem(entry: LegendEntry, shown: boolean, toggle: (group: string) => void): LegendItem {
  const swatch = create('span', { attributes: { 'aria-hidden': 'true' } });
  const label = create('span', { class: 'legend-label' });
  const button = create('button', { class: 'legend-entry', attributes: { type: 'button', 'aria-pressed': String(shown) } }, [
    swatch,
    label,
  ]);
  button.addEventListener('click', () => toggle(entry.group));
  return { element: create('li', {}, [button]), button, swatch, label };
}

function updateItem(item: LegendItem | undefined, entry: LegendEntry): void {
  if (item === undefined) return;
  const className = `swatch swatch-${entry.swatch} ink-${entry.ink}`;
  if (item.swatch.className !== className) item.swatch.className = className;
  setText(item.label, entry.label);
}
