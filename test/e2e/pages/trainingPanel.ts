// The panel of a run: what its page says to a person, and when.

import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';

/** When the page first showed a meta-iteration, in milliseconds since 1970. */
export interface ShownIteration {
  readonly iteration: number;
  readonly shownAt: number;
}

const trainingChartName = /^Training loss up to meta-iteration/;

export class TrainingPanel {
  readonly frame: FrameLocator;

  constructor(page: Page) {
    this.frame = page
      .frameLocator('iframe.webview.ready[src*="extensionId=reptile-lab.reptile-lab"]')
      .frameLocator('#active-frame');
  }

  get name(): Locator {
    return this.frame.getByRole('heading', { level: 1 });
  }

  get state(): Locator {
    return this.frame.locator('.state');
  }

  /** A chart by what it says of itself, which holds the latest values. */
  chart(title: RegExp): Locator {
    return this.frame.getByRole('img', { name: title });
  }

  get trainingChart(): Locator {
    return this.chart(trainingChartName);
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  /** The last meta-iteration on the training loss chart; throws when there is no chart. */
  async shownIteration(): Promise<number> {
    const label = (await this.trainingChart.getAttribute('aria-label')) ?? '';
    return Number(/meta-iteration ([\d,]+)/.exec(label)?.[1]?.replaceAll(',', ''));
  }

  /** Waits until the training chart shows a point beyond `iteration`, and gives its meta-iteration. */
  async waitForPointAfter(iteration: number, timeout = 30_000): Promise<number> {
    const deadline = performance.now() + timeout;
    while (performance.now() < deadline) {
      await this.trainingChart.waitFor({ timeout });
      const shown = await this.shownIteration();
      if (shown > iteration) return shown;
      await this.trainingChart.page().waitForTimeout(50);
    }
    throw new Error(`The training chart showed no point after meta-iteration ${iteration} for ${timeout / 1000} s.`);
  }

  /** The frame that holds the panel's page. */
  async pageFrame(): Promise<Frame> {
    const element = await this.frame.locator('main').elementHandle();
    const frame = await element?.ownerFrame();
    if (!frame) throw new Error('The panel is gone.');
    return frame;
  }

  /** Notes down in the page, for `milliseconds`, when each new point came on the training chart. */
  async watchPoints(milliseconds: number): Promise<readonly ShownIteration[]> {
    const frame = await this.pageFrame();
    return frame.evaluate<readonly ShownIteration[]>(watchTrainingChart(milliseconds));
  }
}

/** An expression for the page, as text: the page's globals are none of this program's. */
function watchTrainingChart(milliseconds: number): string {
  return `new Promise((resolve) => {
    const canvas = document.querySelector('canvas[aria-label^="Training loss up to"]');
    const shown = [];
    const observer = new MutationObserver(() => {
      const found = /meta-iteration ([\\d,]+)/.exec(canvas.getAttribute('aria-label'));
      const iteration = Number(found[1].replaceAll(',', ''));
      if (shown.at(-1)?.iteration === iteration) return;
      // The chart is drawn in the same turn; the frame after it is what a person sees.
      requestAnimationFrame(() => shown.push({ iteration, shownAt: performance.timeOrigin + performance.now() }));
    });
    observer.observe(canvas, { attributes: true, attributeFilter: ['aria-label'] });
    setTimeout(() => { observer.disconnect(); resolve(shown); }, ${milliseconds});
  })`;
}
