// `reptile-lab data`: lists, gets and verifies data sets, with a person's files or through a proxy that lets nothing
// out.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { builtProgram, endRunningClis, parseJsonLines, runCli, startCli } from '../../support/builtCli.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

describe('reptile-lab data', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  let proxy: Server | undefined;
  const waiting: Duplex[] = [];
  before(() => builtProgram('cli.js'));
  afterEach(async () => {
    await endRunningClis();
    // The server does not count sockets any more that asked to be connected.
    for (const socket of waiting.splice(0)) socket.destroy();
    await new Promise((resolve) => (proxy === undefined ? resolve(undefined) : proxy.close(resolve)));
    proxy = undefined;
  });

  const data = () => path.join(folder(), 'data');
  const options = (environment: NodeJS.ProcessEnv = {}) => ({
    folder: folder(),
    environment: {
      REPTILE_LAB_DATA: data(),
      HTTPS_PROXY: '',
      https_proxy: '',
      NO_PROXY: '',
      no_proxy: '',
      ...environment,
    },
  });
  const run = (...words: readonly string[]) => runCli(['data', ...words], options());

  /** The address of a proxy that answers every wish for a connection with this status, or never. */
  async function startProxy(status: number | 'silence'): Promise<string> {
    const server = createServer();
    server.on('connect', (_, socket) => {
      waiting.push(socket);
      if (status !== 'silence') socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = server;
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('gets a data set from files fetched in another way, lists it, and verifies it', async function () {
    const from = path.dirname(sharedDataOrSkip(this, 'clinc150', 'data_full.json'));
    const got = await run('get', 'clinc150', '--from', from);
    assert.deepEqual([got.exitCode, got.output], [0, `${path.join(data(), 'clinc150')}\n`], got.messages);
    assert.match(got.messages, /CLINC150 is there: 3 files, 2\.5 MB, all checked\./);

    const again = await run('get', 'clinc150', '--json');
    assert.deepEqual(parseJsonLines(again.output), [
      { event: 'there', id: 'clinc150', folder: path.join(data(), 'clinc150') },
    ]);

    const list = await run('list');
    assert.match(
      list.output,
      /^name +data set +state +size +place\nomniglot +Omniglot +absent +15\.9 MB +to download\n[\s\S]*clinc150 +CLINC150 +there +2\.5 MB +\S*clinc150\n$/,
    );
    const [omniglot, , , clinc150] = JSON.parse((await run('list', '--json')).output);
    assert.equal(clinc150.state, 'there');
    assert.equal(omniglot.downloads[0].sha256.length, 64);

    const good = await run('verify');
    assert.deepEqual([good.exitCode, good.output], [0, 'clinc150: good, 3 files, 2.5 MB\n']);
    await writeFile(path.join(data(), 'clinc150', 'domains.json'), '{}');
    await rm(path.join(data(), 'clinc150', 'LICENSE'));
    const damaged = await run('verify', 'clinc150', 'omniglot');
    assert.equal(damaged.exitCode, 1);
    assert.match(
      damaged.output,
      /^clinc150: damaged, in .*clinc150\n {2}domains\.json is changed\.\n {2}LICENSE is missing\.\nGet it once more with: .*data get clinc150 --again\nomniglot: absent\. Get it with/,
    );
    const [line] = parseJsonLines((await run('verify', 'clinc150', '--json')).output);
    assert.deepEqual(line?.damaged, [
      { path: 'domains.json', damage: 'changed' },
      { path: 'LICENSE', damage: 'missing' },
    ]);
    assert.equal((await run('get', 'clinc150', '--again', '--from', from)).exitCode, 0);
    assert.equal((await run('verify')).exitCode, 0);
  });

  it('says what the network said, and exactly what to do by hand', async () => {
    const environment = { HTTPS_PROXY: await startProxy(403) };
    const failed = await runCli(['data', 'get', 'omniglot'], options(environment));
    assert.equal(failed.exitCode, 1);
    assert.equal(failed.output, '');
    assert.match(
      failed.messages,
      /error: Omniglot could not be downloaded\. images_background\.zip: raw\.githubusercontent\.com: the proxy 127\.0\.0\.1:\d+ answered 403 \(access is forbidden, perhaps by a proxy or firewall\); github\.com: /,
    );
    assert.match(
      failed.messages,
      /Or fetch these files in another way:\n {2}https:\/\/raw\.githubusercontent\.com\/brendenlake\/omniglot\/[0-9a-f]{40}\/python\/images_background\.zip {2}\(9\.5 MB, as images_background\.zip\)\n/,
    );
    assert.ok(
      failed.messages.includes(`Put them into ${path.join(data(), 'downloads', 'omniglot')} and repeat the command.`),
    );

    const json = await runCli(['data', 'get', 'omniglot', '--json'], options(environment));
    const last = parseJsonLines(json.output).at(-1);
    assert.equal(last?.event, 'failed');
  });

  it('names the files that are missing from a folder', async () => {
    const { exitCode, messages } = await run('get', 'mini-imagenet', '--from', '.');
    assert.equal(exitCode, 1);
    assert.match(
      messages,
      /mini-ImageNet \(split files\) cannot be taken from .*train\.csv does not exist.*val\.csv does not exist/,
    );
  });

  it('stops cleanly at Ctrl+C', async function () {
    if (process.platform === 'win32') this.skip();
    const cli = await startCli(['data', 'get', 'omniglot'], options({ HTTPS_PROXY: await startProxy('silence') }));
    await waitFor(
      'a connection',
      () => new Promise<boolean>((resolve) => proxy?.getConnections((_, count) => resolve(count > 0))),
    );
    cli.process.kill('SIGINT');
    const { exitCode, messages } = await cli.ended;
    assert.equal(exitCode, 3);
    assert.match(messages, /Cancelled\. What was downloaded is kept, and continued the next time\.\n$/);
  });

  it('refuses data sets that it does not know, and names those that it does', async () => {
    const { exitCode, messages } = await run('get', 'imagenet');
    assert.equal(exitCode, 2);
    assert.match(messages, /Allowed choices are omniglot, mini-imagenet, free-spoken-digits, clinc150\./);
    assert.equal((await run('get')).exitCode, 2);
    const help = await run('get', '--help');
    assert.match(help.output, /--from <folder>[\s\S]*HTTPS_PROXY/);
  });
});
