// Small helpers to build and update DOM: elements from a description, and writes only where something changed. All text that the page shows
// goes through here and is plain: names come from files that anybody may have written.

import { plainLines } from '../src/base/shownText.ts';

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
  if (description.text !== undefined) setText(element, description.text);
  if (description.title !== undefined) setTitle(element, description.title);
  for (const [name, value] of Object.entries(description.attributes ?? {})) setAttribute(element, name, value);
  element.append(...children.map((child) => (typeof child === 'string' ? shown(child) : child)));
  return element;
}

/** Writes text only when it differs, so that screen readers and layout are left alone otherwise. */
export function setText(element: Element, text: string): void {
  const next = shown(text);
  if (element.textContent !== next) element.textContent = next;
}

/** The tooltip. */
export function setTitle(element: HTMLElement, text: string): void {
  const next = shown(text);
  if (element.title !== next) element.title = next;
}

export function setAttribute(element: Element, name: string, value: string | null): void {
  const next = value !== null && isSpoken(name) ? shown(value) : value;
  if (element.getAttribute(name) === next) return;
  if (next === null) element.removeAttribute(name);
  else element.setAttribute(name, next);
}

/** Attributes that a person reads or hears; others are for the page itself and stay as they are. */
function isSpoken(name: string): boolean {
  return ['title', 'alt', 'placeholder', 'aria-label', 'aria-valuetext', 'aria-description', 'aria-roledescription'].includes(
    name,
  );
}

function shown(text: string): string {
  return plainLines(text).join('\n');
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
