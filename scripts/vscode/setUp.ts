// `npm run vscode:setup`: installs what `npm run vscode` and the tests in a real VS Code need, and says where it is.

import { cacheFolder } from './cacheFolder.ts';
import { ensureChromium } from './installChromium.ts';
import { ensureCodeServer } from './installCodeServer.ts';
import { UnavailableError } from './pinnedVersions.ts';

try {
  const report = (line: string) => console.log(`vscode: ${line}`);
  const [server, browser] = await Promise.all([ensureCodeServer(report), ensureChromium(report)]);
  console.log(
    `VS Code:  ${server.entry}\nNode:     ${server.node}\nChromium: ${browser.executable} (${browser.origin})\nCache:    ${cacheFolder}`,
  );
} catch (error) {
  if (!(error instanceof UnavailableError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
