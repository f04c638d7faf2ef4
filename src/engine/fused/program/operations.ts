// Operation codes of the programs that the kernels run. Read by TypeScript and by AssemblyScript, hence plain constants.
//
// A program is a list of 32-bit words: an operation code, then that operation's operands, up to END. Addresses are bytes, sizes
// are elements; "rows" are rows of one sample, which the kernels multiply by the batch size. The operands of each operation stand
// beside its kernel's case in kernels/program.ts.

export const END = 0;
export const COPY_INPUT = 1;
export const ADD = 2;
export const LINEAR = 3;
export const TRANSPOSE_WEIGHTS = 4;
export const WEIGHT_GRADIENT = 5;
export const ADD_BIAS = 6;
export const BIAS_GRADIENT = 7;
export const ACTIVATE = 8;
export const ACTIVATION_GRADIENT = 9;
export const BATCH_NORM = 10;
export const BATCH_NORM_GRADIENT = 11;
export const MAX_POOL = 12;
export const MAX_POOL_GRADIENT = 13;
export const SOFTMAX_CROSS_ENTROPY = 14;
export const MEAN_SQUARED_ERROR = 15;
export const GRADIENT_DESCENT = 16;
export const ADAM = 17;
export const MOMENTUM = 18;
export const AVERAGE_POOL = 19;
export const AVERAGE_POOL_GRADIENT = 20;
export const CLEAR_PADDING = 21;
export const COPY = 22;
export const DRAW_MASK = 23;
export const MULTIPLY_BY_MASK = 24;
export const EMBEDDING_BAG = 25;
export const EMBEDDING_BAG_GRADIENT = 26;
export const APPEND_DEVIATIONS = 27;
export const APPEND_DEVIATIONS_GRADIENT = 28;
export const POLICY_GRADIENT = 29;
export const WINOGRAD_WEIGHTS = 30;
export const WINOGRAD = 31;
export const WINOGRAD_GRADIENT = 32;
export const WINOGRAD_WEIGHT_GRADIENT = 33;
export const INPUT_CONVOLUTION = 34;
export const INPUT_CONVOLUTION_GRADIENT = 35;
export const BATCH_STATISTICS = 36;
export const NORMALISE_POOL = 37;
export const NORMALISE_POOL_GRADIENT = 38;
export const SPREAD = 39;
export const COLLECT = 40;
export const GROUP_PRODUCTS = 41;
export const GROUP_WEIGHT_GRADIENTS = 42;

// Derivatives along the vector of a Hessian-vector product.
export const ACTIVATION_TANGENT = 64;
export const ACTIVATION_GRADIENT_TANGENT = 65;
export const BATCH_NORM_TANGENT = 66;
export const BATCH_NORM_GRADIENT_TANGENT = 67;
export const MAX_POOL_TANGENT = 68;
export const SOFTMAX_CROSS_ENTROPY_TANGENT = 69;
export const MEAN_SQUARED_ERROR_TANGENT = 70;
export const POLICY_GRADIENT_TANGENT = 71;

/** Activations, as operands of ACTIVATE, ACTIVATION_GRADIENT and BATCH_NORM. */
export const IDENTITY = 0;
export const RELU = 1;
export const TANH = 2;
export const SIGMOID = 3;

/** Rows that the gradient by the weights works on at a time: 5 source channels and 8 columns of dy then take 26 KiB of the nearest cache. */
export const BLOCK_ROWS = 512;
/** Output positions whose windows the convolution of the samples writes out at a time: with rows of 32 floats, 8 KiB. */
export const WINDOW_ROWS = 64;
/** Terms that a row of the matrices of SPREAD and COLLECT has at most. */
export const MAX_TERMS = 5;
/** No variant of the matrix kernels has higher tiles. */
export const MAX_TILE_ROWS = 8;
