import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { passwordFile } from '../../../main/engine/secrets/password.ts'
import { openPage } from '../../helpers/browser.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { forgeLargeSnapshot } from '../../helpers/large-snapshot.ts'
import { atRest } from '../../helpers/look-at.ts'
import { chosenHost } from '../../helpers/page-host/page-host.ts'
import { scrollThrough } from '../../helpers/scroll-through.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'
import { testHost } from '../../helpers/temporary-home.ts'

/** Of one folder. */
const entries = 100_000

let home: ServedHome
let vault: string
let snapshot: string

beforeAll(async () => {
  home = await serveHome()
  const folder = path.join(home.person, 'Notes')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'a.md'), 'a')
  const ended = await backup(home.core, { folder, verify: false }, testHost())
  vault = ended.result?.vault.id ?? ''
  const location = path.join(home.core.home.repositories, 'default')
  const key = cheapenKey(location, readFileSync(passwordFile(home.core.home, 'default'), 'utf8').trim())
  snapshot = await forgeLargeSnapshot(home.core, { repository: 'default', vault, location, key }, { folders: 1, files: entries })
})

describe('large things', () => {
  it('a folder of 100,000 entries scrolls from its first to its last without a row that is missing', async () => {
    const { page } = await openPage(home.address())
    await page.goto(home.place(`/restore?step=what&need=time&vault=${vault}&repository=default&snapshot=${snapshot}`))
    const tree = page.getByRole('treegrid')
    await tree.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => tree.getAttribute('aria-rowcount')).toBe(String(entries + 1))
    const { seen, slowest } = await scrollThrough(page, entries + 1, 25)
    console.log(`the slowest of ${seen.length} places was there after ${Math.round(slowest)} ms`)
    expect(seen.at(-1)).toContain(`note ${String(entries - 1).padStart(6, '0')}.md`)
    // So few are on the page, however many there are.
    expect(await tree.getByRole('row').count()).toBeLessThan(100)
    expect(slowest).toBeLessThan(2_000)
  })

  // A window is sent nothing: it reads its files from the disk.
  it.runIf(chosenHost() === 'http')('the first page needs less than 350 kB of program, packed as it is sent', async () => {
    const { page } = await openPage(home.address())
    await atRest(page)
    const sent = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
        .map(({ name, encodedBodySize, decodedBodySize }) => ({ name: new URL(name).pathname, encodedBodySize, decodedBodySize })),
    )
    const sum = sent.reduce((bytes, { encodedBodySize }) => bytes + encodedBodySize, 0)
    console.log(`${Math.round(sum / 1_000)} kB in ${sent.length} files`)
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.every(({ encodedBodySize, decodedBodySize }) => encodedBodySize < decodedBodySize)).toBe(true)
    expect(sum).toBeLessThan(350_000)
  })
})
