// The chart in a browser: what Chart.js draws after the data and the theme have changed.

import assert from 'node:assert/strict';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { type BrowserSession, launchBrowser } from '../../scripts/vscode/browser.ts';
import { projectFolder } from '../../scripts/vscode/cacheFolder.ts';
import { ensureChromium } from '../../scripts/vscode/installChromium.ts';

/**
 * Runs in the page: draws one point, then many, then in other colours, and tells the style of the first point after
 * each.
 */
const drawing = `
  import { Chart } from 'chart.js';
  import { LineChart } from './webview/charts/lineChart.ts';
  import { registerCharts } from './webview/charts/registerCharts.ts';

  registerCharts();
  const axis = { title: '', format: String, describe: String };
  const view = (count) => ({
    x: axis, y: { ...axis, scale: 'linear' }, bands: [], references: [], marks: [], caption: '', summary: '', csv: () => '',
    legend: [{ group: 'loss', label: 'Loss', ink: 'before', swatch: 'line' }],
    lines: [{
      key: 'loss', group: 'loss', ink: 'before', stroke: 'solid', markers: count === 1, opacity: 1, width: 2,
      points: Array.from({ length: count }, (_, index) => ({ x: index, y: index })),
    }],
  });
  const palette = (ink) => ({
    ink: { before: ink, after: ink, untrained: ink, truth: ink }, background: '#fff', text: '#000', mutedText: '#000', grid: '#000',
    tooltipBackground: '#fff', tooltipText: '#000', tooltipBorder: '#000', highContrast: false, fontFamily: 'serif', fontSize: 12,
  });
  const canvas = document.querySelector('canvas');
  const chart = new LineChart(canvas, () => {});
  globalThis.styles = [[1, '#ff0000'], [50, '#ff0000'], [50, '#0000ff']].map(([count, ink]) => {
    chart.show(view(count), new Set(), palette(ink));
    const { data } = Chart.getChart(canvas).getDatasetMeta(0);
    return { points: data.length, radius: data[0].options.radius, color: data[0].options.backgroundColor };
  });`;

describe('a chart', function () {
  this.timeout(60_000);
  let browser: BrowserSession;
  let page: Page;

  before(async () => {
    browser = await launchBrowser(await ensureChromium(console.log));
    page = await browser.context.newPage();
  });

  after(() => browser.close());

  it('marks a single point, draws many as a line, and follows the theme', async () => {
    const { outputFiles } = await esbuild.build({
      stdin: { contents: drawing, resolveDir: projectFolder },
      bundle: true,
      format: 'iife',
      write: false,
    });
    await page.setContent('<div style="width: 600px; height: 300px"><canvas></canvas></div>');
    await page.evaluate(outputFiles[0]?.text ?? '');
    assert.deepEqual(await page.evaluate('styles'), [
      { points: 1, radius: 2.5, color: '#ff0000' },
      { points: 50, radius: 0, color: '#ff0000' },
      { points: 50, radius: 0, color: '#0000ff' },
    ]);
  });
});
