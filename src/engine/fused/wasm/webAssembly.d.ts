// The part of WebAssembly's JavaScript interface that the engine uses: TypeScript declares it only together with the
// DOM.

declare namespace WebAssembly {
  class Module {
    /** Compiles in place: for modules of a few functions. */
    constructor(bytes: Uint8Array);
    /** Kept so that no other object passes for a module. */
    private readonly compiled: never;
  }

  class Memory {
    /** Of `initial` pages of 64 KiB; throws RangeError where the system does not grant them. */
    constructor(size: { readonly initial: number });
    readonly buffer: ArrayBuffer;
    /** Detaches the former `buffer`; throws RangeError where the system does not grant the pages of 64 KiB. */
    grow(pages: number): number;
  }

  type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Readonly<Record<string, unknown>>;
  }

  /** Whether the bytes are a module that this V8 understands. */
  function validate(bytes: Uint8Array): boolean;

  function compile(bytes: Uint8Array): Promise<Module>;
}
