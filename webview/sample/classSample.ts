// The sample of a classification task as page content: support samples by class, then a card for each query with its answers.

import { formatPercent, formatQuantity } from '../../src/words/formatFigures.ts';
import { createButton } from '../controls.ts';
import { create } from '../dom.ts';
import { createIcon } from '../icons.ts';
import {
  type ClassItem,
  type ClassSampleView,
  type ClassView,
  type ProbabilityView,
  type QueryView,
  splitClassName,
} from './classSampleView.ts';

/** How a domain shows one sample. */
export interface ItemDrawing<Item> {
  /** What one is called: `query image`. */
  readonly queryNoun: string;
  /** Of each class, at first. */
  readonly shownItems: number;
  /** Pictures stand beside the answers about them; texts above them. */
  readonly layout: 'beside' | 'above';
  /** Whether the support set is folded away until it is asked for. */
  readonly foldSupport: boolean;
  draw(item: Item, label: string, place: 'support' | 'query' | 'mark'): HTMLElement;
}

const shownClasses = 10;
const shownQueries = 10;
/** Longer class names would leave no room for the bars beside them: there the class's picture alone stands for it. */
const shortName = 6;

export function drawClassSample<Item extends ClassItem>(view: ClassSampleView<Item>, drawing: ItemDrawing<Item>): HTMLElement {
  return create('div', { class: 'class-sample' }, [
    create('p', { class: 'sample-summary', text: view.summary }),
    ...drawSupport(view.classes, drawing),
    create('h3', { text: 'Query: what it is asked then' }),
    drawBarKey(),
    ...drawList('queries', drawing.queryNoun, view.queries, shownQueries, (query) => drawQuery(query, view.classes, drawing)),
  ]);
}

function drawSupport<Item extends ClassItem>(classes: readonly ClassView<Item>[], drawing: ItemDrawing<Item>): HTMLElement[] {
  const heading = 'Support: what the model adapts to';
  const className = `classes classes-${drawing.layout}`;
  const list = drawList(className, 'class', classes, shownClasses, (shown) => drawClass(shown, drawing));
  if (!drawing.foldSupport) return [create('h3', { text: heading }), ...list];
  return [create('details', { class: 'support' }, [create('summary', { text: heading }), ...list])];
}

function drawClass<Item extends ClassItem>(shown: ClassView<Item>, drawing: ItemDrawing<Item>): HTMLElement {
  const items = shown.items.slice(0, drawing.shownItems);
  const rest = shown.items.length - items.length;
  return create('li', { class: 'class', title: shown.name }, [
    create('div', { class: 'shots' }, [
      ...items.map((item, index) => drawing.draw(item, `${shown.name}, support sample ${index + 1}`, 'support')),
      ...(rest > 0 ? [create('span', { class: 'more', text: `+${rest}` })] : []),
    ]),
    drawClassName(shown.name),
  ]);
}

function drawClassName(name: string): HTMLElement {
  const { family, own } = splitClassName(name);
  return create('span', { class: 'class-name' }, [
    ...(family === '' ? [] : [create('span', { class: 'class-family', text: family })]),
    create('span', { class: 'class-own', text: own }),
  ]);
}

function drawBarKey(): HTMLElement {
  return create('p', { class: 'bar-key' }, [
    create('span', { class: 'bar-key-swatch ink-before' }),
    'before adapting',
    create('span', { class: 'bar-key-swatch ink-after' }),
    'after adapting',
    create('span', { class: 'bar-key-true', text: 'bold: the true class' }),
  ]);
}

/** The first items, and a button that shows the others. */
function drawList<Item>(
  className: string,
  noun: string,
  items: readonly Item[],
  shown: number,
  draw: (item: Item) => HTMLElement,
): HTMLElement[] {
  const list = create('ul', { class: className }, items.slice(0, shown).map(draw));
  const rest = items.slice(shown);
  if (rest.length === 0) return [list];
  const more = createButton({
    label: `Show ${formatQuantity(rest.length, `more ${noun}`, `more ${noun}${noun.endsWith('s') ? 'es' : 's'}`)}`,
    hint: 'Show the whole task',
    appearance: 'secondary',
    onPress: () => {
      list.append(...rest.map(draw));
      more.element.remove();
    },
  });
  return [list, create('div', {}, [more.element])];
}

function drawQuery<Item extends ClassItem>(
  query: QueryView<Item>,
  classes: readonly ClassView<Item>[],
  drawing: ItemDrawing<Item>,
): HTMLElement {
  const verdict = create('p', { class: `verdict verdict-${query.verdict}` }, [
    createIcon(query.verdict === 'correct' ? 'success' : 'error'),
    create('span', { text: `${query.verdict === 'correct' ? 'Correct' : 'Wrong'}: ${query.answer}` }),
  ]);
  const named = drawing.layout === 'above' || classes.every((shown) => splitClassName(shown.name).own.length <= shortName);
  const bars = create(
    'ul',
    { class: 'bars' },
    query.probabilities.map((shown) => drawBars(shown, classes[shown.way], named, drawing)),
  );
  return create('li', { class: `query query-${drawing.layout}` }, [
    drawing.draw(query.item, `${drawing.queryNoun}: ${query.answer}`, 'query'),
    create('div', { class: 'query-answer' }, [verdict, bars]),
  ]);
}

function drawBars<Item extends ClassItem>(
  shown: ProbabilityView,
  ofClass: ClassView<Item> | undefined,
  named: boolean,
  drawing: ItemDrawing<Item>,
): HTMLElement {
  const [example] = drawing.layout === 'beside' ? (ofClass?.items ?? []) : [];
  const bar = (share: number, ink: string): HTMLElement => {
    const element = create('span', { class: `bar ink-${ink}` });
    element.style.width = `${Number.isFinite(share) ? share * 100 : 0}%`;
    return element;
  };
  return create('li', { class: shown.isTrue ? 'bar-row bar-row-true' : 'bar-row', title: shown.summary }, [
    create('span', { class: 'visually-hidden', text: shown.summary }),
    create('span', { class: 'bar-class', attributes: { 'aria-hidden': 'true' } }, [
      ...(example === undefined ? [] : [drawing.draw(example, shown.name, 'mark')]),
      create('span', { class: 'bar-class-name', text: named ? splitClassName(shown.name).own : '' }),
    ]),
    create('span', { class: 'bar-track', attributes: { 'aria-hidden': 'true' } }, [
      bar(shown.before, 'before'),
      bar(shown.after, 'after'),
    ]),
    create('span', { class: 'bar-value', text: formatPercent(shown.after), attributes: { 'aria-hidden': 'true' } }),
  ]);
}
