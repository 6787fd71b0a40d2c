import type { Page } from 'playwright-core'
import { windowOf } from './windows-by-origin.ts'

/** Answers that are kept back. */
export type Held = { readonly count: () => number; readonly letGo: () => void }

/** Keeps back every answer to a page from now on, but for the live stream's, whatever host it has. */
export async function holdAnswers(page: Page): Promise<Held> {
  const asked = Promise.withResolvers<void>()
  let count = 0
  const hold = () => {
    count += 1
    return asked.promise
  }
  const window = windowOf(page)
  if (window)
    window.putBetween((question, pass) => {
      if (question.includes('/live/')) pass()
      else void hold().then(pass)
    })
  else
    await page.route('**/rpc/**', async (route) => {
      if (route.request().url().includes('/live/')) return route.continue()
      await hold()
      await route.continue().catch(() => undefined)
    })
  return { count: () => count, letGo: asked.resolve }
}

/** A problem as a procedure answers with it. */
export type AnsweredProblem = { readonly code: string; readonly sentence: string; readonly remedy: string }

/** Has a procedure (`overview/get`) answer with a problem. @returns ends that */
export async function answerWithProblem(page: Page, procedure: string, data: AnsweredProblem): Promise<() => Promise<void>> {
  const body = { json: { defined: true, code: 'PROBLEM', status: 409, message: '', data } }
  const window = windowOf(page)
  if (window) {
    window.putBetween((question, pass, answer) => (question.includes(procedure) ? answer(question, 409, body) : pass()))
    return async () => window.putBetween(undefined)
  }
  const pattern = `**/rpc/${procedure}*`
  await page.route(pattern, (route) => route.fulfill({ status: 409, contentType: 'application/json', body: JSON.stringify(body) }))
  return () => page.unroute(pattern)
}
