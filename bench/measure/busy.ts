import type { Page } from '../../e2e/driver.js';

/**
 * Processor time of the page's main thread so far, ms. While others use the machine it stands still, so it says more
 * about the code than the clock does.
 */
export async function busy(page: Page): Promise<number> {
  const cdp = await page.cdp();
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const { metrics } = (await cdp.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] };
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}
