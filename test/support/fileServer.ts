// A local HTTP server whose answers tests dictate: right ones, and every kind of wrong one.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  /** `http://127.0.0.1:…` and this path. */
  address(path: string): string;
  /** What was asked for so far, in order. */
  readonly requests: readonly {
    readonly path: string;
    readonly range: string | undefined;
    readonly ifRange: string | undefined;
  }[];
  /** Breaks all connections that are open, as a network does. */
  cut(): void;
  close(): Promise<void>;
}

/** Answers the n-th request for a path with the n-th of its answers; the last one serves for all that follow. */
export async function startFileServer(answers: Readonly<Record<string, readonly Answer[]>>): Promise<FileServer> {
  const requests: { path: string; range: string | undefined; ifRange: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const { range, 'if-range': ifRange } = request.headers;
    const earlier = requests.filter((other) => other.path === path).length;
    requests.push({ path, range, ifRange: typeof ifRange === 'string' ? ifRange : undefined });
    const forPath = answers[path] ?? [status(404)];
    const answer = forPath[Math.min(earlier, forPath.length - 1)];
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (path) => `http://127.0.0.1:${port}${path}`,
    requests,
    cut: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface FileAnswer {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Sends so many bytes of the body and then nothing, without ending. */
  readonly stallAfter?: number;
  /** Sends no length. */
  readonly chunked?: boolean;
  readonly ignoreRange?: boolean;
}

/** The file, or the part of it that is asked for and that still belongs to what the asker has. */
export function file(bytes: Uint8Array, options: FileAnswer = {}): Answer {
  return (request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    const validator = options.etag ?? options.lastModified;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const isPart =
      range !== undefined && options.ignoreRange !== true && (ifRange === undefined || ifRange === validator);
    const body = isPart ? bytes.subarray(from) : bytes;
    response.statusCode = isPart ? 206 : 200;
    if (options.etag !== undefined) response.setHeader('etag', options.etag);
    if (options.lastModified !== undefined) response.setHeader('last-modified', options.lastModified);
    if (options.chunked !== true) response.setHeader('content-length', body.length);
    if (isPart) response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    send(response, body, options);
  };
}

function send(response: ServerResponse, body: Uint8Array, { stallAfter, chunked }: FileAnswer): void {
  if (stallAfter !== undefined || chunked === true) response.write(body.subarray(0, stallAfter));
  if (stallAfter === undefined) response.end(chunked === true ? '' : body);
}

/** A body of these bytes under a length that is not theirs. */
export function lyingFile(bytes: Uint8Array, length: number): Answer {
  return (_, response) => {
    // Node's own response would refuse to send more than it announced.
    response.socket?.end(
      Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`), bytes]),
    );
  };
}

/** A 206 whose part begins elsewhere than was asked. */
export function otherPart(bytes: Uint8Array, from: number): Answer {
  return (_, response) => {
    response.writeHead(206, { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
    response.end(bytes.subarray(from));
  };
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => {
    response.writeHead(code, headers);
    response.end('no such luck');
  };
}

export function redirect(to: string): Answer {
  return status(302, { location: to });
}

/** Accepts the request and never answers. */
export const silence: Answer = () => undefined;
