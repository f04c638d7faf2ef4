// `npm run test:desktop`: the host suite in a desktop VS Code, for machines that can download one and have a screen (or
// Xvfb).
//
// npm run test:desktop -- [--grep PATTERN] [--vscode VERSION]   (default: the oldest version the extension supports)

import { parseArgs } from 'node:util';
import { runDesktopHostTier } from './testing/hostTier.ts';
import { closingLine } from './testing/tally.ts';
import { projectFolder } from './vscode/cacheFolder.ts';
import { runCommand } from './vscode/runCommand.ts';

const { values } = parseArgs({ options: { grep: { type: 'string' }, vscode: { type: 'string' } } });

try {
  await runCommand(process.execPath, ['scripts/build.mjs'], { folder: projectFolder });
  const tally = await runDesktopHostTier({
    grep: values.grep,
    print: (line) => console.log(line),
    ...(values.vscode === undefined ? {} : { version: values.vscode }),
  });
  if (tally === undefined) console.error('The extension host ended before the tests did.');
  else console.log(closingLine(tally));
  process.exitCode = tally !== undefined && tally.failed === 0 && tally.passed > 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(
    'A desktop VS Code has to be downloaded and needs a screen (on Linux `xvfb-run` serves). `npm test` runs the same suite without.',
  );
  process.exitCode = 1;
}
