// The npm project that an installation of tfjs-node is: its package.json, and a light stand-in for the union package.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tfjsNodeVersion } from '../tfjsNodePlaces.ts';

/**
 * tfjs-node requires the union package `@tensorflow/tfjs`: 300 MB with its converters and graphics backends, of which
 * tfjs-node uses the core and two classes of the layers. This one of the same name gives it both, and takes a quarter
 * of the room.
 */
export const unionFolder = 'union';

const unionPackage = {
  name: '@tensorflow/tfjs',
  version: tfjsNodeVersion,
  main: 'index.js',
  dependencies: { '@tensorflow/tfjs-core': tfjsNodeVersion, '@tensorflow/tfjs-layers': tfjsNodeVersion },
};

const unionScript = `'use strict';
const core = require('@tensorflow/tfjs-core');
const layers = require('@tensorflow/tfjs-layers');
module.exports = {
  ...layers,
  ...core,
  version: { 'tfjs-core': core.version_core, 'tfjs-layers': layers.version_layers },
};
`;

/**
 * Writes what npm is to install from into an empty folder.
 * @param additional packages that are needed beside tfjs-node, with their versions
 */
export async function writeTfjsNodePackage(
  folder: string,
  additional: Readonly<Record<string, string>> = {},
): Promise<void> {
  const project = {
    name: 'reptile-lab-tensorflow',
    private: true,
    dependencies: { '@tensorflow/tfjs-node': tfjsNodeVersion, ...additional },
    overrides: { '@tensorflow/tfjs': `file:./${unionFolder}` },
    // Newer releases of npm run the scripts of named packages only; this one's downloads the library.
    allowScripts: { '@tensorflow/tfjs-node': true },
  };
  const union = path.join(folder, unionFolder);
  await mkdir(union);
  await writeFile(path.join(folder, 'package.json'), formatJson(project));
  await writeFile(path.join(union, 'package.json'), formatJson(unionPackage));
  await writeFile(path.join(union, 'index.js'), unionScript);
}

/**
 * What npm is told, in that folder. Copies the stand-in instead of linking it: links on Windows do not survive that
 * their folder is renamed.
 */
export const npmInstallWords = [
  'install',
  '--install-links',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=warn',
] as const;

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
