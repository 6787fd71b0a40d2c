import { describe } from 'vitest'
import { journeys, loadHelpers } from './journeys.ts'

// The same tests as over HTTP, with the real preload script and the real carrier. All pages: VAULTKEEPER_HOST=window npx vitest run test/e2e/pages
process.env['VAULTKEEPER_HOST'] = 'window'
await loadHelpers()

for (const [name, load] of Object.entries(journeys))
  describe(`in a window: ${name}`, async () => {
    await load()
  })
