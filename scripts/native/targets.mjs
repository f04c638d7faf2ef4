// For which machines the native kernels are built, and how: compiler's options, the same for everybody who builds them.

/** The version of PyPI's ziglang that makes the prebuilt files: another one makes other bytes. */
export const zigVersion = '0.17.1';

const x64 = [
  {
    ...{ name: 'avx512', check: 'hasAvx512' },
    options: [
      '-mavx2',
      '-mfma',
      ...['f', 'vl', 'dq', 'bw'].map((part) => `-mavx512${part}`),
      '-mprefer-vector-width=512',
    ],
  },
  { name: 'avx2', check: 'hasAvx2', options: ['-mavx2', '-mfma'] },
];

/** Kernels for each set of instructions in both families: `plain` rounds a product and its sum twice, `fma` once. */
function inBothFamilies(sets) {
  return sets.flatMap((own) => [
    { ...own, symbol: own.name },
    {
      ...own,
      name: `fma ${own.name}`,
      symbol: `fma${own.name[0].toUpperCase()}${own.name.slice(1)}`,
      options: [...own.options, '-DFUSED_PRODUCTS'],
    },
  ]);
}

const windows = ['-nostdlib', '-lkernel32', '-Wl,-e,DllMainCRTStartup'];
const arm64 = [{ name: 'neon', check: 'hasNeon', options: [] }];

/**
 * By the name of the file: zig's name for the machine, sets of instructions that kernels are compiled for, and what
 * linking takes. Nothing of any library on Linux, so that one file serves all, and on Windows what finds the functions
 * of Node-API in the running program; macOS binds them when it loads the file.
 */
export const targets = {
  'linux-x64': { zig: 'x86_64-linux-musl', kernels: inBothFamilies(x64), link: ['-nostdlib'] },
  'linux-arm64': { zig: 'aarch64-linux-musl', kernels: inBothFamilies(arm64), link: ['-nostdlib'] },
  'darwin-x64': { zig: 'x86_64-macos.11.0', kernels: inBothFamilies(x64), link: ['-Wl,-undefined,dynamic_lookup'] },
  'darwin-arm64': {
    zig: 'aarch64-macos.11.0',
    kernels: inBothFamilies(arm64),
    link: ['-Wl,-undefined,dynamic_lookup'],
  },
  'win32-x64': { zig: 'x86_64-windows-gnu', kernels: inBothFamilies(x64), link: windows },
  'win32-arm64': { zig: 'aarch64-windows-gnu', kernels: inBothFamilies(arm64), link: windows },
};

/** No compiler contracts products and sums: the kernels themselves say which are fused. */
const both = [
  ...['-O3', '-g0', '-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math', '-fwrapv', '-fno-strict-aliasing'],
  ...['-fno-stack-protector', '-fvisibility=hidden', '-fno-unwind-tables', '-fno-asynchronous-unwind-tables'],
  ...['-Wall', '-Wextra', '-Werror', '-Wno-unknown-warning-option', '-Wno-psabi', '-Wno-unused-function'],
];
export const kernelOptions = [
  '-std=c++17',
  ...both,
  // Else compilers make calls of loops that the kernels have written out with the widest vectors.
  ...['-fno-builtin-memset', '-fno-builtin-memcpy'],
  '-fno-exceptions',
  '-fno-rtti',
  '-fno-threadsafe-statics',
  '-nostdinc++',
];
export const addonOptions = ['-std=c11', ...both];
/** Without the compiler's own knowledge of these functions, which would make each call itself. */
export const freestandingOptions = [...addonOptions, '-ffreestanding', '-fno-builtin'];
export const linkOptions = ['-shared', '-s'];

/** What `kernels.cpp` is told of the kernels that it becomes. */
export function definitionsOf({ name, symbol, check }) {
  return [`-DKERNELS=${symbol}`, `-DNAME="${name}"`, `-DIS_SUPPORTED=${check}`];
}
