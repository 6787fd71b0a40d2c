import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openPage } from '../../helpers/browser.ts'
import { atRest, whatDoesNotFit } from '../../helpers/look-at.ts'
import { longEnough, nothingYet, type Setting, settings, sights } from '../../helpers/sights.ts'

/** Windows in CSS pixels; half of an ordinary one is what 200 % zoom makes of it. */
const windows = { narrow: [320, 640], zoomed: [640, 400], middle: [768, 1024], usual: [1280, 800], wide: [2560, 1440] } as const
/** Where pictures of all that is looked at are to be put. */
const pictures = process.env['VAULTKEEPER_PICTURES']

const home = settings()

it.each<Setting>(['month', 'troubles', 'agents', 'empty'])(
  'every page fits into every window: %s',
  { timeout: longEnough },
  async (setting) => {
    const served = await home(setting)
    const { page, complaints } = await openPage(served.address())
    if (setting === 'empty' || setting === 'agents') complaints.allow(nothingYet)
    const faults: string[] = []
    for (const { name, route } of sights.filter((sight) => sight.setting === setting)) {
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.goto(served.place(route(served)))
      for (const [window, [width, height]] of Object.entries(windows)) {
        await page.setViewportSize({ width, height })
        await atRest(page)
        faults.push(...(await whatDoesNotFit(page)).map((fault) => `${name}, ${window}: ${fault}`))
        await takePictures(page, `${name}-${window}`)
      }
    }
    expect(faults).toEqual([])
  },
)

async function takePictures(page: Page, name: string): Promise<void> {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: path.join(pictures, `${name}-${colorScheme}.png`), fullPage: true, animations: 'disabled' })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
