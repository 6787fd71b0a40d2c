import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { createJobs } from '../../main/engine/jobs/jobs.ts'
import { knownVaults } from '../../main/engine/state/queries.ts'
import { startServer } from '../../main/headless/server/start-server.ts'
import { launchChromium } from '../helpers/chromium.ts'
import { cheapenKey } from '../helpers/forge-snapshots.ts'
import { forgeLargeSnapshot } from '../helpers/large-snapshot.ts'
import { builtPages } from '../helpers/pages-built.ts'
import { scrollThrough } from '../helpers/scroll-through.ts'
import { contextFor } from '../helpers/view.ts'
import { benchHome } from './bench-home.ts'
import { median } from './measure.ts'
import { type BenchPrograms, type Finding, inWords, linesAs, type Part } from './part.ts'

const folders = 10
const places = 100

/** How soon the first page is of use, and whether a tree of very many files scrolls. */
export const pagesPart: Part = {
  name: 'pages',
  says: 'The pages',
  measure: (programs, amount) => pagesBench(programs, amount.files ?? 1_000_000, amount.rounds ?? 5),
}

async function pagesBench(programs: BenchPrograms, files: number, rounds: number): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'vaultkeeper-bench-pages-'))
  const browser = await launchChromium()
  try {
    const home = await benchHome(programs, folder)
    writeFileSync(join(home.vault, 'a.md'), 'a')
    await home.vaultkeeper('backup', home.vault)
    const { core, close } = await home.engine()
    const vault = knownVaults(core.state.database)[0]?.id ?? ''
    const key = cheapenKey(home.repository, home.password)
    const where = { repository: 'default', vault, location: home.repository, key }
    const snapshot = await forgeLargeSnapshot(core, where, { folders, files: files / folders })
    const jobs = createJobs(core)
    const server = await startServer({ core, jobs, pages: await builtPages(), port: 0 })
    try {
      const paints: number[] = []
      for (let round = 0; round < rounds; round++) paints.push(await firstUse(browser, server.address()))
      const tree = `http://127.0.0.1:${server.port}/#/restore?step=what&need=time&vault=${vault}&repository=default&snapshot=${snapshot}`
      const scrolled = await openAndScroll(browser, server.address(), tree, files + folders)
      const last = `note ${String(files / folders - 1).padStart(6, '0')}.md`
      const reached = scrolled.seen.at(-1)?.includes(last) === true
      const lines = linesAs(`Over a snapshot of ${inWords.count(files)} files`, [
        {
          what: 'the overview is of use',
          measured: `${Math.round(median(paints))} ms`,
          promise: '< 1,000 ms',
          kept: median(paints) < 1_000,
        },
        {
          what: `the slowest of ${places} places of the open tree`,
          measured: `${Math.round(scrolled.slowest)} ms`,
          promise: '< 500 ms',
          kept: scrolled.slowest < 500,
        },
        {
          what: 'its last file',
          measured: reached ? 'reached' : `not reached: ${scrolled.seen.at(-1)}`,
          promise: 'reached',
          kept: reached,
        },
      ])
      const of = `In Chromium, ${rounds} times; a browser that has nothing of the pages yet.`
      return { of, tables: [lines.table], missed: lines.missed, numbers: { paints } }
    } finally {
      await jobs.close()
      await server.close()
      close()
    }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** From the address being opened to the first vault being there, in ms, in a browser that has nothing of it yet. */
async function firstUse(browser: Browser, address: string): Promise<number> {
  return inWindow(browser, async (page) => {
    const begun = performance.now()
    await page.goto(address)
    await page.getByRole('article').first().waitFor()
    return performance.now() - begun
  })
}

/** Opens all folders, the last one first, and scrolls from end to end. */
function openAndScroll(browser: Browser, address: string, tree: string, rows: number) {
  return inWindow(browser, async (page) => {
    await page.goto(address)
    await page.goto(tree)
    const grid = page.getByRole('treegrid')
    await grid.focus()
    await page.keyboard.press('End')
    for (let open = 1; open <= folders; open++) {
      await page.keyboard.press('ArrowRight')
      await page.waitForFunction(
        (least) => Number(document.querySelector('[role="treegrid"]')?.getAttribute('aria-rowcount')) >= least,
        folders + (open * (rows - folders)) / folders,
      )
      await page.keyboard.press('ArrowUp')
    }
    return scrollThrough(page, rows, places)
  })
}

async function inWindow<Result>(browser: Browser, work: (page: Page) => Promise<Result>): Promise<Result> {
  const context = await browser.newContext(contextFor({}))
  try {
    return await work(await context.newPage())
  } finally {
    await context.close()
  }
}
