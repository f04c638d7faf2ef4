// Codes of activations in programs. Read by TypeScript and by AssemblyScript, hence plain constants.

export const IDENTITY = 0;
export const RELU = 1;
export const TANH = 2;
export const SIGMOID = 3;
