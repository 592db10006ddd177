import { expect } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }

/** Nothing on the page, as it is now, hinders a reader who hears or enlarges it. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(node => `${node.html} ${node.failureSummary ?? ''}`) }))).toEqual([]);
}
