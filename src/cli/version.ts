// The version of Reptile Lab that runs.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { installationFolder } from '../base/installation.ts';

export function readVersion(): string {
  const text = readFileSync(path.join(installationFolder, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
