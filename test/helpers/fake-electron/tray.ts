import type { Menu, NativeImage, Tray } from 'electron'
import type { FakeApp } from './app.ts'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'
import { type FakeMenu, seenMenu } from './menu.ts'

/** A tray icon of the fake Electron: what it was told, in order, and what a person does with it. */
export class FakeTray
  extends FakeEmitter
  implements Pick<Tray, 'destroy' | 'isDestroyed' | 'popUpContextMenu' | 'setContextMenu' | 'setImage' | 'setPressedImage' | 'setToolTip'>
{
  image: NativeImage
  pressedImage: NativeImage | undefined
  toolTip = ''
  /** How often each setter was called. */
  readonly calls = { setImage: 0, setToolTip: 0, setContextMenu: 0 }
  /** The menu that is on the screen now. */
  shown: FakeMenu | undefined
  /** How often an open menu was taken from under the pointer. */
  stolen = 0
  private contextMenu: Menu | null = null
  private destroyed = false
  private readonly platform: NodeJS.Platform

  constructor(image: NativeImage, platform: NodeJS.Platform) {
    super()
    this.platform = platform
    this.image = visible(image)
  }

  // --- what Electron has

  setImage(image: NativeImage | string): void {
    this.living().calls.setImage++
    this.image = visible(image)
  }
  setPressedImage(image: NativeImage | string): void {
    this.living().pressedImage = visible(image)
  }
  setToolTip(text: string): void {
    this.living().calls.setToolTip++
    this.toolTip = text
    // Chromium hands over the menu with it, and the desktop draws an open one anew.
    if (this.platform === 'linux' && this.shown !== undefined) this.stolen++
  }
  setContextMenu(menu: Menu | null): void {
    this.living().calls.setContextMenu++
    this.contextMenu = menu
    if (this.shown === undefined) return
    this.stolen++
    // On Linux the desktop draws the new one in its place; elsewhere what is open closes.
    this.shown = this.platform === 'linux' && menu !== null ? seenMenu(menu) : undefined
  }
  popUpContextMenu(menu?: Menu): void {
    const next = menu ?? this.living().contextMenu
    if (next) this.openIt(seenMenu(next))
  }
  destroy(): void {
    this.destroyed = true
    this.removeAllListeners()
  }
  isDestroyed(): boolean {
    return this.destroyed
  }

  // --- what a person does

  /** The menu that a person would get now. */
  get menu(): FakeMenu {
    if (this.contextMenu === null) throw new Error('The tray icon has no menu.')
    return seenMenu(this.contextMenu)
  }
  /** A click with the main button. On macOS it opens the menu, too. */
  click(): void {
    this.living().emit('click', fakeEvent(), area, { x: 0, y: 0 })
    if (this.platform === 'darwin' && this.contextMenu) this.openIt(this.menu)
  }
  /** The menu is asked for in the way of the platform. */
  open(): FakeMenu {
    if (this.platform === 'darwin') this.click()
    else this.openIt(this.living().menu)
    return this.menu
  }
  /** The open menu closes; with a path of labels, by a click on that item, which arrives after the closing. On Linux nobody tells that it closed. */
  close(path?: string): void {
    const open = this.shown
    if (open === undefined) throw new Error('No menu is open.')
    this.shown = undefined
    if (this.platform !== 'linux') open.hide()
    if (path === undefined) return
    if (this.menu !== open) throw new Error('The click is lost: its menu was replaced meanwhile.')
    open.choose(path)
  }
  /** Opens the menu and clicks on an item. */
  choose(path: string): void {
    this.open()
    this.close(path)
  }

  /** A submenu of the open menu is opened: all that is told on Linux, where the desktop has the menu. */
  unfold(label: string): void {
    const submenu = this.shown?.item(label).submenu
    if (submenu === undefined) throw new Error(`There is no submenu "${label}" open to the eye.`)
    submenu.show()
  }

  private openIt(menu: FakeMenu): void {
    this.shown = menu
    if (this.platform !== 'linux') menu.show()
  }
  private living(): this {
    if (this.destroyed) throw new Error('Object has been destroyed')
    return this
  }
}

const area = { x: 1800, y: 0, width: 24, height: 24 }

/** A tray icon of nothing is an error of ours that nobody would see. */
function visible(image: NativeImage | string): NativeImage {
  if (typeof image === 'string') throw new Error('The fake Electron was told of images only as NativeImage.')
  if (image.isEmpty()) throw new Error('The tray icon would be empty.')
  return image
}

/** `Tray`. */
export function createFakeTray(app: FakeApp) {
  const trays: FakeTray[] = []
  class Made {
    constructor(image: NativeImage | string) {
      if (!app.isReady()) throw new Error('Cannot create Tray before app is ready')
      const tray = new FakeTray(visible(image), app.options.platform)
      trays.push(tray)
      // biome-ignore lint/correctness/noConstructorReturn: what is made refuses what the fake was not told of
      return faithful<Tray>('Tray', tray)
    }
  }
  return {
    electron: { Tray: Made as unknown as typeof Tray },
    /** Every icon that was ever made. */
    trays,
    /** The one icon that is there. */
    tray: (): FakeTray => {
      const [first, ...rest] = trays.filter((tray) => !tray.isDestroyed())
      if (first === undefined || rest.length > 0) throw new Error(`There are ${rest.length + (first ? 1 : 0)} tray icons.`)
      return first
    },
    listening: () => trays.reduce((sum, tray) => sum + tray.listening(), 0),
  }
}
