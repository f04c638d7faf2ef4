// Other versions of Node, to run the same program on all that Reptile Lab supports; npm packages in the cache folder.

import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce, type Report } from '../vscode/cacheFolder.ts';
import { UnavailableError } from '../vscode/pinnedVersions.ts';
import { npmEnvironment, runCommand } from '../vscode/runCommand.ts';

/** One release of every major version with a V8 of its own behaviour. */
export const testedNodes = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'] as const;

/**
 * Absolute path of the Node of this version, installed at the first call.
 * @throws {UnavailableError} where there is no such package for this machine, or no network
 */
export async function ensureNode(version: string, report: Report): Promise<string> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = await installOnce(`${name}-${version}`, report, async (partial) => {
      await writeFile(
        path.join(partial, 'package.json'),
        JSON.stringify({ private: true, dependencies: { [name]: version } }),
      );
      report(`installing Node ${version} (once)`);
      const options = { folder: partial, environment: npmEnvironment() };
      await runCommand('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], options);
      // Only the program is needed, not npm, headers and manuals.
      const unneeded = ['include', 'lib', 'share'].map((part) => path.join(partial, 'node_modules', name, part));
      await Promise.all(unneeded.map((part) => rm(part, { recursive: true, force: true })));
    });
    return path.join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnavailableError(`Node ${version} could not be installed: ${reason}`);
  }
}
