// What a test asks of the build of TensorFlow.js.

/** @param licences as esbuild writes them */
export function namePackages(licences: string): string;
