// What time it is for a drive: shares and sticks have clocks of their own, which may be hours or days off the machine's.

import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * The time that the drive gives to what is made in `folder` now, in milliseconds since 1970: how long ago a file was written
 * there is the difference to it. Makes a file for that, and removes it. @throws the system's error where that cannot be
 */
export async function timeOnDrive(folder: string): Promise<number> {
  const probe = path.join(folder, `.time.${randomUUID()}.tmp`);
  const file = await open(probe, 'wx');
  try {
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
    await rm(probe, { force: true });
  }
}
