import { describe, it } from 'vitest'
import { whyNoElectron } from '../../helpers/page-host/electron-host.ts'
import { journeys, loadHelpers } from './journeys.ts'

// The same journeys in the tray app itself. All pages: VAULTKEEPER_HOST=electron npx vitest run test/e2e/pages
const why = whyNoElectron()
if (why === undefined) {
  process.env['VAULTKEEPER_HOST'] = 'electron'
  await loadHelpers()
  for (const [name, load] of Object.entries(journeys))
    describe(`in Electron: ${name}`, async () => {
      await load()
    })
} else {
  console.log(`The journeys in the tray app itself were skipped: ${why}.`)
  it.skip(`the journeys in the tray app itself: ${why}`)
}
