import type { Display, Rectangle, Screen } from 'electron'
import type { FakeApp } from './app.ts'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'

/** A screen of the person, as far as it is told. */
export function fakeDisplay(id: number, bounds: Rectangle, workArea: Rectangle = bounds): Display {
  const { width, height } = bounds
  return faithful<Display>('Display', { id, bounds, workArea, size: { width, height }, workAreaSize: workArea, scaleFactor: 1 })
}

/** `screen`: the screens that are connected. */
class FakeScreen
  extends FakeEmitter
  implements Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching' | 'getCursorScreenPoint'>
{
  displays: Display[] = [fakeDisplay(1, { x: 0, y: 0, width: 1920, height: 1080 }, { x: 0, y: 30, width: 1920, height: 1050 })]
  private readonly app: FakeApp

  constructor(app: FakeApp) {
    super()
    this.app = app
  }
  getAllDisplays(): Display[] {
    return [...this.ready().displays]
  }
  getPrimaryDisplay(): Display {
    const [first] = this.ready().displays
    if (first === undefined) throw new Error('The fake machine has no screen.')
    return first
  }
  /** The one that shares the most with a rectangle. */
  getDisplayMatching(rect: Rectangle): Display {
    return this.ready().displays.reduce((best, next) => (shared(next.bounds, rect) > shared(best.bounds, rect) ? next : best))
  }
  getCursorScreenPoint(): { x: number; y: number } {
    return { x: 10, y: 10 }
  }
  /** The person plugs screens in or out. */
  connect(displays: Display[]): void {
    const gone = this.displays.filter(({ id }) => !displays.some((other) => other.id === id))
    this.displays = displays
    for (const display of gone) this.emit('display-removed', fakeEvent(), display)
  }

  private ready(): this {
    if (!this.app.isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event")
    return this
  }
}

function shared(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}

/** `screen`. */
export function createFakeScreen(app: FakeApp) {
  const screen = new FakeScreen(app)
  return { electron: { screen: faithful<Screen>('screen', screen) }, screen, listening: () => screen.listening() }
}
