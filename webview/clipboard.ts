// Copying to the clipboard from a button that says whether it worked.

import type { IconButtonControl } from './controls.ts';
import type { Announce } from './liveRegion.ts';

const confirmationMilliseconds = 1500;

export function copyText(button: IconButtonControl, text: string, announce: Announce): void {
  const rows = text.split('\n').length - 2;
  const write = (): Promise<void> => navigator.clipboard.writeText(text);
  void confirmOrExplain(button, 'copy', write, `Copied ${rows} rows.`, announce);
}

export function copyPicture(button: IconButtonControl, draw: () => Promise<Blob>, announce: Announce): void {
  const write = (): Promise<void> => navigator.clipboard.write([new ClipboardItem({ 'image/png': draw() })]);
  void confirmOrExplain(button, 'image', write, 'Copied the chart as a picture.', announce);
}

async function confirmOrExplain(
  button: IconButtonControl,
  icon: 'copy' | 'image',
  write: () => Promise<void>,
  done: string,
  announce: Announce,
): Promise<void> {
  try {
    await write();
    button.setIcon('check');
    announce(done);
  } catch (error) {
    button.setIcon('error');
    announce(`Nothing was copied: ${error instanceof Error ? error.message : String(error)}`);
  }
  setTimeout(() => button.setIcon(icon), confirmationMilliseconds);
}
