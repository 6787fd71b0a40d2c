import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { iconFile } from '../../../main/engine/tray/icon-file.ts'
import type { TrayState } from '../../../main/engine/tray/tray-view.ts'
import type { Raster } from '../../helpers/icons/raster.ts'
import { readIco } from '../../helpers/icons/read-ico.ts'
import { readPng } from '../../helpers/icons/read-png.ts'
import { icnsTypes } from '../../helpers/icons/write-icns.ts'

const folder = path.join(import.meta.dirname, '../../../assets/icons')
const states: readonly TrayState[] = ['failed', 'attention', 'paused', 'running', 'protected']
const places = (['linux', 'win32', 'darwin'] as const).flatMap((platform) => [
  { platform, dark: true },
  { platform, dark: false },
])
const read = (name: string) => readFileSync(path.join(folder, name))
/** All sizes of an icon: those inside, or those that lie beside it. */
const rasters = (name: string): Raster[] => {
  if (name.endsWith('.ico')) return readIco(read(name))
  return ['', '@2x'].map((end) => readPng(read(name.replace('.png', `${end}.png`))))
}
const alphas = ({ rgba }: Raster) => Array.from({ length: rgba.length / 4 }, (_, at) => (rgba[at * 4 + 3] ?? 0) / 255)
/** The part of the picture that is drawn, and how much of it two pictures differ in, as one sees them in one colour. */
const drawn = (raster: Raster) => alphas(raster).reduce((sum, alpha) => sum + alpha, 0)
const difference = (one: Raster, other: Raster) => {
  const others = alphas(other)
  const sum = alphas(one).reduce((total, alpha, at) => total + Math.abs(alpha - (others[at] ?? 0)), 0)
  return sum / Math.max(drawn(one), drawn(other))
}
/** Moved by a pixel: two shapes are not alike only because one stands beside where the other stands. */
const moved = ({ width, height, rgba }: Raster, right: number, down: number): Raster => {
  const to = Buffer.alloc(rgba.length)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const [x, y] = [column - right, row - down]
      if (x >= 0 && y >= 0 && x < width && y < height)
        to.set(rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4), (row * width + column) * 4)
    }
  return { width, height, rgba: to }
}
const shifts = [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((down) => [right, down] as const))

const luminance = (colour: Buffer) => {
  const [red = 0, green = 0, blue = 0] = [...colour].map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: Buffer, other: Buffer) => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}
/** Panels as desktops have them: of Windows 11, GNOME, Plasma, Xfce, and plain ones. */
const panels = { dark: ['000000', '1c1c1c', '202326', '2d2d2d', '3b3f45'], light: ['ffffff', 'f3f3f3', 'eff0f1', 'dedede'] } as const

describe('the icons of the tray', () => {
  it('are there for each state, platform and panel, in all sizes', () => {
    const sizes = { linux: [22, 44], win32: [16, 20, 24, 32, 40, 48], darwin: [18, 36] }
    for (const state of states)
      for (const place of places) {
        const found = rasters(iconFile(state, place))
        expect(found.map(({ width, height }) => [width, height])).toEqual(sizes[place.platform].map((size) => [size, size]))
      }
  })

  it('differ in their shape, not in their colour: at the smallest size by two fifths of what is drawn, beside each other or not', () => {
    const least: Record<string, number> = {}
    for (const place of places)
      for (const [at, state] of states.entries())
        for (const other of states.slice(at + 1)) {
          const [one, two] = [rasters(iconFile(state, place))[0], rasters(iconFile(other, place))[0]]
          if (one === undefined || two === undefined) throw new Error('no picture')
          const near = Math.min(...shifts.map(([right, down]) => difference(one, moved(two, right, down))))
          least[`${state}/${other}`] = Math.min(near, least[`${state}/${other}`] ?? 1)
        }
    expect(Object.keys(least)).toHaveLength(10)
    expect(Object.entries(least).filter(([, part]) => part < 0.4)).toEqual([])
  })

  it('can be seen on dark and on light panels', () => {
    for (const state of states)
      for (const { platform, dark } of places.filter((place) => place.platform !== 'darwin'))
        for (const raster of rasters(iconFile(state, { platform, dark }))) {
          const full = alphas(raster).flatMap((alpha, at) => (alpha > 0.8 ? [raster.rgba.toString('hex', at * 4, at * 4 + 3)] : []))
          expect(full.length / raster.width ** 2).toBeGreaterThan(0.08)
          const [colour = '', ...others] = new Set(full)
          expect(others).toEqual([])
          for (const panel of panels[dark ? 'dark' : 'light'])
            expect(contrast(Buffer.from(colour, 'hex'), Buffer.from(panel, 'hex'))).toBeGreaterThanOrEqual(3)
        }
  })

  it('of macOS are templates: black, with alpha, and a point of room around', () => {
    for (const state of states) {
      const name = iconFile(state, { platform: 'darwin', dark: false })
      expect(name).toBe(iconFile(state, { platform: 'darwin', dark: true }))
      expect(name).toMatch(/Template\.png$/)
      for (const raster of rasters(name)) {
        expect(raster.rgba.filter((value, at) => at % 4 !== 3 && value !== 0)).toHaveLength(0)
        expect(new Set(alphas(raster)).size).toBeGreaterThan(4)
        const edge = raster.width / 18
        const outside = alphas(raster).filter(
          (_, at) => at < raster.width * edge || at % raster.width < edge || at % raster.width >= raster.width - edge,
        )
        expect(Math.max(...outside)).toBe(0)
      }
    }
  })
})

describe('the icon of the app', () => {
  it('is there for each platform, in all sizes', () => {
    const sizes = [16, 24, 32, 48, 64, 128, 256, 512]
    expect(sizes.map((size) => readPng(read(`linux/${size}x${size}.png`)).width)).toEqual(sizes)
    expect(readPng(read('icon.png'))).toMatchObject({ width: 512, height: 512 })
    expect(readIco(read('icon.ico')).map(({ width }) => width)).toEqual([16, 24, 32, 48, 64, 256])
    const icns = read('icon.icns')
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    const found: Record<string, number> = {}
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      found[icns.toString('latin1', at, at + 4)] = readPng(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))).width
    expect(found).toEqual(icnsTypes)
  })
})

it('all icons are small together, and none is there that nobody asks for', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const names = files.map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)).replaceAll(path.sep, '/'))
  const sum = names.reduce((total, name) => total + statSync(path.join(folder, name)).size, 0)
  expect(sum).toBeLessThan(400_000)
  const asked = new Set(states.flatMap((state) => places.map((place) => iconFile(state, place))))
  const unasked = names.filter((name) => name.startsWith('tray/') && !asked.has(name.replace(/@[\d.]+x\./, '.')))
  expect(unasked).toEqual([])
})
