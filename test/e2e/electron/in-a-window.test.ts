import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { openPage } from '../../helpers/browser.ts'
import { atRest, whatDoesNotFit } from '../../helpers/look-at.ts'
import { windowOf } from '../../helpers/page-host/windows-by-origin.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'
import { testHost } from '../../helpers/temporary-home.ts'

let home: ServedHome
let streams = 0

beforeAll(async () => {
  home = await serveHome({ host: 'window' })
  // Each live stream listens here, and nobody else does.
  const listen = home.jobs.onMove
  vi.spyOn(home.jobs, 'onMove').mockImplementation((moved) => {
    streams += 1
    const end = listen(moved)
    return () => {
      streams -= 1
      end()
    }
  })
  writeFileSync(path.join(home.person, 'a.md'), 'First.\n')
  await backup(home.core, { folder: home.person, verify: true }, testHost())
})

const openPorts = (page: Page) => windowOf(page)?.openPorts()

describe('a window of the tray app', () => {
  it('gives its page one function, which asks for a port, and nothing else of its host', async () => {
    const { page } = await openPage(home.address())
    await atRest(page)
    const seen = await page.evaluate(() => {
      const names = ['require', 'module', 'exports', 'process', 'electron', 'toHost', 'fromHost', 'Buffer', 'global']
      const bridge = (globalThis as { vaultkeeper?: object }).vaultkeeper ?? {}
      return {
        there: names.filter((name) => name in globalThis),
        bridge: Object.entries(bridge).map(([name, value]) => [name, typeof value]),
      }
    })
    expect(seen).toEqual({ there: [], bridge: [['askForPort', 'function']] })
  })

  it('lets its page ask nobody but its host, and run nothing but our own files', async () => {
    const { page, complaints } = await openPage(home.address())
    await atRest(page)
    complaints.allow(/CSP: |Content Security Policy|Refused|violates/)
    const outcome = await page.evaluate(async () => {
      const refused: string[] = []
      const seen = new Promise<void>((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
          refused.push(violatedDirective)
          if (refused.length === 3) resolve()
        })
      })
      await fetch(location.href).catch(() => undefined)
      const script = document.createElement('script')
      script.textContent = 'globalThis.foreign = true'
      const frame = document.createElement('iframe')
      frame.src = location.href
      document.body.append(script, frame)
      await seen
      return { refused: refused.toSorted(), foreign: 'foreign' in globalThis }
    })
    expect(outcome).toEqual({ refused: ['connect-src', 'frame-src', 'script-src-elem'], foreign: false })
  })

  it('has one port at a time, also after many reloads, and none once it is closed', async () => {
    const { page } = await openPage(home.address())
    for (let round = 0; round < 5; round++) {
      await atRest(page)
      await expect.poll(() => [openPorts(page), streams]).toEqual([2, 1])
      await page.reload()
    }
    await atRest(page)
    const window = windowOf(page)
    await page.close()
    await expect.poll(() => [window?.openPorts(), streams]).toEqual([0, 0])
  })

  it('goes on by itself after its port was lost', async () => {
    const { page } = await openPage(home.address())
    await atRest(page)
    windowOf(page)?.losePort()
    await expect.poll(() => [openPorts(page), streams]).toEqual([2, 1])
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await atRest(page)
  })

  it('lets the live stream go while it is hidden, and asks for everything anew when it is shown', async () => {
    const { page } = await openPage(home.address())
    await atRest(page)
    await expect.poll(() => streams).toBe(1)
    const turn = (state: 'hidden' | 'visible') =>
      page.evaluate((to) => {
        Object.defineProperty(document, 'visibilityState', { value: to, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await turn('hidden')
    await expect.poll(() => streams).toBe(0)
    await home.core.record({ event: 'schedule.paused', until: null, by: 'ada' })
    await turn('visible')
    await page
      .getByRole('button', { name: /Resume/ })
      .first()
      .waitFor()
    expect(streams).toBe(1)
    await home.core.record({ event: 'schedule.resumed', by: 'ada' })
  })

  it('stays what it is when a file is dropped on it', async () => {
    const { page } = await openPage(home.address('/settings'))
    await atRest(page)
    const before = page.url()
    const foreign = path.join(home.person, 'foreign.html')
    writeFileSync(foreign, '<title>Foreign</title>')
    const session = await page.context().newCDPSession(page)
    const data = { items: [], files: [foreign], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
    // What comes next in its turn finds the page there.
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    expect(new URL(page.url()).origin).toBe(new URL(before).origin)
    expect(page.context().pages()).toHaveLength(1)
  })

  it('is whole when it is zoomed in as far as it goes', async () => {
    const { page } = await openPage(home.address(), { zoom: 4 })
    for (const route of ['/', '/restore', '/plans', '/settings']) {
      await page.goto(home.place(route))
      await atRest(page)
      expect(await whatDoesNotFit(page), route).toEqual([])
    }
  })
})
