// A process that may start again where native code crashes, in which WebAssembly reads beyond its memory. Prints what came
// of it.

import { findNative } from '../../../../../src/engine/fused/native/findNative.ts';
import { mayStartAgain, ownProgram, startAgainOnCrash } from '../../../../../src/engine/fused/native/startAgain.ts';

/** (module (memory 1) (func (export "f") (param i32) (result i32) local.get 0 i32.load)) */
const module = await WebAssembly.compile(
  Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 0x66, 0, 0,
    10, 9, 1, 7, 0, 0x20, 0, 0x28, 2, 0, 0x0b,
  ]),
);

if (process.argv.includes('again')) console.log('started again');
else {
  mayStartAgain(ownProgram());
  startAgainOnCrash(['again']);
  const { kind } = findNative('plain');
  const { f } = new WebAssembly.Instance(module).exports;
  const read: unknown = f;
  if (typeof read !== 'function') throw new Error('The module has no function.');
  try {
    console.log(kind, read(0));
    read(1 << 30);
  } catch (error) {
    console.log(error instanceof Error && error.name === 'RuntimeError' ? 'trapped' : error);
  }
  if (process.argv.includes('crash')) process.kill(process.pid, 'SIGSEGV');
}
