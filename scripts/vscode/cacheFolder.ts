// The cache folder: each thing is installed into it once, by one process at a time, and appears only when it is whole.

import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const projectFolder = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** Ignored by git; may be deleted at any time when nothing runs. */
export const cacheFolder = path.join(projectFolder, '.cache', 'vscode');

export type Report = (line: string) => void;

/**
 * Absolute path of `<name>` in `parent`. When it is missing, `install` fills an empty folder that is then renamed to
 * it, so that a broken attempt leaves nothing behind that looks finished. Rethrows what `install` throws.
 */
export async function installOnce(
  name: string,
  report: Report,
  install: (folder: string) => Promise<void>,
  parent = cacheFolder,
): Promise<string> {
  const target = path.join(parent, name);
  if (await exists(target)) return target;
  await mkdir(parent, { recursive: true });
  const release = await acquireLock(path.join(parent, `${name}.lock`), report);
  try {
    if (await exists(target)) return target;
    const partial = `${target}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const started = Date.now();
    await install(partial);
    await rename(partial, target);
    report(`${name} is ready (${((Date.now() - started) / 1000).toFixed(0)} s)`);
    return target;
  } finally {
    await release();
  }
}

/**
 * Resolves once this process holds the lock file; gives the function that lets go of it. A dead owner's lock is taken
 * over.
 */
async function acquireLock(file: string, report: Report): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(file, `${process.pid}`, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!isErrorCode(error, 'EEXIST')) throw error;
    }
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) {
      await rm(file, { force: true });
      continue;
    }
    if (attempt === 0) report(`process ${owner} is installing the same thing; waiting for it`);
    await delay(500);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrorCode(error, 'EPERM');
  }
}

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

export function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
