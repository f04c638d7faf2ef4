// The sample of a classification task as page content: support samples by class, then a card for each query with its
// answers.

import { formatPercent } from '../../src/words/formatFigures.ts';
import type { ChartPage } from '../charts/chartPage.ts';
import { button } from '../controls.ts';
import { html, nothing, type TemplateResult } from '../html.ts';
import { icon } from '../icons.ts';
import { countOf, translate } from '../translate.ts';
import {
  type ClassItem,
  type ClassSampleView,
  type ClassView,
  type ProbabilityView,
  type QueryView,
  splitClassName,
} from './classSampleView.ts';
import { countMoreQueries, nameQuery, type QueryKind } from './queryWords.ts';

/** How a domain shows one sample. */
export interface ItemDrawing<Item> {
  /** Of each class, at first. */
  readonly shownItems: number;
  /** Pictures stand beside the answers about them; texts above them. */
  readonly layout: 'beside' | 'above';
  /** Whether the support set is folded away until it is asked for. */
  readonly foldSupport: boolean;
  draw(item: Item, label: string, place: 'support' | 'query' | 'mark'): TemplateResult;
}

/** What is shown, how, and which of its lists are shown whole. */
export interface ClassSample<Item extends ClassItem> {
  readonly view: ClassSampleView<Item>;
  readonly asked: QueryKind;
  readonly drawing: ItemDrawing<Item>;
  readonly wholeLists: readonly string[];
}

const shownClasses = 10;
const shownQueries = 10;
/** Longer class names would leave no room for the bars beside them: there the class's picture alone stands for it. */
const shortName = 6;

type LookingPage = Pick<ChartPage, 'look'>;

export function classSample<Item extends ClassItem>(sample: ClassSample<Item>, page: LookingPage): TemplateResult {
  return html`
    <div class="class-sample">
      <p class="sample-summary">${sample.view.summary}</p>
      ${classSupport(sample, page)}
      ${classQueries(sample, page)}
    </div>`;
}

/** What of each class the model adapts to. */
export function classSupport<Item extends ClassItem>(
  { view, drawing, wholeLists }: ClassSample<Item>,
  page: LookingPage,
): TemplateResult {
  const className = `classes classes-${drawing.layout}`;
  const countMore = (rest: number) => countOf('moreClasses', rest);
  const showing = { className, shown: shownClasses, countMore, isWhole: wholeLists.includes(className), page };
  const support = drawList(showing, view.classes, (shown) => drawClass(shown, drawing));
  const heading = translate('Support: what the model adapts to');
  return drawing.foldSupport
    ? html`<details class="support"><summary>${heading}</summary>${support}</details>`
    : html`<h3>${heading}</h3>${support}`;
}

/** What it is asked then, and what it answers before and after. */
export function classQueries<Item extends ClassItem>(sample: ClassSample<Item>, page: LookingPage): TemplateResult {
  const { view, asked, drawing, wholeLists } = sample;
  const className = 'queries';
  const countMore = (rest: number) => countMoreQueries(asked, rest);
  const showing = { className, shown: shownQueries, countMore, isWhole: wholeLists.includes(className), page };
  const areShort = view.classes.every((shown) => splitClassName(shown.name).own.length <= shortName);
  const named = drawing.layout === 'above' || areShort;
  return html`
    <h3>${translate('Query: what it is asked then')}</h3>
    ${drawBarKey()}
    ${drawList(showing, view.queries, (query) => drawQuery(query, view.classes, named, sample))}`;
}

function drawClass<Item extends ClassItem>(shown: ClassView<Item>, drawing: ItemDrawing<Item>): TemplateResult {
  const items = shown.items.slice(0, drawing.shownItems);
  const rest = shown.items.length - items.length;
  return html`
    <li class="class" title=${shown.name}>
      <div class="shots">
        ${items.map((item, index) => drawing.draw(item, translate('{0}, support sample {1}', shown.name, index + 1), 'support'))}
        ${rest > 0 ? html`<span class="more">${`+${rest}`}</span>` : nothing}
      </div>
      ${drawClassName(shown.name)}
    </li>`;
}

function drawClassName(name: string): TemplateResult {
  const { family, own } = splitClassName(name);
  const ofFamily = family === '' ? nothing : html`<span class="class-family">${family}</span>`;
  return html`<span class="class-name">${ofFamily}<span class="class-own">${own}</span></span>`;
}

function drawBarKey(): TemplateResult {
  return html`
    <p class="bar-key">
      <span class="bar-key-swatch ink-before"></span>
      ${translate('before adapting')}
      <span class="bar-key-swatch ink-after"></span>
      ${translate('after adapting')}
      <span class="bar-key-true">${translate('bold: the true class')}</span>
    </p>`;
}

interface Showing {
  readonly className: string;
  readonly countMore: (rest: number) => string;
  /** How many, unless it is shown whole. */
  readonly shown: number;
  readonly isWhole: boolean;
  readonly page: LookingPage;
}

/** The first items, and a button that shows the others. */
function drawList<Item>(
  { className, shown, countMore, isWhole, page }: Showing,
  items: readonly Item[],
  draw: (item: Item) => TemplateResult,
): TemplateResult {
  const rest = isWhole ? 0 : Math.max(0, items.length - shown);
  const list = html`<ul class=${className}>${items.slice(0, items.length - rest).map(draw)}</ul>`;
  if (items.length <= shown) return list;
  const more = button({
    label: translate('Show {0}', countMore(rest)),
    hint: translate('Show the whole task'),
    appearance: 'secondary',
    onPress: () => page.look({ kind: 'wholeList', list: className }),
  });
  return html`${list}<div>${rest > 0 ? more : nothing}</div>`;
}

function drawQuery<Item extends ClassItem>(
  query: QueryView<Item>,
  classes: readonly ClassView<Item>[],
  named: boolean,
  { asked, drawing }: Pick<ClassSample<Item>, 'asked' | 'drawing'>,
): TemplateResult {
  const isCorrect = query.verdict === 'correct';
  return html`
    <li class="query query-${drawing.layout}">
      ${drawing.draw(query.item, `${nameQuery(asked)}: ${query.answer}`, 'query')}
      <div class="query-answer">
        <p class="verdict verdict-${query.verdict}">
          ${icon(isCorrect ? 'success' : 'error')}<span>${`${isCorrect ? translate('Correct') : translate('Wrong')}: ${query.answer}`}</span>
        </p>
        <ul class="bars">${query.probabilities.map((shown) => drawBars(shown, classes[shown.way], named, drawing))}</ul>
      </div>
    </li>`;
}

function drawBars<Item extends ClassItem>(
  shown: ProbabilityView,
  ofClass: ClassView<Item> | undefined,
  named: boolean,
  drawing: ItemDrawing<Item>,
): TemplateResult {
  const [example] = drawing.layout === 'beside' ? (ofClass?.items ?? []) : [];
  return html`
    <li class=${shown.isTrue ? 'bar-row bar-row-true' : 'bar-row'} title=${shown.summary}>
      <span class="visually-hidden">${shown.summary}</span>
      <span class="bar-class" aria-hidden="true">
        ${example === undefined ? nothing : drawing.draw(example, shown.name, 'mark')}
        <span class="bar-class-name">${named ? splitClassName(shown.name).own : ''}</span>
      </span>
      <span class="bar-track" aria-hidden="true">${drawBar(shown.before, 'before')}${drawBar(shown.after, 'after')}</span>
      <span class="bar-value" aria-hidden="true">${formatPercent(shown.after)}</span>
    </li>`;
}

function drawBar(share: number, ink: 'before' | 'after'): TemplateResult {
  return html`<span class="bar ink-${ink}" .style=${`width: ${Number.isFinite(share) ? share * 100 : 0}%`}></span>`;
}
