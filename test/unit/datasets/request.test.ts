// Requests follow redirects as far as they may, and go through the proxies that the environment names.

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { endOfError } from '../../../src/datasets/download/failures.ts';
import { request } from '../../../src/datasets/download/request.ts';
import { type Answer, type FileServer, file, redirect, startFileServer } from '../../support/fileServer.ts';

const names = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
] as const;
const never = new AbortController().signal;
const bytes = new TextEncoder().encode('through and through');

describe('request', () => {
  const own = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  let server: FileServer | undefined;
  let proxy: Server | undefined;
  let proxySockets: Set<Duplex>;

  beforeEach(() => {
    proxySockets = new Set();
    for (const name of names) delete process.env[name];
  });
  afterEach(async () => {
    for (const name of names) {
      if (own[name] === undefined) delete process.env[name];
      else process.env[name] = own[name];
    }
    for (const socket of proxySockets) socket.destroy();
    await server?.close();
    const closing = proxy;
    if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
    server = undefined;
    proxy = undefined;
  });

  async function serve(answers: Readonly<Record<string, readonly Answer[]>>): Promise<FileServer> {
    server = await startFileServer(answers);
    return server;
  }

  type Connecting = (asked: IncomingMessage, socket: Duplex) => void;

  /** A proxy; gives its address without the scheme. */
  async function startProxy(onConnect: Connecting): Promise<string> {
    const started = createServer();
    started.on('connect', (asked, socket) => {
      proxySockets.add(socket);
      onConnect(asked, socket);
    });
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    proxy = started;
    return `127.0.0.1:${(started.address() as AddressInfo).port}`;
  }

  const letThrough: Connecting = ({ url = '' }, socket) => {
    const target = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  };

  async function read(address: string): Promise<string> {
    const end = new AbortController();
    const { status, body } = await request(address, { headers: {}, signal: end.signal });
    assert.equal(status, 200);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  const reasonOf = async (asked: Promise<unknown>): Promise<string> => {
    const end = await asked.then(() => assert.fail('It succeeded.'), endOfError);
    assert.ok(end.kind === 'refused', JSON.stringify(end));
    return end.reason;
  };

  it('goes through the proxy, with the user and password in its address', async () => {
    const asked: (string | undefined)[] = [];
    const address = await startProxy((message, socket) => {
      asked.push(message.url, message.headers['proxy-authorization']);
      letThrough(message, socket);
    });
    process.env.HTTP_PROXY = `http://me:secret%21@${address}`;
    const { address: at } = await serve({ '/data': [file(bytes)] });
    assert.equal(await read(at('/data')), 'through and through');
    assert.deepEqual(asked, [new URL(at('/')).host, `Basic ${Buffer.from('me:secret!').toString('base64')}`]);
  });

  it('goes around the proxy where NO_PROXY says so', async () => {
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';
    process.env.NO_PROXY = '127.0.0.1';
    const { address } = await serve({ '/data': [file(bytes)] });
    assert.equal(await read(address('/data')), 'through and through');
  });

  it('says what the proxy answered', async () => {
    process.env.HTTP_PROXY = `http://${await startProxy((_, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))}`;
    const asked = request('http://data.example/set.zip', { headers: {}, signal: never });
    assert.match(
      await reasonOf(asked),
      /^the proxy 127\.0\.0\.1:\d+ answered 407 \(the proxy wants a user and password\)$/,
    );
  });

  it('says that a kind of proxy is not supported', async () => {
    process.env.HTTP_PROXY = 'socks5://127.0.0.1:1080';
    const asked = request('http://data.example/set.zip', { headers: {}, signal: never });
    assert.match(
      await reasonOf(asked),
      /^the proxy socks5:\/\/127\.0\.0\.1:1080 is not supported; name one that is reached by http or https$/,
    );
  });

  it('is cancelled while the proxy keeps silent, and leaves no connection', async () => {
    const cancellation = new AbortController();
    let closed: Promise<unknown> | undefined;
    const address = await startProxy((_, socket) => {
      closed = new Promise((resolve) => socket.on('error', resolve).on('end', resolve).resume());
      cancellation.abort();
    });
    process.env.HTTP_PROXY = `http://${address}`;
    await assert.rejects(request('http://data.example/set.zip', { headers: {}, signal: cancellation.signal }), {
      name: 'AbortError',
    });
    await closed;
  });

  it('follows redirects, but not in circles, nor to what is no web address', async () => {
    const { address } = await serve({
      '/old': [redirect('/new')],
      '/new': [file(bytes)],
      '/circle': [redirect('/circle')],
      '/mail': [redirect('mailto:someone@data.example')],
      '/broken': [redirect('http://')],
    });
    assert.equal(await read(address('/old')), 'through and through');
    const ask = (name: string) => request(address(name), { headers: {}, signal: never });
    assert.equal(await reasonOf(ask('/circle')), 'it redirects more than 10 times');
    for (const name of ['/mail', '/broken'])
      assert.match(await reasonOf(ask(name)), /^it redirects to .*, which is no web address$/);
  });
});
