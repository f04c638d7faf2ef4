// Logs of several programs on the compare page: each is told by whatever names it has, as many as one of many runs may have,
// and follows its files.

import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { tailsAmong } from '../../../../src/extension/panel/openTail.ts';
import { RunFeed } from '../../../../src/extension/panel/runFeed.ts';
import { amongMany } from '../../../../src/extension/panel/runHistory.ts';
import { LogFolder } from '../../../../src/foreign/logFolder.ts';
import type { HostMessage } from '../../../../src/panel/panelMessages.ts';
import { drawSeries, type OtherFormat, writeRun } from '../../../support/otherPrograms.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

const formats: readonly OtherFormat[] = ['dvclive', 'mlflow', 'wandb'];

describe('logs beside each other', () => {
  const folder = useTemporaryFolder();
  const runOf = (format: OtherFormat) => path.join(folder(), format);
  const feeds: RunFeed[] = [];
  afterEach(() => {
    for (const feed of feeds.splice(0)) feed.dispose();
  });

  it('are told by the names of their programs, and grow', async () => {
    const random = xoroshiro128plus(3);
    const series = drawSeries(random, 20);
    for (const format of formats) await writeRun(runOf(format), format, series);
    const seen = new Map((await new LogFolder(folder()).look()).logs.map((log) => [log.directory, log]));
    const sent = new Map<string, HostMessage[]>();
    for (const format of formats) {
      const messages: HostMessage[] = [];
      sent.set(format, messages);
      const directory = runOf(format);
      const openTail = tailsAmong({ get: (each) => seen.get(each) }, () => true);
      const hear = (message: HostMessage) => messages.push(message);
      const feed = new RunFeed(directory, directory, hear, undefined, undefined, amongMany, openTail);
      feeds.push(feed);
      feed.start();
    }
    await waitFor('all pages are told', () => [...sent.values()].every(({ length }) => length > 0));
    for (const format of formats) {
      const [first] = sent.get(format) ?? [];
      assert.ok(first?.kind === 'snapshot', format);
      assert.deepEqual([first.run.named?.tag, first.notices], ['val/acc', []], format);
      for (const [tag, values] of Object.entries(series))
        assert.deepEqual(
          [...(first.series.find((told) => told.tag === tag)?.values ?? [])],
          values,
          `${format} ${tag}`,
        );
    }
    await appendFile(path.join(runOf('mlflow'), 'metrics', 'lr'), '1600000000000 0.5 20\n');
    await waitFor('the new figure is told', () =>
      sent.get('mlflow')?.some((message) => message.kind === 'delta' && message.series.some(({ tag }) => tag === 'lr')),
    );
  });
});
