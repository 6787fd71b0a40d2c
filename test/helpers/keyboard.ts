import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Where the focus is. `lost`: on nothing, so that the next key goes nowhere. */
export type Focus = {
  readonly lost: boolean
  /** For people: `button "Back up now"`. */
  readonly shown: string
  /** Whether all of it, or as much as there is room for, lies in the window and nothing covers it. */
  readonly inView: boolean
}

/** More stops than any page has on the way to something. */
const mostStops = 200

/** Tells where the focus is. */
export function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(async () => {
    // What comes into sight with the focus is there with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const element = document.activeElement
    if (element === null || element === document.body || element === document.documentElement)
      return { lost: true, shown: 'nothing', inView: false }
    const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '')
    const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent ?? '') : []
    const names = [element.getAttribute('aria-label') ?? '', labelled.join(' '), labels.join(' '), element.textContent ?? '']
    const name = names.map((text) => text.replaceAll(/\s+/g, ' ').trim()).find((text) => text !== '') ?? ''
    // A switch or checkbox lies unseen below what is drawn for it: its label stands for it.
    const drawn =
      element.getClientRects().length > 0 && element.clientWidth > 2 ? element : (element.closest('label') ?? element.parentElement)
    const box = (drawn ?? element).getBoundingClientRect()
    const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
    return { lost: false, shown: `${element.getAttribute('role') ?? element.localName} "${name.slice(0, 60)}"`, inView }
  })
}

/** Presses Tab (or Shift+Tab) until something has the focus. Fails with all that it passed when it is not to be reached. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = []
  await target.waitFor({ state: 'attached' })
  while (!(await hasFocus(target))) {
    if (passed.length > mostStops) throw new Error(`Cannot be reached by ${key}: ${target}. Passed: ${passed.slice(0, 60).join(', ')}`)
    await page.keyboard.press(key)
    passed.push((await focusOf(page)).shown)
  }
  await expectFocusSeen(page)
}

/** Goes to something by Tab alone and presses a key on it. */
export async function pressOn(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/**
 * Chooses an option of a list by the keyboard alone, as a person does: goes on until it is the highlighted one, and once more where another one was taken all the
 * same. Mantine finds out which option is chosen a moment after its list has opened; a key that comes before that begins at the first one.
 */
export async function choose(page: Page, list: Locator, name: string): Promise<void> {
  const option = page.getByRole('option', { name })
  await tabTo(page, list)
  for (let tries = 0; (await list.inputValue()) !== name; tries++) {
    if (tries === 3) throw new Error(`Cannot be chosen by the keyboard: ${name} in ${list}`)
    await page.keyboard.press('Enter')
    await option.waitFor()
    const mostPresses = await page.getByRole('option').count()
    for (let presses = 0; presses < mostPresses && (await option.getAttribute('data-combobox-selected')) !== 'true'; presses++)
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await option.waitFor({ state: 'hidden' })
  }
}

/** Something has the focus, it is in the window, and it can be seen that it has it. */
export async function expectFocusSeen(page: Page): Promise<void> {
  await expectSeen(page, await focusOf(page))
}

async function expectSeen(page: Page, focus: Focus): Promise<void> {
  expect(focus, `where the focus is: ${focus.shown}`).toMatchObject({ lost: false, inView: true })
  expect(await isFocusDrawn(page), `that the focus on ${focus.shown} can be seen`).toBe(true)
}

/** Waits until the focus is on something: what an action removed or covered must hand it on, for a person cannot see where they are. */
export async function expectFocusKept(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement !== null && document.activeElement !== document.body)
}

/** Presses Tab through a whole page. @returns the stops in order; each of them was seen to have the focus */
export async function walkByTab(page: Page): Promise<string[]> {
  const stops: string[] = []
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  for (let count = 0; count < mostStops; count++) {
    await page.keyboard.press('Tab')
    const focus = await focusOf(page)
    // Behind the last one the focus goes to the browser itself.
    if (focus.lost) return stops
    // A date has a stop for each of its parts.
    if (await isWhereItWas(page)) continue
    await expectSeen(page, focus)
    stops.push(focus.shown)
  }
  throw new Error(`The focus goes round in: ${[...new Set(stops)].join(', ')}`)
}

function isWhereItWas(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const seen = window as { focusBefore?: Element | null }
    const same = seen.focusBefore === document.activeElement
    seen.focusBefore = document.activeElement
    return same
  })
}

/** Whether something is what the keyboard speaks to now. */
export async function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}

/** By its outline or shadow, or, where a neighbour draws it, by what it looks like without. */
async function isFocusDrawn(page: Page): Promise<boolean> {
  const styled = await page.evaluate(() => {
    const ring = (element: Element | null) => {
      if (element === null) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== 'none'
    }
    const element = document.activeElement
    return ring(element) || ring(element?.nextElementSibling ?? null)
  })
  return styled || looksDifferentWithoutFocus(page)
}

async function looksDifferentWithoutFocus(page: Page): Promise<boolean> {
  const box = await page.evaluate(() => {
    const element = document.activeElement
    const drawn = element !== null && element.clientWidth > 2 ? element : (element?.closest('label') ?? element?.parentElement ?? null)
    const { x = 0, y = 0, width = 1, height = 1 } = drawn?.getBoundingClientRect() ?? {}
    return { x: Math.max(0, x - 4), y: Math.max(0, y - 4), width: width + 8, height: height + 8 }
  })
  const view = page.viewportSize() ?? { width: 0, height: 0 }
  const clip = { ...box, width: Math.min(box.width, view.width - box.x), height: Math.min(box.height, view.height - box.y) }
  const focused = await page.screenshot({ clip, caret: 'hide' })
  const focusedHandle = await page.evaluateHandle(() => document.activeElement as HTMLElement)
  await focusedHandle.evaluate((element) => element.blur())
  const blurred = await page.screenshot({ clip, caret: 'hide' })
  await focusedHandle.evaluate((element) => element.focus({ preventScroll: true }))
  return !focused.equals(blurred)
}
