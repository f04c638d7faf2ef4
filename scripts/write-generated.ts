// Writes what follows from the schema and the presets: `examples/` and `docs/experiment-file.md`. Run with `npx tsx`;
// tests keep both equal.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../src/base/installation.ts';
import { describeSchema } from '../src/experiment/describeSchema.ts';
import { companionsOf } from '../src/experiment/presetFiles.ts';
import { exampleFileName, presets } from '../src/experiment/presets.ts';

const examples = path.join(installationFolder, 'examples');
await mkdir(examples, { recursive: true });
for (const preset of presets) {
  await writeFile(path.join(examples, exampleFileName(preset)), preset.text);
  for (const { name, text } of companionsOf(preset)) await writeFile(path.join(examples, name), text);
}

const docs = path.join(installationFolder, 'docs');
await mkdir(docs, { recursive: true });
await writeFile(path.join(docs, 'experiment-file.md'), describeSchema());
