// One attempt to download a file: a request, for the rest where a part is there, and the bytes of its answer.

import { type FileHandle, open } from 'node:fs/promises';
import type { ExpectedSize } from '../dataset.ts';
import type { Machine } from '../machine.ts';
import { writeAll } from '../writeAll.ts';
import { type AttemptEnd, endOfError, endOfStatus } from './failures.ts';
import type { PartFile, ResumablePart } from './partFile.ts';
import { type Answer, request } from './request.ts';
import { timedOut, withinTime } from './withinTime.ts';

export interface Attempt {
  readonly address: string;
  readonly part: PartFile;
  readonly size: ExpectedSize;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** How long no byte may come before the attempt ends. */
  readonly stallMilliseconds: number;
  /** Bytes in the part so far, and how many it will have where that is known. */
  readonly onBytes: (received: number, total: number | undefined) => void;
}

/** What of the file an answer holds. */
interface Extent {
  readonly from: number;
  /** Length of the whole file. */
  readonly total: number | undefined;
}

/**
 * Leaves the bytes that came in the part, for the next attempt. Rejects with the signal's reason when it aborts.
 * @throws the system's error where the disk cannot be written
 */
export async function attemptDownload(attempt: Attempt): Promise<AttemptEnd> {
  const { address, part, machine, signal } = attempt;
  const given = new AbortController();
  const resumed = await part.resumable(address);
  try {
    const asked = request(address, { headers: headersFor(resumed), signal: AbortSignal.any([signal, given.signal]) });
    const answer = await withinTime(asked, attempt.stallMilliseconds, machine.clock);
    if (answer === timedOut) return stalled(attempt);
    return await take(answer, resumed, attempt);
  } catch (error) {
    signal.throwIfAborted();
    return endOfError(error);
  } finally {
    given.abort();
  }
}

/** Compressed answers have other lengths and offsets than the file, so none is asked for. */
function headersFor(resumed: ResumablePart | undefined): Record<string, string> {
  const plain = { 'accept-encoding': 'identity', 'user-agent': 'reptile-lab' };
  return resumed === undefined ? plain : { ...plain, range: `bytes=${resumed.bytes}-`, 'if-range': resumed.validator };
}

async function take(answer: Answer, resumed: ResumablePart | undefined, attempt: Attempt): Promise<AttemptEnd> {
  const { address, part } = attempt;
  const { status, header, body } = answer;
  if (status !== 200 && status !== 206) return endOfStatus(status, header('retry-after'), Date.now());
  const encoding = header('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    return { kind: 'refused', reason: `it sends the file in an encoding that was not asked for (${encoding})` };
  const extent = extentOf(answer, resumed);
  if (extent === undefined)
    return { kind: 'useless', reason: 'the server sent another part of the file than was asked for' };
  const wrongSize = describeWrongSize(extent.total, attempt.size);
  if (wrongSize !== undefined) return { kind: 'refused', reason: wrongSize };
  await part.describe({ address, validator: validatorOf(answer), total: extent.total ?? null });
  const handle = await open(part.path, extent.from === 0 ? 'w' : 'r+');
  try {
    return await receive(body[Symbol.asyncIterator](), handle, extent, attempt);
  } finally {
    await handle.close();
  }
}

function extentOf({ status, header }: Answer, resumed: ResumablePart | undefined): Extent | undefined {
  if (status === 200) return { from: 0, total: lengthOf(header('content-length')) };
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(header('content-range') ?? '');
  if (range === null || resumed === undefined || Number(range[1]) !== resumed.bytes) return undefined;
  const total = Number(range[2]);
  return resumed.total === null || resumed.total === total ? { from: resumed.bytes, total } : undefined;
}

function lengthOf(length: string | undefined): number | undefined {
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
}

/** Weak ETags may stand for files that differ, so they are none to continue with. */
function validatorOf({ header }: Answer): string | null {
  const tag = header('etag');
  return (tag !== undefined && !tag.startsWith('W/') ? tag : header('last-modified')) ?? null;
}

function describeWrongSize(total: number | undefined, size: ExpectedSize): string | undefined {
  if (total === undefined) return undefined;
  switch (size.kind) {
    case 'exact':
      return total === size.bytes ? undefined : `the file has ${total} bytes there, but should have ${size.bytes}`;
    case 'about':
      return total <= size.most ? undefined : `the file has ${total} bytes there, but should have at most ${size.most}`;
  }
}

async function receive(
  chunks: AsyncIterator<Uint8Array>,
  handle: FileHandle,
  { from, total }: Extent,
  attempt: Attempt,
): Promise<AttemptEnd> {
  const { machine, size, stallMilliseconds, onBytes } = attempt;
  const most = total ?? (size.kind === 'exact' ? size.bytes : size.most);
  let received = from;
  onBytes(received, total);
  for (;;) {
    const chunk = await withinTime(chunks.next(), stallMilliseconds, machine.clock);
    if (chunk === timedOut) return stalled(attempt);
    if (chunk.done === true) break;
    const bytes = chunk.value;
    if (received + bytes.length > most) return { kind: 'useless', reason: `the server sent more than ${most} bytes` };
    await writeAll(handle, bytes, received);
    received += bytes.length;
    onBytes(received, total);
  }
  const least = total ?? (size.kind === 'exact' ? size.bytes : 0);
  return received < least
    ? { kind: 'passing', reason: `the connection ended after ${received} of ${least} bytes` }
    : { kind: 'complete' };
}

function stalled({ stallMilliseconds }: Attempt): AttemptEnd {
  return { kind: 'passing', reason: `no byte came for ${Math.round(stallMilliseconds / 1000)} seconds` };
}
