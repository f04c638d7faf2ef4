// The door to lit: templates whose texts are plain, and what else of lit the page uses. What makes markup of a text is
// not among it.

import { html as litHtml, svg as litSvg, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { plainValues } from './plainValues.ts';

export { AsyncDirective, directive } from 'lit/async-directive.js';
export type { ElementPart } from 'lit/directive.js';
export { guard } from 'lit/directives/guard.js';
export { live } from 'lit/directives/live.js';
export { repeat } from 'lit/directives/repeat.js';
export { noChange, nothing, render, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';

/** A template of elements. Texts in it are text, whatever they hold. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): TemplateResult<1> {
  return litHtml(strings, ...plainValues(strings, values));
}

/** A template of what is drawn inside of an `<svg>`. */
export function svg(strings: TemplateStringsArray, ...values: readonly unknown[]): SVGTemplateResult {
  return litSvg(strings, ...plainValues(strings, values));
}
