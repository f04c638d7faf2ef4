// Checks a panel's page with axe-core: contrast, names, roles, focus order and what else WCAG 2.2 AA asks for.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/**
 * One line for each rule that the panel's page breaks, with the first place that breaks it. `frame` is what holds that
 * page.
 */
export async function findViolations(frame: Page | Frame): Promise<readonly string[]> {
  await frame.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await frame.evaluate<AxeResults>(
    "axe.run(document.querySelector('main'), { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
  );
  return violations.map(({ id, help, nodes }) => {
    const [first] = nodes;
    const summary = first?.failureSummary?.split('\n').at(1)?.trim() ?? '';
    return `${id}: ${help}, ${nodes.length} times, first ${first?.html.slice(0, 160)} (${summary})`;
  });
}
