// The native kernels' memory asks Linux for huge pages before anything stands in it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { nativeLibraries } from '../../../support/nativeEngines.ts';

describe('the memory of native kernels', () => {
  it('asks for huge pages, where there are some for those who ask', async function () {
    if (process.platform !== 'linux') this.skip();
    const state = await readFile('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8').catch(() => '');
    const [library] = nativeLibraries('plain');
    if (library === undefined || !/\[(?:madvise|always)\]/.test(state)) this.skip();
    const bytes = 6 * 2 ** 20;
    const before = bytesThatAsk();
    const { memory } = library.instantiate(bytes);
    assert.ok(bytesThatAsk() - before >= bytes);
    assert.ok(memory.byteLength >= bytes);
  });
});

/** Bytes of this process's memory that are marked for huge pages (`hg`, in the words of proc(5)). */
function bytesThatAsk(): number {
  const lines = readFileSync('/proc/self/smaps', 'utf8').split('\n');
  let size = 0;
  let sum = 0;
  for (const line of lines) {
    size = Number(/^Size:\s+(\d+) kB$/.exec(line)?.[1] ?? size / 1024) * 1024;
    if (/^VmFlags:.* hg\b/.test(line)) sum += size;
  }
  return sum;
}
