// Takes TensorFlow's library and C headers out of a Python wheel, which is a zip file, without holding it in memory.

import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Unzip, UnzipInflate } from 'fflate';
import { LinkError } from './linkError.ts';

/** TensorFlow for Python: operations and the C interface to them. It also refers to Python itself. */
export const pythonLibrary = '_pywrap_tensorflow_internal.so';

/** What all of TensorFlow's libraries share, and the rest of the C interface. */
export const frameworkLibrary = 'libtensorflow_framework.so.2';

/** Where each wanted file of the wheel goes, relative to the folder; undefined for the others. */
function destinationOf(name: string): string | undefined {
  if (name === `tensorflow/python/${pythonLibrary}`) return `lib/${pythonLibrary}`;
  if (name === `tensorflow/${frameworkLibrary}`) return `lib/${frameworkLibrary}`;
  return /^tensorflow\/include\/tensorflow\/(c\/.*|core\/platform\/ctstring\w*)\.h$/.test(name)
    ? name.slice('tensorflow/'.length)
    : undefined;
}

/** @throws {LinkError} where the file cannot be read or is no wheel of TensorFlow for Linux */
export async function unpackWheel(wheel: string, folder: string): Promise<void> {
  const unpacked = new Set<string>();
  const unzip = new Unzip((file) => {
    const destination = destinationOf(file.name);
    if (destination === undefined) return;
    const target = path.join(folder, destination);
    mkdirSync(path.dirname(target), { recursive: true });
    const descriptor = openSync(target, 'w');
    file.ondata = (error, chunk, isLast) => {
      if (error !== null) throw error;
      writeSync(descriptor, chunk);
      if (!isLast) return;
      closeSync(descriptor);
      unpacked.add(destination);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of createReadStream(wheel, { highWaterMark: 1 << 20 })) unzip.push(chunk);
    unzip.push(new Uint8Array(0), true);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinkError(`${wheel} cannot be unpacked: ${reason}`, { cause: error });
  }
  const missing = [`lib/${pythonLibrary}`, `lib/${frameworkLibrary}`, 'include/tensorflow/c/c_api.h'].filter(
    (name) => !unpacked.has(name),
  );
  if (missing.length > 0) {
    throw new LinkError(`${wheel} is not a wheel of tensorflow-cpu 2.9.1 for Linux: it lacks ${missing.join(', ')}.`);
  }
}
