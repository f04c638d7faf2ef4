// "Adapt to My Data…": from a row of the run browser by two files to a report of what the adapted model answers.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { changingData, experimentOn } from '../support/changingData.ts';
import { goodSets } from '../support/mangledSupportSets.ts';
import { finishedRun } from '../support/vscode/finishedRun.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

describe('adapting to data of one’s own', function () {
  this.timeout(120_000);
  const session = useSession();

  it('asks for what to learn and what to answer to, and shows the answers', async () => {
    const [, texts] = changingData;
    if (texts === undefined) throw new Error('There are no texts.');
    const { workbench: first, folder } = await session.open({ 'notes.txt': 'Data lie beside this.' });
    await first.page.close();
    await texts.write(folder);
    const input = { ...experimentOn(texts, 4), name: 'Learned texts' };
    const text = JSON.stringify(input, null, 2);
    await finishedRun(folder, 'texts.reptile.json', text);
    const support = await goodSets.texts(folder);
    const query = path.join(folder, 'query.csv');
    await writeFile(query, 'text\nwords and others\n');

    const workbench = await session.openAgain(folder);
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.row('Learned texts').waitFor();
    await runs.waitUntilTrusted();
    await runs.choose(runs.row('Learned texts'), 'Adapt to My Data');
    await workbench.chooseFile(/Samples to Learn/, support);
    await workbench.quickPickOption('Choose what to answer to…').click();
    await workbench.chooseFile(/to Answer To/, query);
    await workbench.answerBox('Adapt to My Data', '3');
    const report = workbench.page
      .frameLocator('iframe.webview.ready[src*="vscode.markdown-language-features"]')
      .frameLocator('#active-frame');
    await report.getByText(/query\.csv, line 2/).waitFor({ timeout: 60_000 });
    await report.getByText(/adapted by 3\ssteps to 2\ssamples of 2\sclasses/).waitFor();
    await workbench.takePicture('adapted-to-own-data');
    for (const [said, button, name] of [
      ['done', 'Save Answers…', 'answers.csv'],
      ['answers.csv', 'Save Parameters…', 'adapted.npz'],
    ] as const) {
      const file = path.join(folder, name);
      await workbench.notification(said).getByRole('button', { name: button }).click();
      await workbench.nameNewFile(/Adapting/, file, 'OK');
      await workbench.notification(`Saved in ${file}.`).waitFor({ timeout: 60_000 });
      assert.ok((await readFile(file)).length > 0);
    }
    assert.match(await readFile(path.join(folder, 'answers.csv'), 'utf8'), /^query,known,answer,probability of one,/);
  });
});
