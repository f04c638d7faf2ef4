// A connection through a proxy.

import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { describeStatus } from './statusWords.ts';

/** A proxy that does not let through, or that cannot be used; its message is a clause that follows an address. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

/**
 * Asks the proxy for a connection to the target's host. A user and password in its address are passed on. It is asked
 * by hand because agents from packages cannot be cancelled while they wait for the proxy's answer.
 * @throws {ProxyError}; the system's error where the proxy cannot be reached
 */
export async function openTunnel(proxy: URL, target: URL, signal: AbortSignal): Promise<Duplex> {
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')
    throw new ProxyError(
      `the proxy ${proxy.protocol}//${proxy.host} is not supported; name one that is reached by http or https`,
    );
  const authority = `${target.hostname}:${target.port === '' ? defaultPort(target) : target.port}`;
  const { request } = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      // Without the brackets of an IPv6 address.
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? defaultPort(proxy) : proxy.port,
      path: authority,
      headers: { host: authority, ...authorization(proxy) },
      agent: false,
      signal,
    });
    asked.on('error', reject);
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new ProxyError(`the proxy ${proxy.host} answered ${describeStatus(statusCode)}`));
    });
    asked.end();
  });
}

function defaultPort({ protocol }: URL): number {
  return protocol === 'https:' ? 443 : 80;
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { 'proxy-authorization': `Basic ${credentials.toString('base64')}` };
}
