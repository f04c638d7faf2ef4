// Writes `examples/` from the presets that run as they are: `npx tsx scripts/write-examples.ts`. A test keeps both equal.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../src/experiment/installation.ts';
import { exampleFileName, presets } from '../src/experiment/presets.ts';

const folder = path.join(installationFolder, 'examples');
await mkdir(folder, { recursive: true });
for (const preset of presets.filter((candidate) => candidate.runsAsIs)) {
  await writeFile(path.join(folder, exampleFileName(preset)), preset.text);
}
