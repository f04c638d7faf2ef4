// `npm run vscode:setup`: installs what `npm run vscode` and the tests in a real VS Code need, and says where it is.

import { cacheFolder } from './cacheFolder.ts';
import { UnavailableError } from './pinnedVersions.ts';
import { prepareVscode } from './prepare.ts';

try {
  const { codeServer, chromium } = await prepareVscode((line) => console.log(`vscode: ${line}`));
  console.log(
    `VS Code:  ${codeServer.entry}\nNode:     ${codeServer.node}\nChromium: ${chromium.executable} (${chromium.origin})\nCache:    ${cacheFolder}`,
  );
} catch (error) {
  if (!(error instanceof UnavailableError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
