// Draws the icons in assets/icons: `node test/helpers/make-icons.ts`. What they look like is decided in icons/; the tests look at the files.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { TrayState } from '../../main/engine/tray/tray-view.ts'
import { launchChromium } from './chromium.ts'
import { alphaPng } from './icons/alpha-png.ts'
import { appDrawing } from './icons/app-drawing.ts'
import { iconsPicture } from './icons/icons-picture.ts'
import { inColour, rasterOfSvg } from './icons/raster.ts'
import { trayDrawing, trayStates } from './icons/tray-drawing.ts'
import { icnsTypes, writeIcns } from './icons/write-icns.ts'
import { writeIco } from './icons/write-ico.ts'
import { smallPng } from './small-png.ts'

const folder = path.join(import.meta.dirname, '../../assets/icons')
const browser = await launchChromium()
const page = await browser.newPage()

/** For dark and for light panels. What wants a person has a colour besides its shape. */
const colours = { light: '#ffffff', dark: '#1f1f1f' } as const
const special: Partial<Record<TrayState, Readonly<Record<keyof typeof colours, string>>>> = {
  failed: { light: '#ff9a92', dark: '#b3261e' },
  attention: { light: '#ffcc4d', dark: '#8a5200' },
}

try {
  for (const state of trayStates) {
    await macosTray(state)
    for (const colour of ['light', 'dark'] as const) {
      await linuxTray(state, colour)
      await windowsTray(state, colour)
    }
  }
  await appIcons()
  writeFileSync(path.join(folder, '../screenshots/tray-icons.png'), await smallPng(page, await iconsPicture(page, folder)))
} finally {
  await browser.close()
}

/** 18 points, of which a point all around is empty, as the menu bar wants it. */
async function macosTray(state: TrayState): Promise<void> {
  for (const [scale, end] of [
    [1, ''],
    [2, '@2x'],
  ] as const)
    write(`tray/macos/${state}Template${end}.png`, alphaPng(await tray(state, 16 * scale, 18 * scale, '#000000')))
}

/** 22 pixels, of which three all around are empty, as panels want it. Electron hands them the larger one, and they halve it where they are not dense. */
async function linuxTray(state: TrayState, colour: keyof typeof colours): Promise<void> {
  for (const [size, canvas, end] of [
    [16, 22, ''],
    [32, 44, '@2x'],
  ] as const)
    write(`tray/linux/${state}-${colour}${end}.png`, alphaPng(await tray(state, size, canvas, colourOf(state, colour))))
}

/** As large as the task bar has it at 100 to 300 percent. */
async function windowsTray(state: TrayState, colour: keyof typeof colours): Promise<void> {
  const rasters = []
  for (const size of [16, 20, 24, 32, 40, 48]) rasters.push(await tray(state, size, size, colourOf(state, colour)))
  write(`tray/windows/${state}-${colour}.ico`, writeIco(rasters))
}

async function appIcons(): Promise<void> {
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) write(`linux/${size}x${size}.png`, await app(size, 1 / 32))
  const small = []
  for (const size of [16, 24, 32, 48, 64, 256]) small.push(await rasterOfSvg(page, appDrawing(size, 1 / 32)))
  write('icon.ico', writeIco(small))
  const pngs = new Map<number, Buffer>()
  for (const size of new Set(Object.values(icnsTypes))) pngs.set(size, await app(size, 100 / 1024))
  write(
    'icon.icns',
    writeIcns((size) => pngs.get(size) ?? Buffer.alloc(0)),
  )
  write('icon.png', await app(512, 1 / 32))
}

async function app(size: number, margin: number): Promise<Buffer> {
  return alphaPng(await rasterOfSvg(page, appDrawing(size, margin)))
}

async function tray(state: TrayState, size: number, canvas: number, colour: string) {
  return inColour(await rasterOfSvg(page, trayDrawing(state, size, canvas)), colour)
}

function colourOf(state: TrayState, colour: keyof typeof colours): string {
  return special[state]?.[colour] ?? colours[colour]
}

function write(name: string, data: Buffer): void {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, data)
}
