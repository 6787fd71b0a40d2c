/** The journeys that are also run in the tray app's windows each time: what a person does there, not how every page looks, nor the many forms that ask for the same. */
export const journeys: Readonly<Record<string, () => Promise<unknown>>> = {
  'the first run': () => import('../pages/first-run.test.ts'),
  restoring: () => import('../pages/restore.test.ts'),
  'the overview': () => import('../pages/overview.test.ts'),
  approvals: () => import('../pages/approvals.test.ts'),
  'live updates': () => import('../pages/live.test.ts'),
  'what is out of date': () => import('../pages/truth.test.ts'),
}

/**
 * Loads what looks at the pages and cleans up behind the tests, for the whole file: first loaded inside of the first journey, it would do so behind that one
 * alone. To be called once the host is chosen, and before any journey.
 */
export async function loadHelpers(): Promise<void> {
  await import('../../helpers/served-home.ts')
  await import('../../helpers/sample/sample-home.ts')
  await import('../../helpers/browser.ts')
}
