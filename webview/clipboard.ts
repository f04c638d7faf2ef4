// Copying to the clipboard by a button that shows for a moment whether it worked.

import type { ChartPage } from './charts/chartPage.ts';
import type { Copyable } from './looks.ts';
import { countOf, translate } from './translate.ts';

const confirmationMilliseconds = 1500;

export function copyText(what: Copyable, text: string, page: ChartPage): void {
  const rows = text.split('\n').length - 2;
  void confirmOrExplain(
    what,
    () => navigator.clipboard.writeText(text),
    translate('Copied {0}.', countOf('rows', rows)),
    page,
  );
}

export function copyPicture(what: Copyable, draw: () => Promise<Blob>, page: ChartPage): void {
  const write = (): Promise<void> => navigator.clipboard.write([new ClipboardItem({ 'image/png': draw() })]);
  void confirmOrExplain(what, write, translate('Copied the chart as a picture.'), page);
}

async function confirmOrExplain(
  what: Copyable,
  write: () => Promise<void>,
  done: string,
  page: ChartPage,
): Promise<void> {
  const show = (outcome: 'done' | 'failed' | null): void => page.look({ kind: 'copied', what, outcome });
  try {
    await write();
    show('done');
    page.announce(done);
  } catch (error) {
    show('failed');
    page.announce(translate('Nothing was copied: {0}', error instanceof Error ? error.message : String(error)));
  }
  setTimeout(() => show(null), confirmationMilliseconds);
}
