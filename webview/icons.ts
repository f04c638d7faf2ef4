// Icons, drawn as paths on a 16 × 16 grid in the colour of the text around them.

import { html, type TemplateResult } from './html.ts';

const paths = {
  waiting:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm0 1.1a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6ZM7.5 4.5v4l2.9 1.75.52-.86L8.5 7.94V4.5h-1Z',
  active: 'M5 3.2v9.6L12.5 8 5 3.2Z',
  paused: 'M4.5 3h2.4v10H4.5V3Zm4.6 0h2.4v10H9.1V3Z',
  success:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm3.6 4.35-4.4 4.9-.7.05-2.3-2.1.7-.75 1.92 1.74L10.85 5.2l.75.65Z',
  stopped: 'M4 4h8v8H4V4Z',
  error:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm2.85 8.65-.7.7L8 8.7l-2.15 2.15-.7-.7L7.3 8 5.15 5.85l.7-.7L8 7.3l2.15-2.15.7.7L8.7 8l2.15 2.15Z',
  warning: 'M8 1.6 15 14H1L8 1.6Zm-.6 4.6v4h1.2v-4H7.4Zm0 5v1.3h1.2v-1.3H7.4Z',
  information: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm.6 9.9H7.4V7h1.2v4.4Zm0-5.5H7.4V4.6h1.2v1.3Z',
  save: 'M2.5 2.5h8.7l2.3 2.3v8.7h-11v-11Zm1 1v9h1V8.9h7v3.6h1V5.2l-1.7-1.7h-.3v3h-6v-3h-1Zm2 0v2h4v-2h-4Zm0 6.4v2.6h5V9.9h-5Z',
  copy: 'M5 1.5h7.5l1 1V11h-1V2.5H5v-1Zm-2.5 3h8v10h-8v-10Zm1 1v8h6v-8h-6Z',
  image:
    'M1.5 2.5h13v11h-13v-11Zm1 1v6.3l3.1-3.1 4.2 4.2 1.7-1.7 2 2V3.5h-11Zm8.2 1.4a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4Z',
  resetZoom:
    'M6.8 1.5a5.3 5.3 0 0 1 4.1 8.6l3.4 3.5-.7.7-3.5-3.4A5.3 5.3 0 1 1 6.8 1.5Zm0 1a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 0 0 0-8.6ZM4.4 6.3h4.8v1H4.4v-1Z',
  expanded: 'M3.2 5.4 8 10.2l4.8-4.8.7.75L8 11.6 2.5 6.15l.7-.75Z',
  collapsed: 'M5.4 3.2 10.2 8l-4.8 4.8.75.7L11.6 8 6.15 2.5l-.75.7Z',
  ascending: 'M8 4.2 12.6 9l-.75.7L8 5.7 4.15 9.7 3.4 9 8 4.2Z',
  descending: 'M8 11.4 3.4 6.6l.75-.7L8 9.9l3.85-4 .75.7L8 11.4Z',
  columns: 'M1.5 2.5h13v11h-13v-11Zm1 1v9h3v-9h-3Zm4 0v9h3v-9h-3Zm4 0v9h3v-9h-3Z',
  close: 'm8 7.1 3.6-3.6.9.9L8.9 8l3.6 3.6-.9.9L8 8.9l-3.6 3.6-.9-.9L7.1 8 3.5 4.4l.9-.9L8 7.1Z',
  check: 'm6.3 11.6-3.4-3.4.8-.75 2.6 2.6 6-6.3.75.7-6.75 7.15Z',
} as const;

export type IconName = keyof typeof paths;

/** Decorative: what it means stands beside it or in the control's label. */
export function icon(name: IconName): TemplateResult {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true" class="icon"><path d=${paths[name]} fill="currentColor" fill-rule="evenodd"></path></svg>`;
}
