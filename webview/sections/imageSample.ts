// The sample of a classification task as page content: support images by class, then a card for each query image.

import { formatPercent, formatQuantity } from '../../src/extension/formatFigures.ts';
import type { AdaptationSample } from '../../src/meta/executor.ts';
import { createButton } from '../controls.ts';
import { create } from '../dom.ts';
import { createIcon } from '../icons.ts';
import {
  type ClassView,
  type ImageIllustration,
  imageSampleView,
  type ProbabilityView,
  type QueryView,
  splitClassName,
} from '../views/imageSampleView.ts';
import { createPixelImage, type PixelFormat } from './pixelImage.ts';

const shownShots = 5;
const shownClasses = 10;
const shownQueries = 10;
/** Longer class names would leave no room for the bars beside them: there the class's image alone stands for it. */
const shortName = 6;

/** New content for the sample section; built once for each sample. */
export function drawImageSample(sample: AdaptationSample, task: ImageIllustration): HTMLElement {
  const view = imageSampleView(sample, task);
  return create('div', { class: 'image-sample' }, [
    create('p', { class: 'sample-summary', text: view.summary }),
    create('h3', { text: 'Support: what the model adapts to' }),
    ...drawList('classes', 'class', view.classes, shownClasses, (shown) => drawClass(shown, task)),
    create('h3', { text: 'Query: what it is asked then' }),
    drawBarKey(),
    ...drawList('queries', 'query image', view.queries, shownQueries, (query) => drawQuery(query, view.classes, task)),
  ]);
}

function drawClass(shown: ClassView, format: PixelFormat): HTMLElement {
  const images = shown.images.slice(0, shownShots);
  const rest = shown.images.length - images.length;
  return create('li', { class: 'class', title: shown.name }, [
    create('div', { class: 'shots' }, [
      ...images.map((pixels, index) => createPixelImage(pixels, format, `${shown.name}, support image ${index + 1}`)),
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

function drawQuery(query: QueryView, classes: readonly ClassView[], format: PixelFormat): HTMLElement {
  const verdict = create('p', { class: `verdict verdict-${query.verdict}` }, [
    createIcon(query.verdict === 'correct' ? 'success' : 'error'),
    create('span', { text: `${query.verdict === 'correct' ? 'Correct' : 'Wrong'}: ${query.answer}` }),
  ]);
  const named = classes.every((shown) => splitClassName(shown.name).own.length <= shortName);
  const bars = create(
    'ul',
    { class: 'bars' },
    query.probabilities.map((shown) => drawBars(shown, classes[shown.way], named, format)),
  );
  return create('li', { class: 'query' }, [
    createPixelImage(query.pixels, format, 'Query image'),
    create('div', { class: 'query-answer' }, [verdict, bars]),
  ]);
}

function drawBars(shown: ProbabilityView, ofClass: ClassView | undefined, named: boolean, format: PixelFormat): HTMLElement {
  const [example] = ofClass?.images ?? [];
  const bar = (share: number, ink: string): HTMLElement => {
    const element = create('span', { class: `bar ink-${ink}` });
    element.style.width = `${Number.isFinite(share) ? share * 100 : 0}%`;
    return element;
  };
  return create('li', { class: shown.isTrue ? 'bar-row bar-row-true' : 'bar-row', title: shown.summary }, [
    create('span', { class: 'visually-hidden', text: shown.summary }),
    create('span', { class: 'bar-class', attributes: { 'aria-hidden': 'true' } }, [
      ...(example === undefined ? [] : [createPixelImage(example, format, shown.name)]),
      create('span', { class: 'bar-class-name', text: named ? splitClassName(shown.name).own : '' }),
    ]),
    create('span', { class: 'bar-track', attributes: { 'aria-hidden': 'true' } }, [
      bar(shown.before, 'before'),
      bar(shown.after, 'after'),
    ]),
    create('span', { class: 'bar-value', text: formatPercent(shown.after), attributes: { 'aria-hidden': 'true' } }),
  ]);
}
