import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { HistoryEvent } from '../../../main/contract/history-event.ts'
import { sealLine } from '../../../main/engine/history/chain.ts'
import { listHistory } from '../../../main/engine/history/list-history.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import { fileOf, readyIndex } from '../../../main/engine/index/open-index.ts'
import { walkEntries } from '../../../main/engine/index/walk-entries.ts'
import { problemOfError } from '../../../main/engine/problem-of-error.ts'
import { isCorrupt } from '../../../main/engine/state/is-corrupt.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { status } from '../../../main/engine/status.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { type Mutant, mutantOf } from '../../helpers/mutate-bytes.ts'
import { between, pick, type Random, seeded } from '../../helpers/seeded.ts'
import { isSaid, type SweepBench, sweepBench } from '../../helpers/sweep-bench.ts'

const seed = seedOf(20261122)
let bench: SweepBench
let kept: string
let ids: string[]

beforeAll(async () => {
  bench = await sweepBench()
  kept = `${bench.folder}/kept`
  ids = await bench.start(async (core, host) => {
    ;(await readyIndex(core, 'default', host)).close()
    return knownSnapshots(core.state.database, 'default').map(({ id }) => id)
  })
  cpSync(bench.home, kept, { recursive: true, filter: (from) => path.basename(from) !== 'repositories' })
})

/** All as it was, but for one file. */
function put(name: string, bytes: Uint8Array): void {
  for (const one of ['state.sqlite', 'state.sqlite-wal', 'state.sqlite-shm', 'system-history.jsonl']) {
    rmSync(path.join(bench.home, one), { force: true })
    if (existsSync(path.join(kept, one))) cpSync(path.join(kept, one), path.join(bench.home, one))
  }
  writeFileSync(path.join(bench.home, name), bytes)
}

/** What the program knows; or what is wrong with how it says that it does not. */
async function known(): Promise<{ readonly snapshots?: readonly string[]; readonly wrong?: string }> {
  try {
    return await bench.start(async (core) => {
      const look = async () => {
        await status(core)
        listHistory(core, { most: 50, coalesce: true })
        return { snapshots: knownSnapshots(core.state.database, 'default').map(({ id }) => id) }
      }
      // As a command does, which says that it is to be run again.
      return look().catch(async (error: unknown) => {
        if (!isCorrupt(error) || !(await core.state.mend(error))) throw error
        return look()
      })
    })
  } catch (error) {
    const problem = problemOfError(error)
    const stack = error instanceof Error ? error.stack : ''
    return problem.code !== 'unexpected' && isSaid(problem) ? {} : { wrong: `${problem.sentence} ${stack}` }
  }
}

describe('files that are not as they were written', { timeout: 3_600_000 }, () => {
  it('histories: read as far as they hold, each change is found, and what is written next holds', async () => {
    const random = seeded(seed)
    const file = path.join(bench.home, 'system-history.jsonl')
    const whole = readFileSync(path.join(kept, 'system-history.jsonl'))
    const wrong: string[] = []
    const cases = howMany(100, 5_000)
    for (let at = 0; at < cases; at++) {
      const { how, bytes } = mutantOf(random, whole)
      put('system-history.jsonl', bytes)
      if (at % 2 === 0) rmSync(path.join(bench.home, 'state.sqlite'))
      const tell = (what: string) => wrong.push(`mutant ${at}, ${how}: ${what}`)
      const said = await known()
      if (said.wrong !== undefined) tell(said.wrong)
      const check = await verifyHistory(file)
      // Bytes behind the last line, or less of it, are for the next one to find: a crash leaves such, too. Where the state is gone as well nobody knows of that line.
      const lasts = bytes.lastIndexOf(10) + 1
      const isTorn =
        at % 2 === 0 && lasts < bytes.length && whole.toString('latin1').startsWith(bytes.toString('latin1', 0, lasts).trimEnd())
      const isCut = isTorn || whole.subarray(0, bytes.length).equals(bytes)
      if (check.holds && !bytes.equals(whole) && !isCut) tell('it is said to hold')
      await bench.start((core) => core.record({ event: 'lock.removed', repository: 'default', why: 'a test' }))
      const after = await verifyHistory(file)
      // What broke stays broken; nothing else does.
      if (after.breaks.length > check.breaks.length + 1)
        tell(`${after.breaks.length} breaks behind the next line, and ${check.breaks.length} before`)
    }
    expect(wrong).toEqual([])
    noteFigure('mutated-histories', {
      says: 'mutated histories: what they hold is read, each change is found',
      seed,
      cases,
      wrong: wrong.length,
    })
  })

  it('lines that are sealed and say what nobody writes: left out, or taken; nothing breaks', async () => {
    const random = seeded(seed)
    const lines = readFileSync(path.join(kept, 'system-history.jsonl'), 'utf8').trimEnd().split('\n')
    const wrong: string[] = []
    const cases = howMany(60, 5_000)
    let taken = 0
    for (let at = 0; at < cases; at++) {
      const changed = between(random, 1, lines.length - 1)
      let previous = '0'.repeat(64)
      let hostile = ''
      const sealed = lines.map((line, number) => {
        const { hash: _, ...said } = JSON.parse(line)
        const body = number === changed ? odd(random, said) : said
        const one = sealLine({ ...body, seq: number + 1, time: body.time ?? said.time, previous })
        if (number === changed) hostile = one.line
        if (number === changed && HistoryEvent.safeParse(JSON.parse(one.line)).success) taken += 1
        previous = one.hash
        return one.line
      })
      put('system-history.jsonl', Buffer.from(`${sealed.join('\n')}\n`))
      rmSync(path.join(bench.home, 'state.sqlite'))
      const said = await known()
      if (said.wrong !== undefined) wrong.push(`mutant ${at}, ${hostile.slice(0, 300)}: ${said.wrong}`)
    }
    expect(wrong).toEqual([])
    expect(taken, 'not all of them are left out').toBeGreaterThan(cases / 20)
    noteFigure('hostile-lines', {
      says: 'sealed lines of a history that say what nobody writes',
      seed,
      cases,
      wrong: wrong.length,
      also: `${taken} taken`,
    })
  })

  it('states: made anew, or answering as before', async () => {
    const random = seeded(seed)
    const whole = readFileSync(path.join(kept, 'state.sqlite'))
    const wrong: string[] = []
    const cases = howMany(60, 5_000)
    for (let at = 0; at < cases; at++) {
      const { how, bytes } = damagedPages(random, whole)
      put('state.sqlite', bytes)
      const { snapshots, wrong: words } = await known()
      if (words !== undefined) wrong.push(`mutant ${at}, ${how}: ${words}`)
      if (snapshots === undefined || snapshots.join() !== ids.join()) wrong.push(`mutant ${at}, ${how}: it knows ${snapshots?.join()}`)
    }
    expect(wrong).toEqual([])
    noteFigure('mutated-states', { says: 'damaged state files: made anew from the history', seed, cases, wrong: wrong.length })
  })

  it('indexes: made anew, and then they answer as restic does', async () => {
    const random = seeded(seed)
    put('system-history.jsonl', readFileSync(path.join(kept, 'system-history.jsonl')))
    const file = await bench.start(async (core) => fileOf(core, 'default'))
    const whole = readFileSync(path.join(kept, path.relative(bench.home, file)))
    const truth = (await bench.raw('ls', '--recursive', '--no-lock', ids[0] ?? '')).split('\n').filter((line) => line.startsWith('/'))
    const wrong: string[] = []
    const cases = howMany(12, 1_000)
    for (let at = 0; at < cases; at++) {
      const { how, bytes } = damagedPages(random, whole)
      for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
      writeFileSync(file, bytes)
      try {
        const listed = await bench.start(async (core, host) => {
          const index = await readyIndex(core, 'default', host)
          try {
            return [...walkEntries(index, ids[0] ?? '')].map((entry) => `/${entry.path}`)
          } finally {
            index.close()
          }
        })
        if (listed.toSorted().join() !== truth.toSorted().join()) wrong.push(`mutant ${at}, ${how}: it lists ${listed.join()}`)
      } catch (error) {
        const problem = problemOfError(error)
        if (problem.code === 'unexpected') wrong.push(`mutant ${at}, ${how}: ${error instanceof Error ? error.stack : String(error)}`)
      }
    }
    expect(wrong).toEqual([])
    noteFigure('mutated-indexes', {
      says: 'damaged indexes: made anew, and their answers are those of restic',
      seed,
      cases,
      wrong: wrong.length,
    })
  })
})

/** Damage as disks do it, in whole sectors: cut off, zeros, something else. Single bits within a value SQLite cannot tell; nor can a state that is no truth. */
function damagedPages(random: Random, whole: Buffer): Mutant {
  const bytes = Buffer.from(whole)
  const sector = 512
  const from = between(random, 0, Math.floor(bytes.length / sector) - 1) * sector
  const until = Math.min(bytes.length, from + sector * between(random, 1, 16))
  switch (pick(random, ['cut', 'zeros', 'noise', 'nothing', 'text'] as const)) {
    case 'cut':
      return { how: `cut at ${from}`, bytes: bytes.subarray(0, from) }
    case 'zeros':
      return { how: `zeros from ${from} to ${until}`, bytes: bytes.fill(0, from, until) }
    case 'noise':
      for (let at = from; at < until; at++) bytes[at] = between(random, 0, 255)
      return { how: `noise from ${from} to ${until}`, bytes }
    case 'nothing':
      return { how: 'empty', bytes: Buffer.alloc(0) }
    case 'text':
      return { how: 'a text', bytes: Buffer.from('no database\n'.repeat(between(random, 1, 500))) }
  }
}

/** A line with a value in one of its fields that is odd, missing, or of another kind. */
function odd(random: Random, said: Record<string, unknown>): Record<string, unknown> {
  const name = pick(random, Object.keys(said))
  const value = pick(random, [
    '',
    '-',
    '\u0000',
    '9999-99-99',
    'x'.repeat(3_000),
    -1,
    1e300,
    0.5,
    true,
    [],
    {},
    ['a'],
    { a: 1 },
    '__proto__',
    '\ud800',
    '../..',
  ])
  if (random() < 0.2) return Object.fromEntries(Object.entries(said).filter(([one]) => one !== name))
  return { ...said, [name]: value }
}
