// What a stranger may put in the place of a file or folder: links, pipes and devices. For tests; not on Windows.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const foreignKinds = [
  'linkToFile',
  'linkToFolder',
  'danglingLink',
  'linkToItself',
  'endlessDevice',
  'pipe',
] as const;
export type ForeignKind = (typeof foreignKinds)[number];

/**
 * Puts something foreign at `place`, instead of what is there; `outside` is an existing folder that links may lead to.
 */
export function putForeign(place: string, kind: ForeignKind, outside: string): void {
  rmSync(place, { recursive: true, force: true });
  switch (kind) {
    case 'linkToFile':
      writeFileSync(path.join(outside, 'file'), 'precious');
      symlinkSync(path.join(outside, 'file'), place);
      return;
    case 'linkToFolder':
      mkdirSync(path.join(outside, 'folder', '10'), { recursive: true });
      writeFileSync(path.join(outside, 'folder', '10.json'), 'precious');
      symlinkSync(path.join(outside, 'folder'), place);
      return;
    case 'danglingLink':
      symlinkSync(path.join(outside, 'absent'), place);
      return;
    case 'linkToItself':
      symlinkSync(path.basename(place), place);
      return;
    case 'endlessDevice':
      symlinkSync('/dev/zero', place);
      return;
    case 'pipe':
      execFileSync('mkfifo', [place]);
  }
}
