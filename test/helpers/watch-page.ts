import type { Page } from 'playwright-core'

/** What a browser complained of while a page was shown. */
export type Complaints = {
  readonly list: () => readonly string[]
  /** What matches is expected by the test from now on, and what matched already is forgotten. */
  readonly allow: (pattern: RegExp) => void
}

/** Collects errors of the console, errors that nobody caught, violations of the content security policy, and answers of 400 and more. */
export async function watchPage(page: Page): Promise<Complaints> {
  const told: string[] = []
  const allowed: RegExp[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().startsWith('CSP: ')) told.push(message.text())
  })
  page.on('pageerror', (error) => told.push(error.stack ?? error.message))
  page.on('crash', () => told.push('the page crashed'))
  page.on('response', (response) => {
    if (response.status() >= 400) told.push(`${response.status()} ${new URL(response.url()).pathname}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.warn(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
  const isNews = (text: string) => !allowed.some((pattern) => pattern.test(text))
  return { list: () => told.filter(isNews), allow: (pattern) => allowed.push(pattern) }
}
