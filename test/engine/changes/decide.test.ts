import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { approve } from '../../../main/engine/changes/approve.ts'
import * as lookingAtPlace from '../../../main/engine/changes/look-at-place.ts'
import { putBack, removeAdded } from '../../../main/engine/changes/put-back.ts'
import { readEntries, type StreamedEntry } from '../../../main/engine/changes/read-entries.ts'
import { revert } from '../../../main/engine/changes/revert.ts'
import { chainStart, sealLine } from '../../../main/engine/history/chain.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { waitingChanges } from '../../../main/engine/state/change-queries.ts'
import { type ChangesBench, changesBench } from '../../helpers/changes-bench.ts'
import { damageContents } from '../../helpers/damage-contents.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

/** Each restic process takes half a second of a core for the key alone. */
const slow = 120_000

const waiting = (bench: ChangesBench) => waitingChanges(bench.core.state.database)

/** What a snapshot gives back of its files, as text. */
async function contentsOf(bench: ChangesBench, snapshot: string): Promise<Record<string, string>> {
  const opened = await openRepository(bench.core, 'default', 'read', testHost())
  const contents: Record<string, string> = {}
  const request = { snapshot, folder: '/', wanted: () => true, keepUpTo: 1e6 }
  for await (const { path, entry } of readEntries(opened, request, testHost()))
    contents[path] = entry.content?.toString() ?? `-> ${entry.target}`
  return contents
}

test(
  'a change is reverted: content, mode and time are back, what was there is in the safety snapshot, and the next look finds nothing',
  async () => {
    const bench = await changesBench()
    const { at, write } = bench
    chmodSync(at('em/priority_weights.json'), 0o640)
    utimesSync(at('em/priority_weights.json'), 1_600_000_000, 1_600_000_000.123456)
    symlinkSync('one.md', at('em/rules/link'))
    write('z/rules/turned/deep.md', 'deep\n')
    const before = statSync(at('em/priority_weights.json'))
    await bench.look()
    write('em/priority_weights.json', '{"risk":9,"speed":2}\n')
    chmodSync(at('em/priority_weights.json'), 0o666)
    rmSync(at('em/rules'), { recursive: true })
    rmSync(at('z/rules/turned'), { recursive: true })
    write('z/rules/turned', 'a file now\n')
    write('new/rules/added.md', 'added\n')
    const { change } = await bench.look()
    // Changed again, since it was found.
    write('new/rules/added.md', 'added and changed\n')
    write('em/agent.log', 'nobody watches this\n')

    const ended = await revert(bench.core, change ?? '', 'ada@work', testHost())
    expect(ended).toMatchObject({ kind: 'revert', verdict: 'warnings', result: { change, restored: 5, removed: 2, untouched: 0 } })
    expect(ended.warnings).toEqual([expect.stringMatching(/^new\/rules\/added\.md had changed again since/)])
    expect(readFileSync(at('em/priority_weights.json'), 'utf8')).toBe('{"risk":1,"speed":2}\n')
    const after = statSync(at('em/priority_weights.json'))
    expect(after.mode & 0o7777).toBe(0o640)
    expect(Math.abs(after.mtimeMs - before.mtimeMs)).toBeLessThan(0.01)
    expect(readdirSync(at('em/rules')).sort()).toEqual(['link', 'one.md', 'two.md'])
    expect(readlinkSync(at('em/rules/link'))).toBe('one.md')
    expect(readFileSync(at('z/rules/turned/deep.md'), 'utf8')).toBe('deep\n')
    expect(existsSync(at('new/rules/added.md'))).toBe(false)
    expect(readFileSync(at('em/agent.log'), 'utf8')).toBe('nobody watches this\n')

    const safety = ended.result?.safety ?? ''
    expect(await contentsOf(bench, safety)).toEqual({
      'em/priority_weights.json': '{"risk":9,"speed":2}\n',
      'new/rules/added.md': 'added and changed\n',
      'z/rules/turned': 'a file now\n',
    })
    expect(ended.result?.safetyLabel).toMatch(/^manual\//)
    expect(bench.trail().at(-1)).toMatchObject({
      event: 'change.decided',
      change,
      decision: 'reverted',
      by: 'ada@work',
      safety,
      diffHash: ended.result?.hash,
    })
    expect(waiting(bench)).toEqual([])
    // Our own writing is no change.
    expect(await bench.look()).toEqual({ state: 'unchanged', change: null })
    expect(waiting(bench)).toEqual([])

    // The next one is approved, and is what later ones are compared with.
    write('em/rules/two.md', 'Be very kind.\n')
    const next = await bench.look()
    const decided = await approve(bench.core, (next.change ?? '').slice(0, 5), 'grace', testHost())
    expect(bench.trail().at(-1)).toMatchObject({
      event: 'change.decided',
      change: next.change,
      decision: 'approved',
      by: 'grace',
      diffHash: decided.hash,
    })
    const trail = recorded(bench.root).filter(({ event }) => event === 'change.decided') as unknown as { time: string }[]
    for (const { time } of trail) expect(Date.parse(time)).toBeGreaterThan(Date.now() - 300_000)
    expect(await bench.look()).toEqual({ state: 'unchanged', change: null })
    for (const again of [approve, revert])
      await expect(again(bench.core, next.change ?? '', 'eve', testHost()).then((end) => Promise.reject(end))).rejects.toMatchObject({
        problem: { code: 'change-decided', sentence: expect.stringContaining('grace') },
      })
  },
  slow,
)

test(
  'what is recorded and what the repository holds must be the same, or nothing is decided',
  async () => {
    const bench = await changesBench()
    await bench.look()
    bench.write('em/priority_weights.json', '{"risk":9}\n')
    const { change = '' } = await bench.look()
    bench.close()
    // Someone changes the hash in the history, seals all lines anew, and lets the state be made anew from it.
    const real = waitingHash(bench.root)
    rewriteHistory(bench.root, real, 'f'.repeat(64))
    const { core, close } = await testHome({ root: bench.root, keychain: bench.keychain })
    core.settings.configuration = bench.core.settings.configuration
    const refused = { problem: { code: 'change-differs', remedy: expect.stringContaining('history --verify') } }
    await expect(approve(core, change ?? '', 'eve', testHost())).rejects.toMatchObject(refused)
    expect(await revert(core, change ?? '', 'eve', testHost())).toMatchObject({ verdict: 'failed', ...refused })
    expect(readFileSync(bench.at('em/priority_weights.json'), 'utf8')).toBe('{"risk":9}\n')
    expect(waitingChanges(core.state.database)).toHaveLength(1)
    // Someone damages what the repository holds.
    close()
    rewriteHistory(bench.root, 'f'.repeat(64), real)
    const { core: mended } = await testHome({ root: bench.root, keychain: bench.keychain })
    await damageContents(path.join(core.home.repositories, 'default'), bench.keychain.entries.get('repository:default'))
    await expect(approve(mended, change ?? '', 'eve', testHost())).rejects.toMatchObject({
      problem: { code: 'read-back-failed' },
    })
    expect(recorded(bench.root).filter((line) => line.event === 'change.decided' && line.by !== 'vaultkeeper')).toEqual([])
  },
  slow,
)

function rewriteHistory(root: string, old: string, now: string): void {
  const file = path.join(root, 'system-history.jsonl')
  let previous = chainStart
  const lines = recorded(root).map((line) => {
    const { hash: _, ...body } = JSON.parse(JSON.stringify(line).replaceAll(old, now))
    const sealed = sealLine({ ...body, previous })
    previous = sealed.hash
    return `${sealed.line}\n`
  })
  writeFileSync(file, lines.join(''))
  for (const suffix of ['', '-wal', '-shm']) rmSync(path.join(root, `state.sqlite${suffix}`), { force: true })
}

function waitingHash(root: string): string {
  const found = recorded(root).filter((line) => line.event === 'change.found')
  const last = found.at(-1)
  return last?.event === 'change.found' ? last.diffHash : ''
}

test(
  'without a safety snapshot nothing is touched',
  async () => {
    const bench = await changesBench()
    await bench.look()
    bench.write('em/priority_weights.json', '{"risk":9}\n')
    const { change } = await bench.look()
    // Reading needs no lock; a backup does, and cannot have one.
    const locks = path.join(bench.core.home.repositories, 'default', 'locks')
    rmSync(locks, { recursive: true })
    writeFileSync(locks, '')
    bench.write('em/rules/one.md', 'so that there is something to save\n')
    const ended = await revert(bench.core, change ?? '', 'ada', testHost())
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'safety-failed' } })
    expect(readFileSync(bench.at('em/priority_weights.json'), 'utf8')).toBe('{"risk":9}\n')
    expect(waiting(bench)).toHaveLength(1)
  },
  slow,
)

test(
  'what the plan takes no longer is reverted all the same, and the safety snapshot holds it',
  async () => {
    const bench = await changesBench()
    const { core } = bench
    bench.write('em/rules/a[1]*.md', 'approved')
    await bench.look()
    bench.write('em/rules/a[1]*.md', 'changed')
    const { change } = await bench.look()
    const { configuration } = core.settings
    const plan = configuration?.plans['on-change']
    if (!configuration || !plan) throw new Error('there is none')
    const sources = [{ vault: 'agents', include: ['**/priority_weights.json'] }]
    core.settings.configuration = { ...configuration, plans: { 'on-change': { ...plan, sources } } }
    const ended = await revert(core, change ?? '', 'ada', testHost())
    expect(ended).toMatchObject({ verdict: 'done', result: { restored: 1 } })
    expect(readFileSync(bench.at('em/rules/a[1]*.md'), 'utf8')).toBe('approved')
    expect(await contentsOf(bench, ended.result?.safety ?? '')).toMatchObject({ 'em/rules/a[1]*.md': 'changed' })
  },
  slow,
)

test(
  'a revert follows no link out of the vault',
  async () => {
    const bench = await changesBench()
    const outside = temporaryFolder('outside')
    mkdirSync(path.join(outside, 'rules'))
    writeFileSync(path.join(outside, 'rules', 'one.md'), 'of somebody else\n')
    await bench.look()
    rmSync(bench.at('em/rules/two.md'))
    bench.write('em/rules/one.md', 'changed\n')
    bench.write('em/rules/new.md', 'new\n')
    const { change } = await bench.look()
    renameSync(bench.at('em'), bench.at('em-was'))
    symlinkSync(outside, bench.at('em'))
    const ended = await revert(bench.core, change ?? '', 'ada', testHost())
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'in-the-way' } })
    expect(readdirSync(path.join(outside, 'rules'))).toEqual(['one.md'])
    expect(readFileSync(path.join(outside, 'rules', 'one.md'), 'utf8')).toBe('of somebody else\n')
    // A link in place of the file itself is replaced, not written through.
    rmSync(bench.at('em'))
    renameSync(bench.at('em-was'), bench.at('em'))
    rmSync(bench.at('em/rules/one.md'))
    symlinkSync(path.join(outside, 'rules', 'one.md'), bench.at('em/rules/one.md'))
    expect(await revert(bench.core, change ?? '', 'ada', testHost())).toMatchObject({
      verdict: 'warnings',
      result: { restored: 2, removed: 1 },
    })
    expect(readFileSync(path.join(outside, 'rules', 'one.md'), 'utf8')).toBe('of somebody else\n')
    expect(lstatSync(bench.at('em/rules/one.md')).isFile()).toBe(true)
    expect(readdirSync(bench.at('em/rules')).sort()).toEqual(['one.md', 'two.md'])
  },
  slow,
)

/** The core, with something done as soon as the safety snapshot is there and recorded. */
function behindSafety(bench: ChangesBench, then: () => void): ChangesBench['core'] {
  return {
    ...bench.core,
    record: async (event) => {
      await bench.core.record(event)
      if (event.event === 'run.snapshot') then()
    },
  }
}

test(
  'what was written behind the safety snapshot is neither replaced nor removed, for nobody has saved it',
  async () => {
    const bench = await changesBench()
    await bench.look()
    bench.write('em/rules/one.md', 'changed\n')
    const first = await bench.look()
    const replacing = behindSafety(bench, () => bench.write('em/rules/one.md', 'written a moment ago\n'))
    const refused = {
      verdict: 'failed',
      problem: { code: 'not-in-safety', sentence: expect.stringContaining('em/rules/one.md is not in') },
    }
    expect(await revert(replacing, first.change ?? '', 'ada', testHost())).toMatchObject(refused)
    expect(readFileSync(bench.at('em/rules/one.md'), 'utf8')).toBe('written a moment ago\n')
    expect(await revert(bench.core, first.change ?? '', 'ada', testHost())).toMatchObject({ result: { restored: 1 } })

    bench.write('em/rules/new.md', 'added\n')
    const second = await bench.look()
    const removing = behindSafety(bench, () => bench.write('em/rules/new.md', 'written a moment ago\n'))
    expect(await revert(removing, second.change ?? '', 'ada', testHost())).toMatchObject({ problem: { code: 'not-in-safety' } })
    expect(readFileSync(bench.at('em/rules/new.md'), 'utf8')).toBe('written a moment ago\n')
    expect(readdirSync(bench.at('em/rules')).sort()).toEqual(['new.md', 'one.md', 'two.md'])
  },
  slow,
)

test('a file that is written while it is put back or removed stays as it was written then', async () => {
  const place = path.join(realpathSync(temporaryFolder('meanwhile')), 'a.md')
  const entry = (content: string) => {
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { kind: 'file', size: content.length, sha256, target: null, content: null } as const
  }
  const refused = { problem: { code: 'changed-meanwhile' } }
  writeFileSync(place, 'saved')
  async function* meanwhile() {
    yield Buffer.from('approved')
    writeFileSync(place, 'written meanwhile')
  }
  const streamed = { path: 'a.md', header: { name: 'a.md' } as StreamedEntry['header'], content: meanwhile() }
  const approved = entry('approved')
  await expect(putBack({ place, approved, node: undefined, streamed, kept: entry('saved') })).rejects.toMatchObject(refused)
  expect(readFileSync(place, 'utf8')).toBe('written meanwhile')

  writeFileSync(place, 'saved')
  const look = lookingAtPlace.lookAtPlace
  const looking = vi.spyOn(lookingAtPlace, 'lookAtPlace').mockImplementationOnce(async (at) => {
    const now = await look(at)
    writeFileSync(at, 'written right behind the look')
    return now
  })
  await expect(removeAdded(place, entry('saved'))).rejects.toMatchObject(refused)
  looking.mockRestore()
  expect(readFileSync(place, 'utf8')).toBe('written right behind the look')
  expect(readdirSync(path.dirname(place))).toEqual(['a.md'])
})

test(
  'a link to a name that is no text is put back by nobody, before anything is done; one that came in its place goes, by its very bytes',
  async () => {
    const bench = await changesBench()
    const { at, write } = bench
    const leadTo = (name: string, bytes: string) => {
      rmSync(at(name), { force: true })
      symlinkSync(Buffer.from(bytes, 'latin1'), at(name))
    }
    leadTo('em/rules/approved', 'caf\xe9.md')
    leadTo('em/rules/changed', 'one.md')
    await bench.look()
    // Before the link in the order in which they are looked at.
    write('em/rules/added.md', 'added\n')
    leadTo('em/rules/approved', 'elsewhere')
    const { change } = await bench.look()
    const snapshots = recorded(bench.root).filter(({ event }) => event === 'run.snapshot').length
    const refused = await revert(bench.core, change ?? '', 'ada', testHost())
    expect(refused).toMatchObject({ verdict: 'failed', problem: { code: 'name-not-text' } })
    expect(refused.problem?.sentence).toBe(
      'Where the link "em/rules/approved" led, "caf\uFFFD.md", is no text, so it cannot be put back by itself.',
    )
    expect(recorded(bench.root).filter(({ event }) => event === 'run.snapshot')).toHaveLength(snapshots)
    expect(readdirSync(at('em/rules')).sort()).toEqual(['added.md', 'approved', 'changed', 'one.md', 'two.md'])
    expect(readlinkSync(at('em/rules/approved'))).toBe('elsewhere')

    // What a program made to lead to such a name is reverted as all else is, once it is as the safety snapshot holds it.
    leadTo('em/rules/approved', 'caf\xe9.md')
    leadTo('em/rules/changed', 'caf\xe8.md')
    leadTo('em/rules/added', 'caf\xe8.md')
    const other = await bench.look()
    expect(await revert(bench.core, other.change ?? '', 'ada', testHost())).toMatchObject({
      verdict: 'done',
      result: { restored: 1, removed: 2, untouched: 0 },
    })
    expect(readlinkSync(at('em/rules/changed'))).toBe('one.md')
    expect(readdirSync(at('em/rules')).sort()).toEqual(['approved', 'changed', 'one.md', 'two.md'])
    expect(readlinkSync(at('em/rules/approved'), 'buffer').toString('latin1')).toBe('caf\xe9.md')

    // Two such names are two.
    const [one, another] = await Promise.all(
      ['caf\xe9.md', 'caf\xe8.md'].map(async (bytes, number) => {
        leadTo(`em/rules/${number}`, bytes)
        return lookingAtPlace.lookAtPlace(at(`em/rules/${number}`))
      }),
    )
    expect(one).toMatchObject({ kind: 'link', sha256: expect.any(String) })
    expect(another).not.toMatchObject({ sha256: one && 'sha256' in one ? one.sha256 : '' })
  },
  slow,
)

test(
  'a revert that is killed in the middle is finished by the next one',
  async () => {
    const bench = await changesBench()
    const { at, write } = bench
    const names = Array.from({ length: 60 }, (_, number) => `em/rules/rule-${String(number).padStart(2, '0')}.md`)
    for (const name of names) write(name, `approved ${name}\n${'x'.repeat(200_000)}`)
    await bench.look()
    for (const name of names) write(name, `changed ${name}\n`)
    const { change } = await bench.look()
    const killed = startNode(
      `
    const [root, change, configuration] = parameters
    const { createEngine } = await engine('engine.ts')
    const { plainPorts } = await helper('plain-ports.ts')
    const { revert } = await engine('changes/revert.ts')
    const { watch } = await import('node:fs')
    const { core } = await createEngine(root, plainPorts())
    core.settings.configuration = configuration
    let seen = 0
    watch(configuration.vaults.agents.path + '/em/rules', (type) => { if (type === 'rename' && ++seen === 20) process.kill(process.pid, 'SIGKILL') })
    await revert(core, change, 'ada', { signal: new AbortController().signal, onProgress: () => undefined })
    console.log('was not killed')
    `,
      [bench.root, change, bench.core.settings.configuration],
      { env: { ...process.env, VAULTKEEPER_PASSWORD: [...bench.keychain.entries.values()].at(-1) ?? '' } },
    )
    expect((await killed.ended).stdout).toBe('')
    expect(killed.process.signalCode).toBe('SIGKILL')
    const half = names.filter((name) => readFileSync(at(name), 'utf8').startsWith('approved'))
    expect(half.length).toBeGreaterThan(0)
    expect(half.length).toBeLessThan(names.length)
    // Whole files only, whichever of both.
    for (const name of names) expect([9 + name.length + 1 + 1 + 200_000 - 1, 8 + name.length + 1]).toContain(statSync(at(name)).size)
    const ended = await revert(bench.core, change ?? '', 'ada', testHost())
    expect(ended).toMatchObject({ verdict: 'done', result: { restored: names.length - half.length, untouched: half.length } })
    expect(readdirSync(at('em/rules')).filter((name) => name.startsWith('.'))).toEqual([])
    for (const name of names) expect(readFileSync(at(name), 'utf8').startsWith(`approved ${name}`)).toBe(true)
    const runs = recorded(bench.root).filter((line) => line.event === 'run.outcome' && line.verdict === 'interrupted')
    expect(runs).toHaveLength(1)
    expect(await bench.look()).toEqual({ state: 'unchanged', change: null })
  },
  slow,
)
