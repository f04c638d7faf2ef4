// What a page is told of another program's log: its figures by whatever names, live, and by which it is judged.

import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tailsAmong } from '../../../../src/extension/panel/openTail.ts';
import { RunFeed } from '../../../../src/extension/panel/runFeed.ts';
import { ofOneLog } from '../../../../src/extension/panel/runHistory.ts';
import { LogFolder } from '../../../../src/foreign/logFolder.ts';
import type { HostMessage } from '../../../../src/panel/panelMessages.ts';
import { frameRecord } from '../../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../../src/runs/events.ts';
import { simpleRecord } from '../../../support/foreignEvents.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

describe('the feed of a log', () => {
  const folder = useTemporaryFolder();
  const log = () => path.join(folder(), 'lr', '0.1');
  const file = () => path.join(log(), 'events.out.tfevents.1700000000.host');
  const now = () => Date.now() / 1000;
  let feed: RunFeed | undefined;
  afterEach(() => feed?.dispose());

  async function begin(): Promise<HostMessage[]> {
    const logs = new LogFolder(folder());
    const seen = new Map((await logs.look()).logs.map((each) => [each.directory, each]));
    const openTail = tailsAmong({ get: (directory) => seen.get(directory) }, () => true);
    const sent: HostMessage[] = [];
    feed = new RunFeed(log(), log(), (message) => sent.push(message), undefined, undefined, ofOneLog, openTail);
    feed.start();
    await waitFor('the page is told', () => sent.length > 0);
    return sent;
  }

  beforeEach(async () => {
    await mkdir(log(), { recursive: true });
    const records = [1, 2].flatMap((step) => [
      simpleRecord('val/acc', step, step / 4, now()),
      simpleRecord('layer.0/weight', step, step, now()),
    ]);
    await writeFile(file(), Buffer.concat(records));
  });

  it('tells every figure, what the log is judged by, and no notice', async () => {
    const [first] = await begin();
    assert.ok(first?.kind === 'snapshot');
    assert.deepEqual(
      first.series.map(({ tag, values }) => [tag, values]),
      [
        ['val/acc', [0.25, 0.5]],
        ['layer.0/weight', [1, 2]],
      ],
    );
    assert.deepEqual(
      [first.run.name, first.run.state, first.run.iteration, first.run.named?.best, first.notices],
      ['lr/0.1', 'live', 2, { iteration: 2, value: 0.5 }, []],
    );
  });

  it('tells what comes, and everything anew where figures were withdrawn', async () => {
    const sent = await begin();
    await appendFile(file(), simpleRecord('val/acc', 3, 0.75, now()));
    await waitFor('the page is told', () =>
      sent.some((message) => message.kind === 'delta' && message.series.length > 0),
    );
    const start = (iteration: number) => frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: now(), iteration }));
    const again = Buffer.concat([start(0), start(2), simpleRecord('val/acc', 2, 0.125, now())]);
    await appendFile(file(), again);
    const valuesIn = (message: HostMessage | undefined) =>
      message?.kind === 'snapshot' ? message.series.find(({ tag }) => tag === 'val/acc')?.values : undefined;
    await waitFor('the page is told', () => JSON.stringify(valuesIn(sent.at(-1))) === '[0.25,0.125]');
    await waitFor('the page is told', () => {
      const told = sent.findLast((message) => message.kind !== 'unavailable' && message.run !== null);
      return told?.kind !== 'unavailable' && told?.run?.named?.best?.value === 0.25;
    });
  });
});
