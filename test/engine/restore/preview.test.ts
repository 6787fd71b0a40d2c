import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OverwritePolicy, overwritePolicies } from '../../../main/contract/overwrite-policy.ts'
import { type EntryFate, entryFates, type RestorePreview } from '../../../main/engine/restore/restore-preview.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { lookAhead, type RestoreRequest, restore } from '../../../main/engine/runs/restore-run.ts'
import { shownPath } from '../../../main/engine/verify/walk-source.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import {
  changedThings,
  foundThings,
  makeThings,
  randomThings,
  type Thing,
  type Things,
  thingsSideBySide,
} from '../../helpers/planned-tree.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const seed = seedOf(1)
/** Of each policy. As many side by side are restored in one run, for it is restic's starts that take the time. */
const trees = howMany(20, 200)
const sideBySide = 20
let entries = 0

let home: TestHome
let location: string
let password: string

beforeAll(async () => {
  home = await testHome()
  const vault = temporaryFolder('first')
  writeFileSync(path.join(vault, 'one.md'), 'one')
  await backup(home.core, { folder: vault, verify: false }, testHost())
  location = path.join(home.core.home.repositories, 'default')
  password = home.keychain.entries.get('repository:default') ?? ''
  cheapenKey(location, password)
}, 60_000)

/** What the documentation says of one entry, and what then lies there: the snapshot's, the disk's, or the disk's with the snapshot's rights and time. */
type Ruled = { readonly fate: EntryFate; readonly left: 'snapshot' | 'disk' | 'mixed' }

function rule(policy: OverwritePolicy, ours: Thing, there: Thing | undefined, isFull: boolean): Ruled {
  const disk = (fate: EntryFate): Ruled => ({ fate, left: 'disk' })
  if (ours.kind === 'fifo') return disk(there?.kind === 'fifo' ? 'kept' : 'left-out')
  if (there === undefined) return { fate: 'added', left: 'snapshot' }
  const [file, link, folder] = [ours.kind === 'file', ours.kind === 'link', ours.kind === 'folder']
  const sameContent = ours.kind === there.kind && ours.text === there.text
  const sameMetadata = ours.time === there.time && (link || ours.mode === there.mode)
  if (policy === 'keep-both') return sameContent ? disk('identical') : disk('beside')
  if (there.kind === 'fifo') return disk('in-conflict')
  const over: Ruled = { fate: 'overwritten', left: 'snapshot' }
  const same: Ruled = sameMetadata ? disk('identical') : { fate: 'metadata-only', left: 'mixed' }
  if (folder && there.kind === 'folder') return same
  const keeps = policy === 'never' || policy === 'if-newer'
  if (there.kind === 'folder') return keeps || isFull ? disk('in-conflict') : over
  if (keeps && folder) return disk('in-conflict')
  if (keeps && there.kind === 'link') return disk(link ? 'kept' : 'in-conflict')
  if (policy === 'never') return disk('kept')
  if (policy === 'if-newer' && there.time > ours.time) return disk('newer-on-disk-kept')
  if (policy === 'if-newer' && there.time === ours.time) return disk('kept')
  const trusted =
    policy === 'if-changed' && file && there.kind === 'file' && ours.text.length === there.text.length && ours.time === there.time
  return sameContent || trusted ? same : over
}

/** The fate of each path, and the tree as it then is. Times of folders that something was put beside in are not the rule's affair. */
function expected(policy: OverwritePolicy, snapshot: Things, disk: Things, stamp: string) {
  const fates = new Map<string, EntryFate>()
  const after = new Map(disk)
  const covers = (folders: readonly string[], one: string) => folders.find((folder) => one.startsWith(`${folder}/`))
  const [closed, beside, fresh]: [string[], string[], string[]] = [[], [], []]
  for (const [one, ours] of snapshot) {
    if (covers(closed, one) !== undefined) {
      fates.set(one, 'in-conflict')
      continue
    }
    const asideOf = covers(beside, one)
    const isFresh = asideOf !== undefined || covers(fresh, one) !== undefined
    const there = isFresh ? undefined : disk.get(one)
    const isFull = [...disk.keys()].some((other) => other.startsWith(`${one}/`))
    const { fate, left } = rule(policy, ours, there, isFull)
    const place =
      fate === 'beside' ? besideName(one, stamp) : asideOf === undefined ? one : besideName(asideOf, stamp) + one.slice(asideOf.length)
    fates.set(one, asideOf !== undefined && fate === 'added' ? 'beside' : fate)
    if (fate === 'in-conflict' || (fate === 'kept' && ours.kind === 'folder')) closed.push(one)
    else if (fate === 'beside') beside.push(one)
    else if (there?.kind !== 'folder') fresh.push(one)
    if (left === 'snapshot' || fate === 'beside') after.set(place, ours)
    if (left === 'mixed' && there !== undefined) after.set(one, { ...there, time: ours.time, mode: ours.mode })
  }
  return { fates, after }
}

function besideName(one: string, stamp: string): string {
  const name = one.slice(one.lastIndexOf('/') + 1)
  const ending = path.extname(name)
  return `${one.slice(0, one.length - ending.length)} (restored ${stamp})${ending}`
}

/** How many entries a preview counts for each fate; and those that it names, with a mark where that is not what the rule says. */
function counted(preview: RestorePreview, ruled: ReadonlyMap<string, EntryFate>) {
  const byShown = new Map([...ruled].map(([one, fate]) => [shownPath(one), fate]))
  return Object.entries(preview.fates).map(([fate, { entries, examples }]) => ({
    fate,
    entries,
    named: examples.length,
    wrong: examples.filter((one) => byShown.get(one) !== fate),
  }))
}

function countedByRule(ruled: ReadonlyMap<string, EntryFate>) {
  return entryFates.map((fate) => {
    const entries = [...ruled.values()].filter((one) => one === fate).length
    return { fate, entries, named: Math.min(entries, 20), wrong: [] }
  })
}

function comparable(things: Things, withFolderTimes: boolean) {
  const shown = ({ kind, text, time, mode }: Thing) =>
    `${kind} ${text.length > 20 ? `${text.slice(0, 9)}…${text.length}` : text} ${kind === 'link' ? '' : mode.toString(8)} ${kind === 'folder' && !withFolderTimes ? '' : time}`
  return Object.fromEntries([...things].map(([one, thing]) => [one, shown(thing)] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function snapshotOf(things: Things): Promise<{ id: string; stamp: string }> {
  const folder = temporaryFolder('source')
  makeThings(folder, things)
  const restic = rawRestic(location, password, folder)
  const lines = (await restic('backup', '.', '--json', '--no-scan', '--force')).trim().split('\n')
  const { snapshot_id: id, backup_start: start } = JSON.parse(lines.at(-1) ?? '') as { snapshot_id: string; backup_start: string }
  return { id, stamp: start.slice(0, 10) }
}

describe('the preview of a restore', { timeout: 120_000 + trees * 3000 }, () => {
  const agreed = new Set<string>()
  afterAll(() =>
    noteFigure('preview-is-result', {
      says: 'random trees of which the preview of a restore told something else than what then happened',
      seed,
      cases: trees * overwritePolicies.length,
      wrong: (overwritePolicies.length - agreed.size) * trees,
      also: `${entries} entries`,
    }),
  )

  it.each(overwritePolicies)(`says what then happens, and that is the rule: %s (seed ${seed})`, async (overwrite) => {
    for (let number = 0; number < trees; number += sideBySide) {
      const random = seeded(seed * 10_000 + overwritePolicies.indexOf(overwrite) * 1000 + number)
      const about = `VAULTKEEPER_SEED=${seed}, trees from ${number}, ${overwrite}`
      const pairs = Array.from({ length: sideBySide }, () => {
        const things = randomThings(random)
        return { things, disk: changedThings(random, things) }
      })
      const snapshot = thingsSideBySide(pairs.map(({ things }) => things))
      const disk = thingsSideBySide(pairs.map((pair) => pair.disk))
      entries += snapshot.size
      const target = temporaryFolder('target')
      makeThings(target, disk)
      const { id, stamp } = await snapshotOf(snapshot)
      const before = foundThings(target)
      const ruled = expected(overwrite, snapshot, before, stamp)
      const request: RestoreRequest = { reference: id, vault: undefined, target, overwrite, verify: true, undo: false }
      const { preview, refusal } = await lookAhead(home.core, request, testHost())
      expect(foundThings(target), `${about}: a look writes nothing`).toEqual(before)
      expect(refusal, about).toBeNull()
      expect(counted(preview, ruled.fates), `${about}: the preview`).toEqual(countedByRule(ruled.fates))
      const ended = await restore(home.core, request, testHost())
      const said = Object.entries(preview.fates).some(([fate, { entries }]) => entries > 0 && /conflict|left-out/.test(fate))
      expect(ended.verdict, `${about}: ${JSON.stringify(ended.problem)} ${ended.warnings}`).toBe(said ? 'warnings' : 'done')
      const withTimes = overwrite !== 'keep-both'
      expect(comparable(foundThings(target), withTimes), `${about}: what happened`).toEqual(comparable(ruled.after, withTimes))
    }
    agreed.add(overwrite)
  })
})
