/** The journeys that are also run in the tray app's windows each time: what a person does there, not how every page looks, nor the many forms that ask for the same. */
export const journeys: Readonly<Record<string, () => Promise<unknown>>> = {
  'the first run': () => import('../pages/first-run.test.ts'),
  restoring: () => import('../pages/restore.test.ts'),
  'the overview': () => import('../pages/overview.test.ts'),
  approvals: () => import('../pages/approvals.test.ts'),
  'live updates': () => import('../pages/live.test.ts'),
  'what is out of date': () => import('../pages/truth.test.ts'),
}
