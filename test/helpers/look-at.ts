import type { Page } from 'playwright-core'

/** Waits until a page has come to rest: it has a heading, nothing in it is still being asked for, and nothing has moved for a moment. */
export async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main h1') !== null && document.querySelector('main [aria-busy="true"]') === null)
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const rest = () => {
          observer.disconnect()
          resolve()
        }
        let timer = setTimeout(rest, 120)
        const observer = new MutationObserver(() => {
          clearTimeout(timer)
          timer = setTimeout(rest, 120)
        })
        observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
        // A clock that ticks each second is no unrest.
        setTimeout(rest, 3_000)
      }),
  )
}

/** What does not fit into the window: the page scrolls sideways, or the words of something that can be pressed, or of a heading, are cut off. */
export function whatDoesNotFit(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const named = (element: Element) => {
      const text = (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 50)
      return `${element.localName}${element.id ? `#${element.id}` : ''} "${text}"`
    }
    const faults: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > innerWidth + 1) {
      const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      const inner = wide.filter((one) => ![...one.children].some((child) => wide.includes(child)))
      faults.push(`scrolls sideways: ${root.scrollWidth} in ${innerWidth} pixels: ${inner.slice(0, 5).map(named).join(', ')}`)
    }
    for (const control of document.querySelectorAll(
      'button, a, label, legend, h1, h2, h3, h4, [role="tab"], [role="button"], [role="option"]',
    ))
      for (const part of [control, ...control.querySelectorAll('*')]) {
        const says = [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
        if (!(part instanceof HTMLElement) || part.clientWidth < 8 || !says) continue
        const { overflowX, textOverflow } = getComputedStyle(part)
        const hides = overflowX === 'hidden' || overflowX === 'clip'
        if (hides && textOverflow !== 'ellipsis' && part.scrollWidth > part.clientWidth + 1) faults.push(`is cut off: ${named(control)}`)
      }
    return [...new Set(faults)]
  })
}
