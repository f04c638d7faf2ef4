// What went wrong in a user's module, with file, line and column in front, so that an editor or terminal can jump
// there.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installationFolder } from '../../base/installation.ts';
import { TaskError } from '../taskError.ts';

/**
 * @returns an error whose message begins with the place in the user's code, where the stack names one, otherwise with
 * the file
 */
export function blameModule(file: string, doing: string, error: unknown): TaskError {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const place = error instanceof Error ? placeIn(file, error.stack ?? '') : undefined;
  return new TaskError(`${place ?? file}: ${reason} (while ${doing}). Correct the module, then start again.`, {
    cause: error,
  });
}

/**
 * Of an error that nobody was waiting for, in a thread that runs the module.
 * @returns what `blameModule` does where the module's code is behind it, or nobody can tell; otherwise the error itself
 */
export function blameUnhandled(file: string, error: unknown): unknown {
  const isOurs = error instanceof Error && placeIn(file, error.stack ?? '') === undefined;
  return error instanceof TaskError || isOurs
    ? error
    : blameModule(file, 'a promise or timer of its own was running', error);
}

/** The topmost frame that is neither Node's nor this program's: in the module itself, or in a file that it imports. */
function placeIn(file: string, stack: string): string | undefined {
  const places = stack.split('\n').flatMap((line) => {
    const [, source, row, column] =
      /(?:\(|at |^)(?:async )?([^()\s][^()]*?):(\d+)(?::(\d+))?\)?$/.exec(line.trim()) ?? [];
    if (source === undefined || row === undefined || /^node:|\bnode:/.test(source)) return [];
    return [{ source: pathOf(source), place: column === undefined ? row : `${row}:${column}` }];
  });
  const own = places.find(({ source }) => source === file || !isOurs(source));
  return own && `${own.source}:${own.place}`;
}

function isOurs(source: string): boolean {
  return ['src', 'dist', 'node_modules'].some((folder) =>
    source.startsWith(path.join(installationFolder, folder) + path.sep),
  );
}

function pathOf(source: string): string {
  if (!source.startsWith('file:')) return source;
  try {
    return fileURLToPath(source);
  } catch {
    return source;
  }
}
