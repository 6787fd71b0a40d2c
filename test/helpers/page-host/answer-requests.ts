import type { Page, Route } from 'playwright-core'
import { answerPage } from '../../../main/electron/hardening/answer-page.ts'
import { mayRequest } from '../../../main/electron/hardening/may-request.ts'
import { pagesOrigin } from '../../../main/electron/hardening/pages-scheme.ts'
import type { Pages } from '../../../main/engine/pages/read-pages.ts'

type ResourceType = Parameters<typeof mayRequest>[0]['resourceType']

/** What Electron calls what Playwright calls otherwise. */
const types: Readonly<Record<string, ResourceType>> = {
  document: 'mainFrame',
  stylesheet: 'stylesheet',
  script: 'script',
  image: 'image',
  font: 'font',
  websocket: 'webSocket',
  ping: 'ping',
  media: 'media',
  fetch: 'xhr',
  xhr: 'xhr',
}

/** Answers all that a page asks for as its session in the tray app does: from our own files, by our own scheme, with its headers; and nothing else at all. */
export async function answerRequests(page: Page, { origin, pages }: { readonly origin: string; readonly pages: Pages }): Promise<void> {
  const answer = async (route: Route) => {
    const request = route.request()
    const asked = request.url()
    const url = asked.startsWith(origin) ? pagesOrigin + asked.slice(origin.length) : asked
    const framed = request.frame().parentFrame() !== null && request.resourceType() === 'document'
    if (!mayRequest({ url, resourceType: framed ? 'subFrame' : (types[request.resourceType()] ?? 'other') }))
      return route.abort('blockedbyclient')
    const response = answerPage(pages, { method: request.method(), url })
    const body = Buffer.from(await response.arrayBuffer())
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body })
  }
  await page.route('**/*', answer)
}
