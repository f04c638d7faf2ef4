// A list of labelled figures, rewritten only where a value changed.

import { create, setText } from '../dom.ts';
import type { Figure } from './view.ts';

export interface FigureList {
  readonly element: HTMLElement;
  update(figures: readonly Figure[]): void;
}

interface Row {
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly unit: HTMLElement;
  readonly note: HTMLElement;
}

export function createFigureList(className: string): FigureList {
  const element = create('dl', { class: className });
  const rows = new Map<string, Row>();
  return {
    element,
    update: (figures) => {
      const labels = figures.map((figure) => figure.label);
      if (labels.join() !== [...rows.keys()].join()) {
        rows.clear();
        for (const figure of figures) rows.set(figure.label, createRow(figure));
        element.replaceChildren(...[...rows.values()].map((row) => row.element));
      }
      for (const figure of figures) updateRow(rows.get(figure.label), figure);
    },
  };
}

function createRow(figure: Figure): Row {
  const value = create('span', { class: 'figure-value' });
  const unit = create('span', { class: 'figure-unit' });
  const note = create('dd', { class: 'figure-note' });
  const element = create('div', { class: 'figure', title: figure.hint }, [
    create('dt', { text: figure.label }),
    create('dd', {}, [value, unit]),
    note,
  ]);
  return { element, value, unit, note };
}

function updateRow(row: Row | undefined, figure: Figure): void {
  if (row === undefined) return;
  setText(row.value, figure.value);
  setText(row.unit, figure.unit);
  setText(row.note, figure.note);
}
