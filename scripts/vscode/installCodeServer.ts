// Installs the browser-served VS Code (code-server, with a Node of its own) from npm packages into the cache folder.

import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce, type Report } from './cacheFolder.ts';
import { chosenRelease, nodePackage, UnavailableError, type VscodeRelease } from './pinnedVersions.ts';
import { npmEnvironment, runCommand } from './runCommand.ts';

export interface CodeServer {
  readonly release: VscodeRelease;
  /** The Node that runs it. */
  readonly node: string;
  /** code-server's main script. */
  readonly entry: string;
}

/** Large parts that a workbench without chat does not load. */
const unneededParts = [
  'node_modules/@github/copilot-sdk-linux-x64',
  'node_modules/@github/copilot-sdk-linux-arm64',
  'node_modules/@microsoft/mxc-sdk',
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
] as const;

/** Native modules that npm ships as sources; without them everything works, with more noise in the server's log. */
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog'] as const;

const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'] as const;

/** Throws UnavailableError where it cannot run, or cannot be installed. */
export async function ensureCodeServer(report: Report, release = chosenRelease()): Promise<CodeServer> {
  const nodeName = nodePackage();
  const name = `code-server-${release.codeServer}-${nodeName}-${release.node}`;
  const folder = await installOnce(name, report, (partial) => install(partial, release, nodeName, report));
  return {
    release,
    node: path.join(folder, 'node_modules', nodeName, 'bin', 'node'),
    entry: path.join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
}

async function install(folder: string, release: VscodeRelease, nodeName: string, report: Report): Promise<void> {
  const dependencies = { 'code-server': release.codeServer, [nodeName]: release.node };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const vscodeFolder = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const nodeFolder = path.join(folder, 'node_modules', nodeName);
  // Node's headers come with the package: a nodedir of the user's own would be of another version.
  const environment = npmEnvironment({
    PATH: `${path.join(nodeFolder, 'bin')}${path.delimiter}${process.env.PATH ?? ''}`,
    npm_config_nodedir: nodeFolder,
  });
  const npm = (cwd: string, ...args: readonly string[]) => runCommand('npm', args, { folder: cwd, environment });
  try {
    report(`installing code-server ${release.codeServer} with Node ${release.node} (one to two minutes, once)`);
    await npm(folder, 'install', '--ignore-scripts', '--engine-strict=false', ...quiet);
    report('installing the workbench and its built-in extensions');
    await npm(vscodeFolder, 'install', '--omit=dev', '--ignore-scripts', ...quiet);
    await npm(path.join(vscodeFolder, 'extensions'), 'install', '--omit=dev', ...quiet);
    for (const name of release.requiredNativeModules)
      await npm(folder, 'rebuild', name, '--build-from-source', '--loglevel=error');
  } catch (error) {
    throw new UnavailableError(
      `The browser-served VS Code could not be installed from the npm registry. Check the network and npm's registry and proxy settings, then run \`npm run vscode:setup\`.\n${String(error)}`,
      { cause: error },
    );
  }
  await rebuildNativeModules(npm, vscodeFolder, report);
  await Promise.all(unneededParts.map((part) => rm(path.join(vscodeFolder, part), { recursive: true, force: true })));
}

async function rebuildNativeModules(
  npm: (cwd: string, ...args: readonly string[]) => Promise<string>,
  vscodeFolder: string,
  report: Report,
): Promise<void> {
  if (!(await hasCompiler())) {
    report('no C++ compiler found: native parts are left out, the server logs a few more lines');
    return;
  }
  report('compiling native parts');
  await npm(vscodeFolder, 'rebuild', ...nativeModules, '--loglevel=error').catch((error: unknown) =>
    report(`native parts did not compile and are left out (${String(error).split('\n')[0]})`),
  );
}

/** node-gyp needs make, a C++ compiler and Python. */
async function hasCompiler(): Promise<boolean> {
  const probes = ['make', 'g++', 'python3'].map((program) =>
    runCommand(program, ['--version'], { folder: process.cwd() }).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(probes)).every((found) => found);
}
