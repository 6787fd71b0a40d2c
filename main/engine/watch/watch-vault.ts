import { stat } from 'node:fs/promises'
import { answersNow } from '../machine/silent-mounts.ts'
import type { Clock } from '../ports.ts'
import { debouncedCall } from './debounced-call.ts'
import { pollTree } from './poll-tree.ts'
import type { Takes } from './read-folder.ts'
import { watchFolders } from './watch-folders.ts'
import { watchTree } from './watch-tree.ts'
import type { Watching, WatchingHost } from './watching.ts'

/** What to watch, and whom to tell. Times in ms. */
export type WatchRequest = {
  /** The vault; it need not be there yet. Links that lead there are followed, to wherever they lead by then. */
  readonly root: string
  readonly takes: Takes
  /** Another folder stands at `root` than before, or the first one: called before anything in it is looked at. Must not throw. */
  readonly onFound?: () => void
  /** How long it has to be quiet before a change is told. */
  readonly debounce: number
  /** The least time between two calls, and the most that steady writing can put one off. */
  readonly atMostEvery: number
  readonly clock: Clock
  /** Something that is watched for has changed, or may have. Must not throw. */
  readonly onChange: () => void
  /** Told once: the system cannot tell of all changes, so they are looked for every now and then. Must not throw. */
  readonly onLimited: (why: string) => void
  readonly pace?: Partial<Pace>
  /** For tests; see {@link answersNow}. Must not throw. */
  readonly answers?: (place: string) => Promise<boolean>
}

/**
 * How often to look: for files where nothing is told (`poll`, at most so often), whether the vault itself is still there (`heartbeat`), and for what was
 * never told, such as changes that others make on a network disk (`rescan`). In ms.
 */
export type Pace = { readonly poll: number; readonly heartbeat: number; readonly rescan: number }

/** A vault that is watched. */
export type VaultWatch = {
  /** Settles when the watches are set for the first time: changes from then on are noticed. */
  readonly ready: Promise<void>
  readonly mode: 'events' | 'polling'
  readonly close: () => void
}

const usualPace: Pace = { poll: 30_000, heartbeat: 10_000, rescan: 3_600_000 }
/** A vault that is gone is looked for more often: it may be on its way back. */
const whenGone = 2_000
/** A heartbeat that comes so much later than it should means that the machine slept. */
const slept = 20_000

/**
 * Watches the files of a vault. Survives that the vault goes away and comes back (a disk that is unmounted, a network drive that is silent), that the machine
 * sleeps, that events are lost, and the limits of the system. Changes from before it is ready are not told.
 */
export function watchVault(request: WatchRequest): VaultWatch {
  const { root, takes, debounce, atMostEvery, clock } = request
  const pace = { ...usualPace, ...request.pace }
  // Whoever looks at a silent network drive waits for ever, and with a few of them the whole program does.
  const answers = () => (request.answers ?? answersNow)(root)
  const base = Buffer.from(root).toString('latin1')
  let closed = false
  let polling = false
  let watching: Watching | undefined

  const { touch, close: closeCall } = debouncedCall({
    debounce,
    atMostEvery,
    clock,
    onCall: () => {
      void answers().then((there) => there && watching?.settle())
      request.onChange()
    },
  })

  let started = false
  /** Which folder stands at `root`; `undefined` when there is none. */
  let identity: string | undefined
  /** What its files were when it was last watched. */
  let before: number | undefined
  let looked = clock.monotonic()
  const host: WatchingHost = {
    answers,
    onTouched: touch,
    onRootMoved: () => {
      // Another folder may be there by now, even with the same number.
      identity = undefined
      void beat()
    },
    onFailed: (why) => {
      watching = undefined
      identity = undefined
      before = undefined
      // Looking by ourselves does not fail, but if it ever does, the next heartbeat is soon enough.
      if (closed || polling) return
      polling = true
      request.onLimited(why)
      void beat()
    },
  }
  const start = async () => {
    const events = process.platform === 'linux' ? watchFolders : watchTree
    watching = polling ? pollTree(base, takes, pace.poll, host) : events(base, takes, host)
    const { ready, print } = watching
    await ready
    looked = clock.monotonic()
    if (started && watching !== undefined && print() !== before) touch()
  }

  const check = async (late: boolean) => {
    const now = (await answers()) ? await identityOf(root) : undefined
    if (closed) return
    if (now === identity) {
      const due = watching !== undefined && (late || clock.monotonic() - looked > pace.rescan)
      if (!due) return
      looked = clock.monotonic()
      if (await watching?.rescan()) touch()
      return
    }
    if (watching !== undefined) {
      before = watching.print()
      watching.close()
      watching = undefined
    }
    identity = now
    if (now === undefined) return
    request.onFound?.()
    await start()
  }
  let beating = false
  let again = false
  let beatTimer: NodeJS.Timeout | undefined
  let expected = Number.POSITIVE_INFINITY
  const beat = async () => {
    again = true
    if (beating) return
    beating = true
    clearTimeout(beatTimer)
    const [begun, steady] = [clock.now().getTime(), clock.monotonic()]
    const late = begun - expected > slept
    while (again && !closed) {
      again = false
      await check(late)
    }
    beating = false
    if (closed) return
    const pause = identity === undefined ? Math.min(whenGone, pace.heartbeat) : pace.heartbeat
    // From its beginning on: a machine that fell asleep while this looked is not seen by what the clock says now.
    expected = begun + (clock.monotonic() - steady) + pause
    beatTimer = setTimeout(() => void beat(), pause)
  }

  const ready = beat().then(() => {
    started = true
  })
  return {
    ready,
    get mode() {
      return polling ? 'polling' : 'events'
    },
    close: () => {
      closed = true
      closeCall()
      clearTimeout(beatTimer)
      watching?.close()
    },
  }
}

/** What tells a folder from another one at the same place: another disk may be mounted there. */
async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path)
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
