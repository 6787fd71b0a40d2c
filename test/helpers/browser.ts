import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, expect } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type AppOpened, openApp } from './page-host/apps-by-origin.ts'
import { intoWindow } from './page-host/windows-by-origin.ts'
import { contextFor, type View } from './view.ts'
import { type Complaints, watchPage } from './watch-page.ts'

/** Electron tells a page that the other end of a port was closed; Chromium can, too, and does not by itself. */
const asElectron = ['--enable-blink-features=MessagePortCloseEvent']

/** One Chromium for a test file: begun by the first page that is opened, closed with the file. */
let browser: Promise<Browser> | undefined
const opened: { readonly complaints: Complaints; readonly close: () => Promise<void> }[] = []

// A test that leaves a complaint behind fails, whatever else it looked at.
afterEach(async () => {
  const pages = opened.splice(0)
  const complaints = pages.flatMap((page) => page.complaints.list())
  await Promise.all(pages.map(({ close }) => close()))
  expect(complaints, 'what the browser complained of').toEqual([])
})

afterAll(async () => {
  await (await browser)?.close()
  browser = undefined
})

/** A page that is open, and what the browser complains of in it. */
export type OpenPage = { readonly page: Page; readonly complaints: Complaints }

/**
 * Opens an address in a window of its own, without any cookie of the others. It is closed after the test, which fails if anything was
 * written to the console as an error, thrown, blocked by the content security policy, or not found: unless `complaints.allow` was told so.
 */
export async function openPage(address: string, view: View = {}): Promise<OpenPage> {
  const app = await openApp(address, view)
  if (app !== undefined) return leadTo(app, address)
  browser ??= launchChromium(asElectron)
  const context = await (await browser).newContext(contextFor(view))
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const complaints = await watchPage(page)
  opened.push({ complaints, close: () => context.close() })
  await intoWindow(page, address)
  await page.goto(address)
  return { page, complaints }
}

/** Begins the page of an app anew where it is wanted, so that all that it complains of is seen. */
async function leadTo({ page, close }: AppOpened, address: string): Promise<OpenPage> {
  const complaints = await watchPage(page)
  opened.push({ complaints, close })
  await page.evaluate((behind) => {
    location.hash = behind
  }, new URL(address).hash)
  await page.reload()
  return { page, complaints }
}

/** Another page in the same window as `page`: with its cookies, so that any address of the same server will do. */
export async function openBeside(page: Page, address: string): Promise<OpenPage> {
  const beside = await page.context().newPage()
  const complaints = await watchPage(beside)
  opened.push({ complaints, close: () => beside.close() })
  await intoWindow(beside, address)
  await beside.goto(address)
  return { page: beside, complaints }
}
