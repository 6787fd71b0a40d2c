import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { TrayState } from '../../../main/engine/tray/tray-view.ts'
import { trayStates } from './tray-drawing.ts'

/** What each icon says, in a few words. */
const words: Readonly<Record<TrayState, string>> = {
  protected: 'protected',
  running: 'running',
  attention: 'wants you',
  failed: 'failed',
  paused: 'paused',
}

/** The README's picture of the icons: on a light and on a dark panel, each with what it says. */
export async function iconsPicture(page: Page, icons: string): Promise<Buffer> {
  const icon = (state: TrayState, colour: 'light' | 'dark') => {
    const data = readFileSync(path.join(icons, 'tray', 'linux', `${state}-${colour}@2x.png`)).toString('base64')
    return `<figure><img alt="" src="data:image/png;base64,${data}"><figcaption>${words[state]}</figcaption></figure>`
  }
  const panel = (name: string, colour: 'light' | 'dark') =>
    `<section class="${name}">${trayStates.map((state) => icon(state, colour)).join('')}</section>`
  await page.setViewportSize({ width: 720, height: 158 })
  await page.setContent(`<style>
    body { margin: 0; font: 13px system-ui, sans-serif }
    section { display: flex; justify-content: space-around; padding: 8px 24px }
    .onLight { background: #f2f2f2; color: #1f1f1f }
    .onDark { background: #242424; color: #fff }
    figure { margin: 0; width: 96px; text-align: center }
    img { width: 44px; height: 44px; display: block; margin: 0 auto 4px }
  </style>${panel('onLight', 'dark')}${panel('onDark', 'light')}`)
  return page.screenshot()
}
