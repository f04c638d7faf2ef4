// A report as HTML: one page that asks for nothing, whose text is text, with runs of several seeds as one curve.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { attackTexts } from '../../support/attackTexts.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { carriedOut, exportWords, importLog } from './exportFixture.ts';

describe('a report as HTML', () => {
  const folder = useTemporaryFolder();
  const at = (...names: string[]) => path.join(folder(), ...names);

  async function report(): Promise<string> {
    const { exitCode, messages } = await exportWords(
      at('runs'),
      '--format',
      'html',
      '--force',
      '--to',
      at('report.html'),
    );
    assert.equal(exitCode, 0, messages);
    return readFile(at('report.html'), 'utf8');
  }

  it('has runs of several seeds as a line of means and a curve with a band, and what differs', async () => {
    for (const seed of [1, 2, 3]) await carriedOut(at('runs'), `seed=${seed}`);
    await carriedOut(at('runs'), 'algorithm.metaStepSize=0.1');
    const page = await report();
    for (const head of ['Means over seeds', 'Runs', 'Settings that differ', 'Curves'])
      assert.ok(page.includes(`<h2>${head}</h2>`), head);
    const charts = page.split('<figure>').slice(1);
    assert.deepEqual(
      charts.map((chart) => /<figcaption>(.*?)<\/figcaption>/.exec(chart)?.[1]),
      ['eval/loss', 'train/inner_loss_last'],
    );
    for (const chart of charts)
      assert.deepEqual([chart.split('class="band').length - 1, chart.split('class="line').length - 1], [1, 2]);
    assert.match(page, /tiny[^<]* · 3 runs<\/li>/);
    assert.match(page, /over seeds \(Student/);
    const headsOf = (title: string) =>
      [...(page.split(`<h2>${title}</h2>`)[1]?.split('</thead>')[0] ?? '').matchAll(/<th(?: [^>]*)?>(.*?)<\/th>/g)].map(
        ([, head]) => head,
      );
    assert.deepEqual(headsOf('Means over seeds').slice(0, 3), ['runs', 'ε', 'state']);
    assert.deepEqual(headsOf('Runs').slice(0, 2), ['run', 'loss']);
    assert.equal(headsOf('Runs').at(-1), 'id');
  });

  it('draws logs that say nothing of their settings each by itself, and takes them for no seeds', async () => {
    for (const [name, value] of [
      ['resnet', 1],
      ['bert', 9],
    ] as const)
      await importLog(at('runs'), at('logs'), name, [
        { tag: 'val_loss', step: 0, value },
        { tag: 'val_loss', step: 1, value: value / 2 },
      ]);
    const page = await report();
    assert.ok(!page.includes('Means over seeds'));
    const [, chart = ''] = page.split('<figure>');
    assert.equal(chart.split('class="line').length - 1, 2);
    for (const name of ['resnet', 'bert']) assert.match(page, new RegExp(`</svg> ${name}</li>`));
  });

  it('counts a seed once, however many runs of it there are', async () => {
    for (const seed of [1, 1]) await carriedOut(at('runs'), `seed=${seed}`);
    const page = await report();
    assert.ok(!page.includes('Means over seeds'));
    for (const chart of page.split('<figure>').slice(1))
      assert.deepEqual([chart.split('class="band').length - 1, chart.split('class="line').length - 1], [0, 1]);
    await carriedOut(at('runs'), 'seed=2');
    const folded = await report();
    assert.match(folded, /Of runs of one seed the one that got furthest counts/);
    assert.match(folded, / · 2 runs<\/li>/);
  });

  it('runs nothing and asks for nothing, whatever runs are called', async () => {
    for (const name of attackTexts) await changeManifest(await newTestRun(at('runs')), { name });
    for (const [place, tag] of attackTexts.entries())
      await importLog(at('runs'), at('logs'), `log${place}`, [
        { tag: `${tag} loss`, step: 1, value: 1 },
        { tag: `${tag} loss`, step: 2, value: 2 },
      ]);
    const page = await report();
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const sum = createHash('sha256').update(style).digest('base64');
    assert.ok(page.includes(`content="default-src 'none'; style-src 'sha256-${sum}'"`));
    const tags = new Set([...page.matchAll(/<([a-z][\w-]*)/gi)].map(([, name]) => name));
    const known =
      'html head meta title style body h1 h2 p div table thead tbody tr th td strong ul li svg path figure figcaption clipPath rect text g';
    assert.deepEqual(
      [...tags].filter((tag) => !known.split(' ').includes(tag ?? '')),
      [],
    );
    assert.ok(!/\s(?:on\w+|style|src|href)=/i.test(page.replaceAll(/"[^"]*"/g, '""').replaceAll(/>[^<]*</g, '><')));
    assert.ok(page.includes('&#60;img src=x'));
  });
});
