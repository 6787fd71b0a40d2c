import { expect, it } from 'vitest'
import { accessibilityFaults } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { atRest } from '../../helpers/look-at.ts'
import { type Setting, settings, sights } from '../../helpers/sights.ts'

const home = settings()

it.each<Setting>(['month', 'troubles', 'empty'])(
  'axe finds nothing on any page, in light and dark, wide and narrow: %s',
  async (setting) => {
    const served = await home(setting)
    const { page } = await openPage(served.address())
    const faults: string[] = []
    for (const { name, route } of sights.filter((sight) => sight.setting === setting)) {
      await page.goto(served.place(route(served)))
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 360],
      ] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        await atRest(page)
        faults.push(...(await accessibilityFaults(page)).map((fault) => `${name}, ${colorScheme}: ${fault}`))
      }
    }
    expect(faults).toEqual([])
  },
)
