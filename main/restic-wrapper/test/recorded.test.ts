import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planBackup } from '../src/commands/backup.ts'
import { planCatConfig } from '../src/commands/cat-config.ts'
import { planCheck } from '../src/commands/check.ts'
import { planCopy } from '../src/commands/copy.ts'
import { planDiff } from '../src/commands/diff.ts'
import { planDump } from '../src/commands/dump.ts'
import { planFind, planFindObjects } from '../src/commands/find.ts'
import { planForget } from '../src/commands/forget.ts'
import { planInit } from '../src/commands/init.ts'
import { planKeyAdd, planKeyList } from '../src/commands/keys.ts'
import { planList } from '../src/commands/list.ts'
import { planCatLock, planUnlock } from '../src/commands/locks.ts'
import { planLs } from '../src/commands/ls.ts'
import type { Plan } from '../src/commands/plan.ts'
import { planPrune } from '../src/commands/prune.ts'
import { planRepairIndex, planRepairSnapshots } from '../src/commands/repair.ts'
import { planRestore } from '../src/commands/restore.ts'
import { planSnapshots } from '../src/commands/snapshots.ts'
import { planStats } from '../src/commands/stats.ts'
import { planTag } from '../src/commands/tag.ts'
import { planVersion } from '../src/commands/version.ts'
import type { Outcome } from '../src/outcome.ts'
import { someRepository } from './helpers/fake.ts'
import { readRecording, recordingNames, replay } from './helpers/recording.ts'

const backup = planBackup({ cwd: '/' })
const restore = planRestore({ snapshot: 'x', target: '/t' })
const config = planCatConfig()
const snapshots = planSnapshots({})
const check = planCheck({})
const checkText = planCheck({ progress: true })
const ls = planLs({ snapshot: 'x' })
const find = planFind({ patterns: ['x'] })
const dump = planDump({ snapshot: 'x', path: '/x' })
const forget = planForget({ keepLast: 1 })
const copy = planCopy({ from: someRepository })

/** Every recording, who reads it, and how it must end. */
const cases: Record<string, readonly [Plan<never, unknown> | Plan<unknown, unknown>, string]> = {
  version: [planVersion(), 'done'],
  init: [planInit({}), 'done'],
  'init-again': [planInit({}), 'repository-exists'],
  'cat-config': [config, 'done'],
  'no-repository': [config, 'no-repository'],
  'wrong-password': [config, 'wrong-password'],
  'empty-password': [config, 'bad-password'],
  'damaged-config': [config, 'damaged'],
  backup: [backup, 'done'],
  'backup-unchanged': [backup, 'done'],
  'backup-dry-run': [backup, 'done'],
  'backup-verbose': [backup, 'done'],
  'backup-partial': [backup, 'partial'],
  'backup-source-missing': [backup, 'source-missing'],
  'backup-interrupted': [backup, 'interrupted'],
  'backup-no-space': [backup, 'no-space'],
  snapshots: [snapshots, 'done'],
  'snapshots-none': [snapshots, 'done'],
  'snapshots-unknown-id': [snapshots, 'done'],
  'snapshots-damaged': [snapshots, 'partial'],
  'snapshots-unlisted': [snapshots, 'permission-denied'],
  'find-unlisted': [find, 'permission-denied'],
  'forget-unlisted': [forget, 'permission-denied'],
  'no-space-for-lock': [snapshots, 'no-space'],
  'unknown-flag': [snapshots, 'usage'],
  'read-only': [snapshots, 'interrupted'],
  'connection-refused': [snapshots, 'interrupted'],
  'sftp-unreachable': [snapshots, 'unreachable'],
  ls: [ls, 'done'],
  'ls-unknown-snapshot': [ls, 'snapshot-not-found'],
  'ls-damaged-index': [ls, 'damaged'],
  find: [find, 'done'],
  'find-nothing': [find, 'done'],
  'find-tree': [planFindObjects({ kind: 'tree', ids: ['x'] }), 'done'],
  'find-blob': [planFindObjects({ kind: 'blob', ids: ['x'] }), 'done'],
  diff: [planDiff({ from: 'a', to: 'b' }), 'done'],
  dump: [dump, 'done'],
  'dump-unknown-path': [dump, 'path-not-found'],
  'dump-damaged': [dump, 'damaged'],
  restore: [restore, 'done'],
  'restore-verbose': [restore, 'done'],
  'restore-item-errors': [restore, 'item-errors'],
  'restore-not-a-folder': [restore, 'path-not-found'],
  'restore-damaged': [restore, 'damaged'],
  'restore-no-space': [restore, 'no-space'],
  stats: [planStats({}), 'done'],
  'stats-raw': [planStats({}), 'done'],
  tag: [planTag({ add: ['x'] }), 'done'],
  forget: [forget, 'done'],
  'forget-dry-run': [forget, 'done'],
  'forget-nothing-to-keep': [forget, 'usage'],
  prune: [planPrune({}), 'done'],
  locked: [planPrune({}), 'locked'],
  check: [check, 'done'],
  'check-text': [checkText, 'done'],
  'check-damaged-pack': [check, 'damaged'],
  'check-damaged-pack-text': [checkText, 'damaged'],
  'check-missing-pack': [check, 'damaged'],
  'check-missing-pack-text': [checkText, 'damaged'],
  'check-damaged-index': [check, 'damaged'],
  'key-add': [planKeyAdd({ newPassword: 'x' }), 'done'],
  'key-list': [planKeyList(), 'done'],
  copy: [copy, 'done'],
  'copy-wrong-source-password': [copy, 'wrong-password'],
  'repair-index': [planRepairIndex({}), 'done'],
  'repair-snapshots-dry-run': [planRepairSnapshots({}), 'done'],
  'cat-lock': [planCatLock('x'), 'done'],
  'list-locks': [planList('locks'), 'done'],
  unlock: [planUnlock({}), 'done'],
}

const kindOf = (outcome: Outcome<unknown>) => (outcome.kind === 'failed' ? outcome.reason : outcome.kind)
/** `replay` for one recording, as the table says. */
const played = (name: keyof typeof cases) => {
  const [plan] = cases[name] ?? []
  if (!plan) throw new Error(`no such case: ${name}`)
  return replay(plan as Plan<Record<string, unknown>, Record<string, unknown>>, readRecording(name))
}
const resultOf = (name: string) => {
  const { outcome } = played(name)
  return outcome.kind === 'done' || outcome.kind === 'partial' ? outcome.result : undefined
}

test('every recording has its case', () => expect(Object.keys(cases).sort()).toEqual([...recordingNames].sort()))

test.each(Object.keys(cases))('%s ends as it must', (name) => {
  const { outcome } = played(name)
  expect(kindOf(outcome)).toBe(cases[name]?.[1])
  if (outcome.kind !== 'failed') return
  expect(outcome.message).not.toBe('')
  expect(outcome.message).not.toMatch(/[\u0000-\u001f]|^Fatal/)
})

test.each(Object.keys(cases))('%s reads the same wherever its output is cut', (name) => {
  const [plan] = cases[name] ?? []
  const recording = readRecording(name)
  const whole = JSON.stringify(replay(plan as Plan<unknown, unknown>, recording))
  const places = fc.array(fc.nat(recording.stdout.length + recording.stderr.length + 1), { maxLength: 20 })
  const runs = { numRuns: 30, endOnFailure: true }
  fc.assert(
    fc.property(places, (cuts) => JSON.stringify(replay(plan as Plan<unknown, unknown>, recording, cuts)) === whole),
    runs,
  )
})

describe('what is read', () => {
  test('backup: progress and summary', () => {
    const { events, outcome } = played('backup')
    expect(events[0]).toMatchObject({ type: 'progress', percent: expect.any(Number), currentFiles: expect.any(Array) })
    expect(outcome).toMatchObject({
      result: { filesNew: 4, dirsNew: 1, totalFilesProcessed: 4, snapshotId: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
  })
  test('backup: no snapshot id when nothing changed, nor in a dry run', () => {
    expect(resultOf('backup-unchanged')).not.toHaveProperty('snapshotId')
    expect(resultOf('backup-dry-run')).not.toHaveProperty('snapshotId')
    expect(resultOf('backup-dry-run')).toMatchObject({ dryRun: true })
  })
  test('backup: what is missing is a failed item', () => {
    expect(played('backup-partial').outcome).toMatchObject({ failures: [{ item: '../missing', during: 'scan' }], failureCount: 1 })
  })
  test('snapshots that cannot be read make the list partial, never silently shorter', () => {
    const { outcome } = played('snapshots-damaged')
    expect(outcome).toMatchObject({
      kind: 'partial',
      result: [],
      failureCount: 2,
      failures: [{ item: expect.stringMatching(/^snapshot [0-9a-f]{64}$/) }, {}],
    })
  })
  test('snapshots that may not be listed are a failure, though restic gives an empty list and ends with 0', () => {
    expect(played('snapshots-unlisted').outcome).toMatchObject({
      kind: 'failed',
      reason: 'permission-denied',
      message: 'open closed/snapshots: permission denied',
      exitCode: 0,
    })
  })
  test('a list without an id that was asked for warns', () => {
    expect(played('snapshots-unknown-id').outcome).toMatchObject({
      kind: 'done',
      result: [],
      warnings: [expect.stringContaining('ffffffff')],
    })
  })
  test('ls: nodes', () => {
    const { events } = played('ls')
    expect(events.map((node) => node.path)).toContain('/sub/two.md')
    expect(events.find((node) => node.path === '/one.md')).toMatchObject({ type: 'file', size: 4, permissions: '-rw-r--r--' })
    expect(events.find((node) => String(node.path).startsWith('/bad'))?.path).toBe('/bad\ufffd\ufffdname.md')
  })
  test('find: matches by snapshot, and objects', () => {
    expect(resultOf('find')).toMatchObject([{ snapshot: expect.any(String), matches: [{ path: '/one.md', name: 'one.md' }] }, {}, {}])
    expect(resultOf('find-nothing')).toEqual([])
    expect(resultOf('find-tree')).toContainEqual(expect.objectContaining({ kind: 'tree', path: '/' }))
    expect(resultOf('find-blob')).toContainEqual(expect.objectContaining({ kind: 'blob', parentTree: expect.any(String) }))
  })
  test('diff: changes and sums', () => {
    const { events, outcome } = played('diff')
    expect(events).toContainEqual({ path: '/three.md', modifier: '+' })
    expect(events).toContainEqual({ path: '/sub/two.md', modifier: '-' })
    expect(outcome).toMatchObject({ result: { changedFiles: 1, added: { files: 1 }, removed: { files: 1 } } })
  })
  test('restore: summary and items', () => {
    expect(resultOf('restore')).toMatchObject({ filesRestored: 6, bytesSkipped: 0 })
    expect(played('restore-verbose').events).toContainEqual(expect.objectContaining({ type: 'item', action: 'deleted' }))
    expect(played('restore-item-errors').outcome).toMatchObject({
      failures: [{ item: '/one.md', during: 'restore' }],
      partialResult: { totalFiles: 6 },
    })
  })
  test('forget: groups with what is kept and why', () => {
    expect(resultOf('forget-dry-run')).toMatchObject([
      { host: 'host', tags: [], keep: [{ id: expect.any(String) }], remove: [{}, {}], reasons: [{ matches: ['last snapshot'] }] },
    ])
  })
  test('prune: sums of its text', () => {
    expect(resultOf('prune')).toEqual({ removedBlobs: 4, removedBytes: 934, remainingBlobs: 8, remainingBytes: 3001025 })
  })
  test('locked: who holds it', () => {
    expect(played('locked').outcome).toMatchObject({
      lock: { pid: expect.any(Number), host: 'host', user: 'root', exclusive: false, age: expect.stringMatching(/s$/) },
    })
  })
  test('check says the same in both modes', () => {
    for (const name of ['check-damaged-pack', 'check-missing-pack']) {
      const [json, text] = [played(name).outcome, played(`${name}-text`).outcome]
      if (json.kind !== 'failed' || text.kind !== 'failed') throw new Error('both must fail')
      expect(json.failures).toEqual(text.failures)
      expect(json.failures[0]?.item).toMatch(/^pack [0-9a-f]{64}$/)
      expect(json.partialResult?.brokenPacks).toEqual(text.partialResult?.brokenPacks)
    }
    expect(played('check-damaged-index').outcome).toMatchObject({ partialResult: { errors: 1, suggestRepairIndex: true } })
  })
  test('tag, copy, keys, locks, stats', () => {
    expect(resultOf('tag')).toMatchObject({ changedCount: 1, changed: [{ oldId: expect.any(String) }] })
    expect(resultOf('copy')).toMatchObject({ copied: [{ shortId: expect.any(String), sourceShortId: expect.any(String) }, {}] })
    expect(resultOf('key-list')).toMatchObject([{ current: true }, { current: false }])
    expect(resultOf('key-add')).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(resultOf('cat-lock')).toMatchObject({ exclusive: false, hostname: 'host' })
    expect(resultOf('list-locks')).toHaveLength(1)
    expect(resultOf('unlock')).toEqual({ removed: 1 })
    expect(resultOf('stats-raw')).toMatchObject({ totalBlobCount: expect.any(Number) })
    expect(resultOf('cat-config')).toMatchObject({ version: 2 })
  })
})
