import { expect, it } from 'vitest'
import { accessibilityFaults, rulesOfLooks } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { atRest } from '../../helpers/look-at.ts'
import { longEnough, nothingYet, type Setting, settings, sights } from '../../helpers/sights.ts'

const home = settings()

it.each<Setting>(['month', 'troubles', 'agents', 'empty'])(
  'axe finds nothing on any page, in light and dark, wide and narrow: %s',
  { timeout: longEnough },
  async (setting) => {
    const served = await home(setting)
    const { page, complaints } = await openPage(served.address())
    if (setting === 'empty' || setting === 'agents') complaints.allow(nothingYet)
    const faults: string[] = []
    const look = async (colorScheme: 'light' | 'dark', width: number, rules?: readonly string[]) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      for (const { name, route } of sights.filter((sight) => sight.setting === setting)) {
        await page.goto(served.place(route(served)))
        await atRest(page)
        faults.push(...(await accessibilityFaults(page, rules)).map((fault) => `${name}, ${colorScheme}, ${width}: ${fault}`))
      }
    }
    await look('light', 1280)
    await look('dark', 360, rulesOfLooks)
    expect(faults).toEqual([])
  },
)
