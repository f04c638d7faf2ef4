// How long the extension takes to activate in a real extension host, and how large it is to download.

import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { packageExtension } from '../../scripts/packageExtension.ts';
import { chosenRelease, UnavailableError } from '../../scripts/vscode/pinnedVersions.ts';
import type { BenchRow } from './report.ts';
import { measureInWindow } from './windowsMeasured.ts';

const windows = 3;
const probe = {
  name: 'activationProbe',
  resultVariable: 'REPTILE_LAB_ACTIVATION_FILE',
  timeoutMilliseconds: 60_000,
} as const;

/**
 * Rows of the group `extension`; takes about half a minute. Needs a build. The activation is left out, with a word,
 * where VS Code cannot be had.
 */
export async function benchActivation(): Promise<BenchRow[]> {
  const size = (await stat(await packageExtension())).size / 1e6;
  const sizeRow: BenchRow = {
    group: 'extension',
    name: 'VSIX',
    value: size,
    unit: 'MB',
    note: 'goal below 5 MB, native kernels of six systems included',
  };
  try {
    const times = await measureActivations();
    const median = times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
    const note = `loading the bundle included; median of ${times.length} windows of code-server ${chosenRelease().codeServer}`;
    return [{ group: 'extension', name: 'activation', value: median, unit: 'ms', note }, sizeRow];
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    console.warn(`The activation is not measured: ${error.message}`);
    return [sizeRow];
  }
}

async function measureActivations(): Promise<number[]> {
  const times: number[] = [];
  for (let window = 0; window < windows; window++) {
    const measured = await measureInWindow(probe, async (folder) => {
      const workspace = path.join(folder, 'workspace');
      await mkdir(workspace);
      return workspace;
    });
    times.push(z.object({ milliseconds: z.number() }).parse(measured).milliseconds);
  }
  return times;
}
