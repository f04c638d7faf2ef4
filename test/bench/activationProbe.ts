// Runs inside the extension host: times the extension's activation and leaves the figure in the file that
// REPTILE_LAB_ACTIVATION_FILE names.

import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/** Called by VS Code. The time includes loading the bundle. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('reptile-lab.reptile-lab');
  const file = process.env.REPTILE_LAB_ACTIVATION_FILE;
  if (extension === undefined || file === undefined)
    throw new Error('The extension or the name of the result file is missing.');
  if (extension.isActive) throw new Error('The extension was active before it was asked to be.');
  const started = performance.now();
  await extension.activate();
  await writeFile(file, JSON.stringify({ milliseconds: performance.now() - started }));
}
