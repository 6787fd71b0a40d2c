import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../../../main/engine/config/parse-configuration.ts'
import { backInOf } from '../../../main/engine/drill/back-in.ts'
import { chooseSample, type SampledFile } from '../../../main/engine/drill/choose-sample.ts'
import { drillPlaces } from '../../../main/engine/drill/drill-places.ts'
import { provenOf } from '../../../main/engine/drill/proven-of.ts'
import { roomFor } from '../../../main/engine/drill/refuse-without-room.ts'
import { snapshotsToDrill } from '../../../main/engine/drill/snapshots-to-drill.ts'
import type { KnownDrill } from '../../../main/engine/state/drill-queries.ts'
import type { KnownSnapshot } from '../../../main/engine/state/queries.ts'

async function* each(files: readonly SampledFile[]) {
  yield* files
}

/** As restic lists them: each folder's names by their bytes. */
const inTreeOrder = (paths: readonly string[]) =>
  paths.toSorted((one, other) => Buffer.compare(Buffer.from(one.replaceAll('/', '\0')), Buffer.from(other.replaceAll('/', '\0'))))

const isIn = (paths: readonly string[], file: string) => paths.some((path) => file === path || file.startsWith(`${path}/`))

describe('a sample', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c', 'a b', 'é', 'a-', 'a.txt'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'))
  // A name is a file or a folder.
  const files = fc
    .uniqueArray(path, { minLength: 1, maxLength: 40 })
    .map((all) => inTreeOrder(all.filter((one) => !all.some((other) => other.startsWith(`${one}/`)))))

  it('goes round: everything has its turn once before anything has it twice, and what is named is what is counted', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 900 }), async (names, most, size) => {
        const all = names.map((name, index) => ({ path: name, size: size + index }))
        const turns: string[] = []
        let last = ''
        while (turns.length < 2 * all.length) {
          const sample = await chooseSample(each(all), last, most)
          const meant = all.filter(({ path: name }) => isIn(sample.paths, name))
          expect(sample.files).toBe(meant.length)
          expect(sample.bytes).toBe(meant.reduce((sum, one) => sum + one.size, 0))
          expect(sample.files === 1 || sample.bytes <= most).toBe(true)
          const from = all.findIndex(({ path: name }) => name === last) + 1
          const inTurn = Array.from({ length: sample.files }, (_, index) => all[(from + index) % all.length]?.path ?? '')
          expect(new Set(inTurn)).toEqual(new Set(meant.map((one) => one.path)))
          expect(inTurn.at(-1)).toBe(sample.last)
          turns.push(...inTurn)
          last = sample.last
        }
        for (let index = 0; index < turns.length; index++) expect(turns[index]).toBe(all[index % all.length]?.path)
      }),
      { numRuns: 60 },
    )
  })

  it('goes on where it was when the last file of the time before is gone, and files came', async () => {
    const of = (...names: string[]) => names.map((name) => ({ path: name, size: 10 }))
    expect(await chooseSample(each(of('a/1', 'a/3', 'b', 'c')), 'a/2', 20)).toMatchObject({ paths: ['a/3', 'b'], last: 'b' })
    expect(await chooseSample(each(of('a/1', 'a/2', 'b')), 'b', 20)).toMatchObject({ paths: ['a'], last: 'a/2' })
    expect(await chooseSample(each([]), 'b', 20)).toMatchObject({ paths: [], files: 0, last: '' })
  })

  it('names no more than a command line takes: the rest has its turn later', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `x/${String(index).padStart(5, '0')}`)
    const all = ['w', ...names].map((name) => ({ path: name, size: 1 }))
    const sample = await chooseSample(each(all), '', 2500)
    expect(sample.paths).toHaveLength(1000)
    expect(sample).toMatchObject({ files: 1000, bytes: 1000, last: 'x/00998' })
  })
})

describe('what a drill is of', () => {
  const configured = (plans: object, repositories: object = {}) => {
    const text = {
      version: 1,
      vaults: { notes: { path: '/v' }, photos: { path: '/p' } },
      repositories: { drive: { type: 'local', path: '/r' }, ...repositories },
      plans,
    }
    const parsed = parseConfiguration(JSON.stringify(text), { person: '/', embedded: '/home/repositories/default' })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    return parsed.configuration
  }
  const all = { kind: 'daily', sources: [{ vault: 'notes' }], repositories: ['drive'] }
  const part = { kind: 'on-change', sources: [{ vault: 'notes', include: ['*.md'] }], repositories: ['drive'] }
  const made = (id: string, plan: string | null, more: Partial<KnownSnapshot> = {}) =>
    ({ id, plan, vault: 'notes', vanished: null, removed: null, removing: null, safety: null, machine: null, ...more }) as KnownSnapshot
  const chosen = (plans: object, ...ledger: KnownSnapshot[]) => snapshotsToDrill(ledger, configured(plans), 'notes').map(({ id }) => id)

  it('is the newest snapshot of all of the vault, whichever plan or person made it', () => {
    expect(chosen({ all, part }, made('1', 'all'), made('2', 'all'), made('3', 'part'))).toEqual(['2'])
    expect(chosen({ all, part }, made('1', 'all'), made('2', null), made('3', 'part'))).toEqual(['2'])
  })

  it('is the newest of each plan that takes a part, where none takes all', () => {
    const other = { ...part, sources: [{ vault: 'notes', include: ['*.txt'] }] }
    expect(chosen({ part, other }, made('1', 'part'), made('2', 'other'), made('3', 'part')).toSorted()).toEqual(['2', '3'])
    expect(chosen({ part }, made('1', 'gone'), made('2', 'part'))).toEqual(['2'])
    expect(chosen({}, made('1', 'gone'), made('2', 'gone'))).toEqual(['2'])
  })

  it('is nothing that is gone, that was made for safety, or that is of another vault or machine', () => {
    const none = [{ vanished: 'x' }, { removed: 'x' }, { removing: 'x' }, { safety: 'x' }, { machine: 'x' }, { vault: 'photos' }]
    expect(chosen({ all }, ...none.map((more, index) => made(String(index), 'all', more)))).toEqual([])
  })

  it('is every place that a vault goes to, mirrors as well; not what is switched off', () => {
    const mirror = { type: 'local', path: '/m', mirror: { of: 'drive', schedule: 'every 6h' } }
    const off = { type: 'local', path: '/o', enabled: false }
    const plans = {
      all: { ...all, repositories: ['drive', 'off'] },
      part,
      idle: { ...all, enabled: false, sources: [{ vault: 'photos' }] },
    }
    expect(drillPlaces(configured(plans, { mirror, off }))).toEqual([
      { vault: 'notes', repository: 'drive' },
      { vault: 'notes', repository: 'mirror' },
    ])
    expect(drillPlaces(null)).toEqual([])
  })
})

it('reckons a whole restore from a part of it, and the room that one needs', () => {
  const took = { listing: 1000, restoring: 2000 }
  const all = { files: 100, bytes: 100_000_000 }
  expect(backInOf(took, all, all)).toBe(3000)
  expect(backInOf(took, { files: 10, bytes: 10_000_000 }, all)).toBe(21_000)
  expect(backInOf(took, { files: 0, bytes: 0 }, all)).toBe(3000)
  expect(roomFor({ files: 0, bytes: 0 })).toBe(64 * 2 ** 20)
  expect(roomFor({ files: 1000, bytes: 1_000_000_000 })).toBeGreaterThan(1_050_000_000)
})

it('takes nothing for proven by a drill that brought no file back', () => {
  const good = (files: number) =>
    [
      { vault: 'notes', repository: 'drive', at: '2026-11-20T08:00:00Z', result: { how: 'whole', files, backIn: 1000 } },
    ] as unknown as KnownDrill[]
  expect(provenOf(good(1), 'notes')).toMatchObject({ repository: 'drive', how: 'whole' })
  expect(provenOf(good(0), 'notes')).toBeNull()
})
