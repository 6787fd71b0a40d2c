import { type CallKind, endless, type Failing, type MadeCalls, withFailingCalls } from './failing-calls.ts'
import { pick, type Random } from './seeded.ts'

/** What the system may say to each kind of call. */
const errors: Readonly<Record<CallKind, readonly string[]>> = {
  open: ['EACCES', 'EMFILE', 'EIO'],
  read: ['EIO'],
  write: ['ENOSPC', 'EIO'],
  fsync: ['EIO'],
  rename: ['EIO', 'ENOSPC', 'EACCES'],
  unlink: ['EACCES', 'EIO'],
  mkdir: ['ENOSPC', 'EACCES'],
  look: ['EIO', 'EACCES'],
  mode: ['EPERM'],
  spawn: ['EAGAIN'],
  database: ['EIO', 'ENOSPC'],
}

/** What is swept: an operation, and what has to hold when one of its calls failed. */
export type Swept = {
  /** Only calls that concern these count. */
  readonly folders: readonly string[]
  /** Before each time. */
  readonly prepare?: () => unknown
  /** The operation from the start of the program to its end. Whatever it throws is told to `judge`. */
  readonly work: () => Promise<unknown>
  /** Looks at what is there, and does it once more, with nothing failing. @returns what is wrong */
  readonly judge: (came: Came) => Promise<readonly string[]>
}

/** What came of the operation: what it returned or threw. */
export type Came = { readonly returned: unknown; readonly thrown: unknown; readonly failed: string; readonly failing: Failing }

/** What came of a sweep. `cases`: those in which a call failed. */
export type SweepEnd = { readonly calls: number; readonly cases: number; readonly wrong: readonly string[] }

/**
 * Does an operation again and again, and lets another one of its calls fail each time: once, or from there on for ever; at times something fails in the next
 * start as well, which puts right what the first one left. Each call has its turn if there is time for it, else some that are drawn.
 * @param most how many cases at most
 */
export async function sweepCalls(random: Random, most: number, { folders, prepare, work, judge }: Swept): Promise<SweepEnd> {
  await prepare?.()
  const calm = await withFailingCalls(folders, undefined, work)
  const calls = calm.kinds.length
  const all = calm.kinds.flatMap((_, at) => [false, true].map((forEver) => ({ nth: at + 1, forEver })))
  const drawn = most >= all.length ? all : Array.from({ length: most }, () => pick(random, all))
  const wrong: string[] = []
  let cases = 0
  for (const [at, { nth, forEver }] of drawn.entries()) {
    await prepare?.()
    const failing = { nth, forEver, error: pick(random, errors[calm.kinds[nth - 1] ?? 'read']) }
    const came = await tried(folders, failing, work)
    if (came.made.failed === undefined) continue
    cases += 1
    const told = came.made.failures > endless ? ['it tries without end'] : []
    let failed = came.made.failed
    if (at % 3 === 2) {
      const second = { ...failing, nth: 1 + Math.floor(random() * calls), forEver: false }
      const next = await tried(folders, second, work)
      if (next.made.failed !== undefined) failed += `, and in the next start ${next.made.failed}`
    }
    told.push(...(await judge({ ...came, failed, failing })))
    wrong.push(...told.map((one) => `${failed}${forEver ? ', for ever' : ''} (call ${nth} of ${calls}): ${one}`))
  }
  return { calls, cases, wrong }
}

async function tried(
  folders: readonly string[],
  failing: Failing,
  work: () => Promise<unknown>,
): Promise<{ made: MadeCalls; returned: unknown; thrown: unknown }> {
  let returned: unknown
  let thrown: unknown
  const made = await withFailingCalls(folders, failing, async () => {
    try {
      returned = await work()
    } catch (error) {
      thrown = error
    }
  })
  return { made, returned, thrown }
}
