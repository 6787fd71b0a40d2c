import type { Menu, MenuItem, MenuItemConstructorOptions } from 'electron'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'

type Template = Parameters<typeof Menu.buildFromTemplate>[0]

/** An item of a menu. */
export class FakeMenuItem implements Pick<MenuItem, 'id' | 'label' | 'enabled' | 'visible' | 'type' | 'checked' | 'click'> {
  readonly id: string
  label: string
  enabled: boolean
  visible: boolean
  checked: boolean
  readonly type: MenuItem['type']
  readonly submenu?: FakeMenu
  readonly role?: string
  readonly click: () => void

  constructor(options: MenuItemConstructorOptions) {
    for (const key of Object.keys(options)) if (!known.has(key)) throw new Error(`The fake Electron was not told of MenuItem.${key}.`)
    if (options.type === 'submenu' && options.submenu === undefined) throw new Error('Invalid submenu')
    this.id = options.id ?? ''
    this.label = options.label ?? ''
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    if (options.role) this.role = options.role
    if (options.submenu) this.submenu = Array.isArray(options.submenu) ? new FakeMenu(options.submenu) : seenMenu(options.submenu)
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal')
    this.click = () => options.click?.(this as unknown as MenuItem, undefined, {} as Electron.KeyboardEvent)
  }
}

const known = new Set([
  'id',
  'label',
  'enabled',
  'visible',
  'checked',
  'type',
  'submenu',
  'role',
  'click',
  'toolTip',
  'sublabel',
  'accelerator',
  'acceleratorWorksWhenHidden',
])

/** A menu of the fake Electron. */
export class FakeMenu extends FakeEmitter implements Pick<Menu, 'getMenuItemById' | 'popup'> {
  readonly items: FakeMenuItem[]
  onPopup: () => void = () => {}

  constructor(template: Template) {
    super()
    this.items = template.map((options) => new FakeMenuItem(options as MenuItemConstructorOptions))
    everyMenu.set(this, this)
  }
  getMenuItemById(id: string): MenuItem | null {
    const found = this.all().find((item) => item.id === id)
    return (found as unknown as MenuItem | undefined) ?? null
  }

  /** Every item, those of submenus too. */
  all(): FakeMenuItem[] {
    return this.items.flatMap((item) => [item, ...(item.submenu?.all() ?? [])])
  }
  /** What can be read in it, a submenu's lines behind its own: `Pause › For an hour`. */
  words(above = ''): string[] {
    return this.items
      .filter(({ visible }) => visible)
      .flatMap((item) => {
        const own = item.type === 'separator' ? '---' : `${above}${item.label}`
        return [own, ...(item.submenu?.words(`${own} › `) ?? [])]
      })
  }
  /** The paths of all that a person can click. */
  clickable(above = ''): string[] {
    return this.items
      .filter(({ visible, enabled, type }) => visible && enabled && type !== 'separator')
      .flatMap(({ label, submenu }) => (submenu ? submenu.clickable(`${above}${label} › `) : [`${above}${label}`]))
  }
  /** The item that stands at a path of labels: `Pause › For an hour`. */
  item(path: string): FakeMenuItem {
    const [first, ...rest] = path.split(' › ')
    const item = this.items.find(({ label, visible }) => visible && label === first)
    if (item === undefined) throw new Error(`There is no "${first}" in the menu but: ${this.words().join(' | ')}`)
    if (rest.length === 0) return item
    if (!item.enabled || item.submenu === undefined) throw new Error(`"${first}" has nothing below it that a person could reach.`)
    return item.submenu.item(rest.join(' › '))
  }
  /** A person's click: what is grey or only to be read cannot be clicked. */
  choose(path: string): void {
    const item = this.item(path)
    if (!item.enabled) throw new Error(`"${path}" is disabled.`)
    if (item.type !== 'normal' && item.type !== 'checkbox' && item.type !== 'radio') throw new Error(`"${path}" cannot be clicked.`)
    item.click()
  }
  /** Opened at the pointer by the program. */
  popup(): void {
    this.onPopup()
    this.show()
  }
  /** It opens under the pointer. */
  show(): void {
    this.emit('menu-will-show', fakeEvent())
  }
  /** It is gone from the screen. */
  hide(): void {
    this.emit('menu-will-close', fakeEvent())
  }
}

const everyMenu = new WeakMap<object, FakeMenu>()

/** What the shell holds as a menu, as tests look at it. */
export function seenMenu(menu: Menu): FakeMenu {
  const seen = everyMenu.get(menu)
  if (seen === undefined) throw new Error('This menu was not made by the fake Electron.')
  return seen
}

/** `Menu`. */
export function createFakeMenu() {
  const built: WeakRef<FakeMenu>[] = []
  const popped: FakeMenu[] = []
  let applicationMenu: Menu | null = null
  const told = {
    buildFromTemplate: (template: Template): Menu => {
      const menu = new FakeMenu(template)
      built.push(new WeakRef(menu))
      menu.onPopup = () => popped.push(menu)
      const real = faithful<Menu>('Menu', menu as unknown as Partial<Menu>)
      everyMenu.set(real, menu)
      return real
    },
    setApplicationMenu: (menu: Menu | null) => {
      applicationMenu = menu
    },
    getApplicationMenu: () => applicationMenu,
  } satisfies Partial<typeof Menu>
  return {
    electron: { Menu: faithful<typeof Menu>('Menu', told) },
    /** Those that were opened at the pointer. */
    popped,
    /** How many menus were ever built. */
    built: () => built.length,
    application: () => (applicationMenu ? seenMenu(applicationMenu) : null),
    listening: () => built.reduce((sum, menu) => sum + (menu.deref()?.listening() ?? 0), 0),
  }
}
