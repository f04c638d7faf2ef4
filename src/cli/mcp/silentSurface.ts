// A place to write to that nobody reads: standard output belongs to the protocol.

import type { Surface } from '../terminal.ts';

export const silentSurface: Surface = {
  write: () => {},
  cursor: () => '',
  interactive: false,
  columns: () => 200,
  paint: (_style, text) => text,
};
