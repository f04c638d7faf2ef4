// Connections of dense layers and convolutions: which input position reaches which output position through which slice
// of the weights.

import { type Padding, windowExtent } from '../../../experiment/window.ts';

/**
 * Along one axis: `target` receives `source` times the weights of `tap`. Both directions of a convolution are written so.
 */
interface Connection {
  readonly target: number;
  readonly tap: number;
  readonly source: number;
}

interface Axis {
  readonly targets: number;
  readonly taps: number;
  readonly sources: number;
  readonly connections: readonly Connection[];
}

/**
 * Positions count the pixels of one sample row by row, taps the places of a window. A position has the taps that its row
 * has, times those that its column has: so a window as wide as its image is known by its two axes, where a list of all
 * pairs would have more entries than memory has room for.
 */
export interface Connections {
  readonly rows: Axis;
  readonly columns: Axis;
}

/** Targets along an axis that have the same taps. `sources` holds, for each target, the source of each tap. */
interface AxisGroup {
  readonly taps: readonly number[];
  readonly targets: readonly number[];
  readonly sources: readonly (readonly number[])[];
}

/** Positions that have the same taps: one matrix product. */
export interface PositionGroup {
  readonly taps: number;
  readonly positions: number;
  readonly rows: AxisGroup;
  readonly columns: AxisGroup;
  readonly connections: Connections;
}

/** Every output pixel of a convolution to the input pixels under its window; padding has no connection. */
export function convolutionConnections(
  height: number,
  width: number,
  kernel: number,
  stride: number,
  padding: Padding,
): Connections {
  return { rows: windows(height, kernel, stride, padding), columns: windows(width, kernel, stride, padding) };
}

function windows(size: number, kernel: number, stride: number, padding: Padding): Axis {
  const { output, padBefore } = windowExtent(size, kernel, stride, padding);
  const connections: Connection[] = [];
  for (let target = 0; target < output; target++) {
    for (let tap = 0; tap < kernel; tap++) {
      const source = target * stride - padBefore + tap;
      if (source >= 0 && source < size) connections.push({ target, tap, source });
    }
  }
  return { targets: output, taps: kernel, sources: size, connections };
}

/** A dense layer's one output sums over all segments of its input. */
export function denseConnections(segments: number): Connections {
  const connections = Array.from({ length: segments }, (_, segment) => ({ target: 0, tap: segment, source: segment }));
  const one = { targets: 1, taps: 1, sources: 1, connections: [{ target: 0, tap: 0, source: 0 }] };
  return { rows: { targets: 1, taps: segments, sources: segments, connections }, columns: one };
}

/** The connections of the gradient by the input: from outputs to inputs. */
export function reversed({ rows, columns }: Connections): Connections {
  return { rows: reversedAxis(rows), columns: reversedAxis(columns) };
}

function reversedAxis({ targets, taps, sources, connections }: Axis): Axis {
  return {
    targets: sources,
    taps,
    sources: targets,
    connections: connections.map(({ target, tap, source }) => ({ target: source, tap, source: target })),
  };
}

/** Groups positions by their taps, in the order in which tap sets first occur. */
export function groupByTaps(connections: Connections): readonly PositionGroup[] {
  const columnGroups = groupAxis(connections.columns);
  return groupAxis(connections.rows).flatMap((rows) =>
    columnGroups.map((columns) => ({
      taps: rows.taps.length * columns.taps.length,
      positions: rows.targets.length * columns.targets.length,
      rows,
      columns,
      connections,
    })),
  );
}

function groupAxis({ targets: targetCount, connections }: Axis): readonly AxisGroup[] {
  const byTarget: Connection[][] = Array.from({ length: targetCount }, () => []);
  for (const connection of connections) byTarget[connection.target]?.push(connection);
  const groups = new Map<string, { taps: number[]; targets: number[]; sources: number[][] }>();
  byTarget.forEach((ownConnections, target) => {
    const sorted = ownConnections.toSorted((a, b) => a.tap - b.tap);
    const taps = sorted.map(({ tap }) => tap);
    const key = taps.join();
    const group = groups.get(key) ?? { taps, targets: [], sources: [] };
    groups.set(key, group);
    group.targets.push(target);
    group.sources.push(sorted.map(({ source }) => source));
  });
  return [...groups.values()];
}
