// Sizes that compilers and kernels agree on. Read by TypeScript and by AssemblyScript, hence plain constants.

/**
 * Rows that the gradient by the weights works on at a time: 5 source channels and 8 columns of dy then take 26 KiB of
 * the nearest cache.
 */
export const BLOCK_ROWS = 512;
/**
 * Output positions whose windows the convolution of the samples writes out at a time: with rows of 32 floats, 8 KiB.
 */
export const WINDOW_ROWS = 64;
/** Terms that a row of the matrices of SPREAD and COLLECT has at most. */
export const MAX_TERMS = 5;
/** No variant of the matrix kernels has higher tiles. */
export const MAX_TILE_ROWS = 8;
