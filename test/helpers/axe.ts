import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Rules of WCAG 2.2 A and AA, and what axe holds to be good practice. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What another width or other colours may change. */
export const rulesOfLooks = ['color-contrast', 'target-size']

/** What axe finds wrong with a page as it stands: `rule: what it says, where`. The policy of the page does not keep it out: it comes by the debugger. */
export async function accessibilityFaults(page: Page, runOnly: readonly string[] = rules): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const results = (await page.evaluate(`axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })})`)) as AxeResults
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${help}, at ${target.join(' ')} (${failureSummary.replaceAll(/\s+/g, ' ')})`),
  )
}

/** Fails with all that axe finds, unless it goes by itself: a page that is still being drawn is looked at again. */
export async function expectAccessible(page: Page): Promise<void> {
  await expect.poll(() => accessibilityFaults(page), { timeout: 10_000 }).toEqual([])
}
