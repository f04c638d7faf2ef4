// GET requests: redirects are followed, and the proxies that the environment names are used, on every version of Node.

import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import { openTunnel } from './proxyTunnel.ts';

export interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** An answer; its body has to be read, or the signal aborted. */
export interface Answer {
  readonly status: number;
  /** Where it came from, after redirects. */
  readonly address: string;
  /** By lower-case name; undefined where it is not there, or there several times with different meanings. */
  readonly header: (name: string) => string | undefined;
  /** Ends with an error where the connection breaks before the length that the server stated. */
  readonly body: AsyncIterable<Uint8Array>;
}

const mostRedirects = 10;

/**
 * `node:http` rather than `fetch`: Node's fetch knows proxies from 22.21 and 24.5 on only, and editors give `node:http`
 * their own proxies. Proxies are reached by http or https, with user and password in their addresses where needed;
 * SOCKS is not supported.
 * @throws the system's error; `RedirectError` where redirects lead nowhere. Rejects with the signal's reason or an
 * `AbortError` when it aborts.
 */
export async function request(address: string, options: RequestOptions): Promise<Answer> {
  let current = new URL(address);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const message = await requestOnce(current, options);
    const next = redirectOf(message, current);
    if (next === undefined) return answerOf(message, current);
    message.destroy();
    current = next;
  }
  throw new RedirectError(`it redirects more than ${mostRedirects} times`);
}

/** Its message is a clause that follows an address. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
}

async function requestOnce(address: URL, { headers, signal }: RequestOptions): Promise<IncomingMessage> {
  const proxy = getProxyForUrl(address.href);
  const tunnel = proxy === '' ? undefined : await openTunnel(new URL(proxy), address, signal);
  // What breaks in the tunnel, the request says.
  tunnel?.on('error', () => undefined);
  const isEncrypted = address.protocol === 'https:';
  const servername = address.hostname;
  const through = tunnel && {
    createConnection: () => (isEncrypted ? tls.connect({ socket: tunnel, servername }) : tunnel),
  };
  const { get } = isEncrypted ? https : http;
  return new Promise((resolve, reject) => {
    const asked = get(address, { headers, signal, ...through }, resolve);
    asked.on('error', reject);
    asked.once('close', () => tunnel?.destroy());
  });
}

/** @throws {RedirectError} where the answer leads to what cannot be followed */
function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw new RedirectError(`it redirects to ${location}, which is no web address`);
  if (from.protocol === 'https:' && next.protocol === 'http:')
    throw new RedirectError(`it redirects to ${next.href}, without encryption`);
  return next;
}

function answerOf(message: IncomingMessage, address: URL): Answer {
  return {
    status: message.statusCode ?? 0,
    address: address.href,
    header: (name) => {
      const value = message.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    body: message,
  };
}
