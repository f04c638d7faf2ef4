// What a person reads or hears of a page that was drawn as templates, without a browser.

const spoken = /\b(?:title|alt|placeholder|aria-label|aria-valuetext)=("[^"]*"|\ue000[^\ue000]*\ue000)/g;

/** Texts between tags and of spoken attributes, and those of the charts in it. */
export function shownTexts(drawn: unknown): readonly string[] {
  const charts: string[] = [];
  const markup = markupOf(drawn, charts);
  const attributes = [...markup.matchAll(spoken)].map(([, value = '']) => value.slice(1, -1));
  const between = markup.replace(/<[^>]*>/g, '\ue001').split(/[\ue000\ue001]/);
  return [...between, ...attributes, ...charts].map((text) => text.trim()).filter((text) => text !== '');
}

/** A template's values stand in it between marks, with none of their own characters that would end a tag. */
function markupOf(value: unknown, charts: string[]): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return `\ue000${value.replace(/[<>"]/g, '')}\ue000`;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((part) => markupOf(part, charts)).join('');
  if (typeof value !== 'object') return '';
  if ('strings' in value && 'values' in value && Array.isArray(value.strings) && Array.isArray(value.values)) {
    const { strings, values } = value;
    return strings.map((text, index) => `${text}${markupOf(values[index], charts)}`).join('');
  }
  if ('_$litDirective$' in value && 'values' in value && Array.isArray(value.values))
    return ofDirective(value.values, charts);
  return '';
}

/** `repeat` and `guard` draw by a function, `live` has the value itself, a chart's canvas its view. */
function ofDirective(values: readonly unknown[], charts: string[]): string {
  const [first, second, third] = values;
  // What `guard` watches is not drawn, and its function takes nothing.
  if (typeof second === 'function' && second.length === 0) return markupOf(second(), charts);
  if (Array.isArray(first)) {
    const draw = values.findLast((part) => typeof part === 'function');
    return draw === undefined ? '' : first.map((item, index) => markupOf(draw(item, index), charts)).join('');
  }
  if (typeof third === 'object' && third !== null && 'caption' in third) charts.push(...textsOf(third));
  return typeof first === 'string' ? markupOf(first, charts) : '';
}

const told: ReadonlySet<string> = new Set(['title', 'label', 'caption', 'summary']);

/** Whatever of a chart's view is told, and what its functions say of the first point. */
function textsOf(view: object): readonly string[] {
  return Object.entries(view).flatMap(([key, value]: [string, unknown]): readonly string[] => {
    if (typeof value === 'string') return told.has(key) ? [value] : [];
    if (key === 'describe' && typeof value === 'function') return [String(value(0))];
    return typeof value === 'object' && value !== null ? textsOf(value) : [];
  });
}
