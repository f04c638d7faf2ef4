// Small helpers to build and update DOM: elements from a description, and writes only where something changed.

export interface ElementDescription {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A new element. Styles are set by class alone: the page's security policy allows no style attributes. */
export function create<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  description: ElementDescription = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (description.class !== undefined) element.className = description.class;
  if (description.text !== undefined) element.textContent = description.text;
  if (description.title !== undefined) element.title = description.title;
  for (const [name, value] of Object.entries(description.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Writes text only when it differs, so that screen readers and layout are left alone otherwise. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

let createdIds = 0;

/** An id that no other element of the page has, for aria references. */
export function uniqueId(prefix: string): string {
  createdIds += 1;
  return `${prefix}-${createdIds}`;
}
