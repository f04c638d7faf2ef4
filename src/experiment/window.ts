// Sliding windows of convolution and pooling: output size and padding, as TensorFlow defines them.

export type Padding = 'same' | 'valid';

/** How a window moves along one axis. */
export interface WindowExtent {
  /** Number of window positions; 0 where a valid window does not fit. */
  readonly output: number;
  /** Padding cells before the first input cell. */
  readonly padBefore: number;
}

/**
 * Window positions along an axis of `input` cells. `same` gives `ceil(input / stride)` positions and puts the odd
 * padding cell behind; `valid` never leaves the input.
 */
export function windowExtent(input: number, size: number, stride: number, padding: Padding): WindowExtent {
  switch (padding) {
    case 'same': {
      const output = Math.ceil(input / stride);
      const paddedCells = Math.max((output - 1) * stride + size - input, 0);
      return { output, padBefore: Math.floor(paddedCells / 2) };
    }
    case 'valid':
      return { output: input < size ? 0 : Math.floor((input - size) / stride) + 1, padBefore: 0 };
  }
}

/** Cells of all windows along an axis that lie inside the image: products of a convolution that leaves padding out. */
export function countCellsInside(size: number, window: number, stride: number, padding: Padding): number {
  const { output, padBefore } = windowExtent(size, window, stride, padding);
  let cells = 0;
  for (let start = -padBefore; start < output * stride - padBefore; start += stride) {
    cells += Math.max(0, Math.min(start + window, size) - Math.max(start, 0));
  }
  return cells;
}
