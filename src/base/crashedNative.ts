// Whether this process carries on what a crash of native kernels has interrupted: then it is the same process, which has
// started its program anew.

/** Set by `engine/fused/native/startAgain.c`. */
const variable = 'REPTILE_LAB_NATIVE_CRASHED_BY';

/** What native code that goes wrong ends by. */
export const crashSignals = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE'] as const;
export type CrashSignal = (typeof crashSignals)[number];

/** The signal that the crash was; undefined where there was none. */
export function signalOfCrash(environment: Readonly<NodeJS.ProcessEnv> = process.env): CrashSignal | undefined {
  return crashSignals.find((name) => name === environment[variable]);
}
