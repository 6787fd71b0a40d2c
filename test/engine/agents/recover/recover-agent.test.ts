import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { agentNamed } from '../../../../main/engine/agents/agent-named.ts'
import { startAgent } from '../../../../main/engine/agents/process/start-agent.ts'
import { planAgent } from '../../../../main/engine/agents/recover/look-at-agent.ts'
import { recoverAgent } from '../../../../main/engine/agents/recover/recover-agent.ts'
import type { RunProgress } from '../../../../main/engine/core.ts'
import { takeLock } from '../../../../main/engine/home/lock.ts'
import { repositoryLock } from '../../../../main/engine/repositories/repository-place.ts'
import { backup } from '../../../../main/engine/runs/backup-run.ts'
import { restore } from '../../../../main/engine/runs/restore-run.ts'
import { signal, waitFor } from '../../../helpers/cli-processes.ts'
import { cheapenKey, forgeSnapshot, forgeTree } from '../../../helpers/forge-snapshots.ts'
import { recoverBench, runsOf, textOf } from '../../../helpers/recover-bench.ts'
import { testHost } from '../../../helpers/temporary-home.ts'
import { treeOf } from '../../../helpers/tree-of.ts'

const sunday = '2026-11-15T03:00:00Z'
const today = '2026-11-20T03:00:00Z'

describe('bringing an agent back', { timeout: 180_000 }, () => {
  it('takes the weekly skills and the weights and memory of today, byte for byte, and leaves what it is to preserve', async () => {
    const bench = await recoverBench({ jay: { preserve: ['queue.log', 'logs'] } })
    bench.fill({
      'SOUL.md': 'jay',
      'skills/sing.md': 'sing, of sunday',
      'memory/old.md': 'forgotten since',
      'memory/kept.md': 'of sunday',
      'weights/w.bin': 'w1',
      'queue.log': 'q1',
    })
    await bench.plan('weekly', sunday)
    bench.fill({ 'memory/kept.md': 'of today', 'memory/new.md': 'new', 'weights/w.bin': '\0\x01w2', 'skills/sing.md': 'half' })
    rmSync(bench.jay('memory/old.md'))
    await bench.plan('daily', today)
    bench.fill({ 'queue.log': 'q1\nq2\n', 'logs/a.log': 'a', 'memory/kept.md': 'noise', 'diary.md': 'only on the disk' })
    rmSync(bench.jay('SOUL.md'))
    writeFileSync(bench.jay('weights/w.bin'), 'corrupt')
    const [queue, log] = [lstatSync(bench.jay('queue.log'), { bigint: true }), lstatSync(bench.jay('logs/a.log'), { bigint: true })]
    const agent = agentNamed(bench.core, 'jay')
    const before = treeOf(bench.folder)
    const plan = await planAgent(bench.core, agent, 'asked', testHost())
    expect(plan).toMatchObject({ problem: null, added: 1, replaced: 3, same: 1, stay: 1, preserved: 2, running: [], because: 'asked' })
    expect(plan.examples).toEqual({
      replaced: expect.arrayContaining(['skills/sing.md', 'memory/kept.md', 'weights/w.bin']),
      preserved: expect.arrayContaining(['queue.log', 'logs/a.log']),
    })
    expect(plan.backup?.layers.map(({ how, plan: by }) => `${how} ${by}`)).toEqual(['whole weekly', 'part daily'])
    expect(treeOf(bench.folder)).toEqual(before)
    const ended = await bench.recover()
    expect(ended.problem).toBeUndefined()
    expect(ended.warnings).toEqual([])
    expect(ended).toMatchObject({
      verdict: 'done',
      result: { folder: 'recovered', process: 'beats', added: plan.added, replaced: plan.replaced, preserved: 2 },
    })
    const files = ['SOUL.md', 'skills/sing.md', 'memory/kept.md', 'memory/new.md', 'weights/w.bin', 'queue.log', 'diary.md']
    expect(Object.fromEntries(files.map((name) => [name, readFileSync(bench.jay(name), 'utf8')]))).toEqual({
      'SOUL.md': 'jay',
      'skills/sing.md': 'sing, of sunday',
      'memory/kept.md': 'of today',
      'memory/new.md': 'new',
      'weights/w.bin': '\0\x01w2',
      'queue.log': 'q1\nq2\n',
      'diary.md': 'only on the disk',
    })
    expect(existsSync(bench.jay('memory/old.md'))).toBe(false)
    for (const [name, before] of [
      ['queue.log', queue],
      ['logs/a.log', log],
    ] as const) {
      const { ino, mtimeNs } = lstatSync(bench.jay(name), { bigint: true })
      expect([name, ino, mtimeNs]).toEqual([name, before.ino, before.mtimeNs])
    }
    expect(bench.events('recovery.step').map(({ step }) => step)).toEqual([
      'composed',
      'stopped',
      'saved',
      'restored',
      'replacing',
      'replaced',
      'started',
      'verified',
    ])
    expect(bench.left()).toEqual([])
    expect(await runsOf(bench)).not.toEqual([])
    // What was there before lies in the safety snapshot, and goes back in place; what was preserved is not in it.
    await stop(bench)
    const request = {
      reference: ended.result?.safety ?? '',
      vault: undefined,
      target: undefined,
      overwrite: 'always' as const,
      verify: false,
    }
    expect((await restore(bench.core, request, testHost())).verdict).toMatch(/done|not-verified/)
    expect(textOf(bench.jay('memory/kept.md'))).toBe('noise')
    expect(textOf(bench.jay('queue.log'))).toBe('q1\nq2\n')
    expect(lstatSync(bench.jay('queue.log')).ino).toBe(Number(queue.ino))
  })

  it('says that it would be incomplete with only a daily one, and does it when that is wanted', async () => {
    const bench = await recoverBench()
    bench.fill({ 'SOUL.md': 'jay', 'memory/a.md': 'a' })
    await bench.plan('daily', today)
    bench.fill({ 'memory/a.md': 'noise' })
    const before = treeOf(bench.folder)
    const refused = await bench.recover()
    expect(refused).toMatchObject({
      verdict: 'failed',
      problem: { code: 'agent-incomplete', remedy: expect.stringContaining('--incomplete') },
    })
    expect(refused.result).toMatchObject({ folder: 'as-before', process: 'not-started', snapshots: [] })
    expect(treeOf(bench.folder)).toEqual(before)
    const ended = await bench.recover({ incomplete: true })
    expect(ended).toMatchObject({ verdict: 'warnings', warnings: [expect.stringContaining('Only a part')], result: { process: 'beats' } })
    expect([textOf(bench.jay('memory/a.md')), textOf(bench.jay('SOUL.md'))]).toEqual(['a', 'jay'])
  })

  it('takes what another repository has where one cannot be read, and an earlier one where the folder was gone already', async () => {
    const repositories = (folder: string) => ({
      one: { type: 'local', path: `${folder}/one`, prune: false },
      two: { type: 'local', path: `${folder}/two`, prune: false, appendOnly: true },
    })
    const bench = await recoverBench()
    bench.configure({ repositories: repositories(path.dirname(bench.folder)) })
    bench.fill({ 'SOUL.md': 'of sunday', 'memory/a.md': 'a' })
    await bench.plan('weekly', sunday, 'two')
    bench.fill({ 'SOUL.md': 'of today' })
    await bench.plan('weekly', today, 'one')
    rmSync(bench.jay(), { recursive: true })
    mkdirSync(path.join(bench.folder, 'rick'))
    writeFileSync(path.join(bench.folder, 'rick', 'SOUL.md'), 'rick')
    await bench.plan('weekly', '2026-11-21T03:00:00Z', 'one')
    const earlier = await bench.recover()
    expect(earlier).toMatchObject({
      verdict: 'warnings',
      warnings: [expect.stringContaining('holds nothing of jay')],
      result: { safety: null },
    })
    expect(textOf(bench.jay('SOUL.md'))).toBe('of today')
    await stop(bench)
    const gone = path.join(path.dirname(bench.folder), 'one')
    renameSync(gone, `${gone}-away`)
    const ended = await bench.recover()
    expect(ended).toMatchObject({
      verdict: 'warnings',
      warnings: [expect.stringMatching(/^What "one" holds was not used/)],
      result: { repository: 'two', folder: 'recovered', safety: expect.any(String) },
    })
    expect([textOf(bench.jay('SOUL.md')), textOf(path.join(bench.folder, 'rick', 'SOUL.md'))]).toEqual(['of sunday', 'rick'])
    await stop(bench)
    const before = treeOf(bench.jay())
    renameSync(`${gone.slice(0, -3)}two`, `${gone}-two-away`)
    const none = await bench.recover()
    expect(none).toMatchObject({
      verdict: 'failed',
      problem: { code: expect.stringMatching(/repository-gone|drive/) },
      result: { folder: 'as-before' },
    })
    expect(treeOf(bench.jay())).toEqual(before)
    expect(bench.left()).toEqual([])
  })

  it('touches nothing where a name in the backup would lead out of the folder', async () => {
    const bench = await recoverBench()
    bench.fill({ 'SOUL.md': 'jay' })
    await bench.plan('weekly', sunday)
    const location = path.join(bench.root, 'repositories', 'default')
    const key = cheapenKey(location, bench.keychain.entries.get('repository:default') ?? '')
    const file = { type: 'file', mode: 0o644, mtime: today, atime: today, ctime: today, uid: 0, gid: 0, size: 0, content: [] }
    const inside = forgeTree(location, key, [{ ...file, name: '../../out.md' }])
    const folder = { ...file, name: 'jay', type: 'dir', mode: 0o40755, subtree: inside, content: undefined }
    const tree = forgeTree(location, key, [folder])
    const id = forgeSnapshot(location, key, { time: today, hostname: 'h', tags: [], tree })
    const seen = { id, time: today, vault: 'agents', plan: 'weekly', files: 1, bytes: 0 }
    await bench.core.record({ event: 'snapshots.seen', repository: 'default', snapshots: [seen] })
    const before = treeOf(bench.folder)
    const ended = await bench.recover()
    expect(ended).toMatchObject({
      verdict: 'failed',
      problem: { code: expect.stringMatching(/^(hostile-names|some-files-failed)$/) },
      result: { folder: 'as-before' },
    })
    const { '': _then, ...then } = before
    const { '': _now, ...now } = treeOf(bench.folder)
    expect(now).toEqual(then)
    expect([existsSync(path.join(path.dirname(bench.folder), 'out.md')), bench.left()]).toEqual([false, []])
  })

  it('replaces nothing where what is there cannot be saved first, and starts again what it had ended', async () => {
    const bench = await recoverBench()
    bench.fill({ 'SOUL.md': 'jay' })
    await bench.plan('weekly', sunday)
    bench.fill({ 'SOUL.md': 'noise', 'mine.md': 'mine' })
    const agent = agentNamed(bench.core, 'jay')
    const first = await startAgent(bench.core, agent, 'r0')
    const { '': _before, heartbeat: _beat, ...before } = treeOf(bench.jay())
    const keys = path.join(bench.root, 'repositories', 'default', 'keys')
    const request = { agent, recovery: 'r1', trigger: 'manual' as const, incomplete: false }
    // As long as a backup goes on in there, it is left at its work.
    const lock = await takeLock(bench.core.home.locks, repositoryLock('default'), { doing: 'backing up', patience: 10_000 })
    const waiting = Promise.withResolvers<void>()
    const host = {
      ...testHost(),
      onProgress: (told: RunProgress) => told.step === 'note' && /^Waiting/.test(told.text) && waiting.resolve(),
    }
    const recovering = recoverAgent(bench.core, request, host, (step) => step === 'stopped' && renameSync(keys, `${keys}-away`))
    await waiting.promise
    expect(await runsOf(bench)).toContain(first.pid)
    lock?.release()
    const ended = await recovering
    expect(ended).toMatchObject({
      verdict: 'failed',
      problem: { code: 'agent-not-saved' },
      result: { folder: 'as-before', process: 'started', safety: null },
    })
    expect(ended.problem?.remedy).not.toContain('--no-undo')
    const { '': _after, heartbeat: _still, ...after } = treeOf(bench.jay())
    expect(after).toEqual(before)
    expect(ended.result?.pid).not.toBe(first.pid)
    expect(await runsOf(bench)).toContain(ended.result?.pid)
    expect(bench.left()).toEqual([])
  })

  it('starts again what it had asked to end where it is cancelled meanwhile, once that has ended; what heeds nobody is left at its work', async () => {
    // Beats, and when it is asked to end says so: it takes a second to.
    const beats = (onTerm: string) => [
      '/bin/sh',
      '-c',
      `trap '${onTerm}' TERM; echo $$ >> pids; while :; do touch heartbeat; sleep 0.1; done`,
    ]
    const cancelled = async (onTerm: string, stopWithin: string) => {
      const bench = await recoverBench({ jay: { start: beats(onTerm), stopWithin } })
      bench.fill({ 'SOUL.md': 'jay' })
      await bench.plan('weekly', sunday)
      bench.fill({ 'SOUL.md': 'noise' })
      const first = await startAgent(bench.core, agentNamed(bench.core, 'jay'), 'r0')
      await waitFor('its start', () => existsSync(bench.jay('pids')))
      const cancelling = new AbortController()
      const recovering = bench.recover({ host: testHost(cancelling.signal) })
      await waitFor('that it was asked to end', () => existsSync(bench.jay('asked')))
      cancelling.abort()
      const ended = await recovering
      expect([ended.verdict, ended.result?.folder, textOf(bench.jay('SOUL.md')), bench.left()]).toEqual([
        'cancelled',
        'as-before',
        'noise',
        [],
      ])
      const runs = await runsOf(bench)
      await stop(bench)
      return { ...ended, first: first.pid, runs }
    }
    const heeding = await cancelled('touch asked; sleep 1; exit 0', '20s')
    expect(heeding.warnings).toEqual(['jay ran before, and was started again as it was.'])
    expect(heeding.result).toMatchObject({ process: 'started', pid: expect.any(Number) })
    expect(heeding.runs).toContain(heeding.result?.pid)
    expect(heeding.runs).not.toContain(heeding.first)
    const stubborn = await cancelled('touch asked', '2s')
    expect(stubborn.warnings).toEqual(['jay was being ended when this was cancelled, and still runs.'])
    expect([stubborn.result?.process, stubborn.runs.includes(stubborn.first)]).toEqual(['not-started', true])
  })

  it('takes a folder of every kind: a link to a vault of its own, with FIFOs, setuid files, odd names and another agent in it', async () => {
    const bench = await recoverBench()
    const real = path.join(path.dirname(bench.folder), 'real jay')
    rmSync(bench.jay(), { recursive: true })
    mkdirSync(real)
    symlinkSync(real, bench.jay())
    const inner = { path: path.join(real, 'inner'), start: ['/bin/sleep', '60'] }
    const { core } = bench
    const jay = core.settings.configuration?.agents['jay']
    bench.configure({
      vaults: { own: { path: real, recoveryDocument: false } },
      plans: {},
      agents: {
        inner,
        jay: { path: bench.jay(), start: jay?.start, heartbeat: { file: 'heartbeat' }, stopWithin: '2s', aliveWithin: '20s' },
      },
    })
    const odd = Buffer.concat([Buffer.from(`${real}/`), Buffer.from('caf\xe9', 'latin1')])
    writeFileSync(odd, 'odd')
    bench.fill({
      'SOUL.md': 'jay',
      'tools/run': 'tool',
      'closed/a.md': 'a',
      'inner/SOUL.md': 'inner then',
      [`-rf $(touch x) "'\\ *?[`]: 'name',
      'data.md': 'd',
    })
    chmodSync(bench.jay('tools/run'), 0o4755)
    chmodSync(bench.jay('closed'), 0o555)
    symlinkSync('/etc/hostname', bench.jay('outside'))
    execFileSync('mkfifo', [bench.jay('pipe')])
    expect((await backup(core, { folder: real, verify: false }, testHost())).result).toBeDefined()
    const { '': _root, ...then } = treeOf(real)
    for (const name of ['SOUL.md', 'outside', 'closed', 'tools', 'data.md']) rmSync(bench.jay(name), { recursive: true })
    bench.fill({ 'inner/SOUL.md': 'inner now', 'SOUL.md': 'noise' })
    writeFileSync(odd, 'noise')
    symlinkSync('/etc', bench.jay('closed'))
    execFileSync('mkfifo', [bench.jay('data.md')])
    const ended = await bench.recover()
    expect(ended.problem).toBeUndefined()
    expect(ended).toMatchObject({ verdict: 'warnings', result: { folder: 'recovered', process: 'beats' } })
    expect(ended.warnings.toSorted()).toEqual([
      expect.stringMatching(/setuid.*tools\/run/),
      expect.stringMatching(/^Not brought back: pipe/),
    ])
    const now = treeOf(real, ['heartbeat'])
    expect(readFileSync(path.join(real, 'inner/SOUL.md'), 'utf8')).toBe('inner now')
    const except = (name: string) => !['', 'inner', 'inner/SOUL.md', 'tools/run'].includes(name)
    const of = (tree: Record<string, string>) => Object.entries(tree).filter(([name]) => except(name))
    expect(of(now)).toEqual(of(then))
    expect(now['tools/run']).toBe(then['tools/run']?.replace('4755', '755'))
    expect([lstatSync(bench.jay()).isSymbolicLink(), readlinkSync(bench.jay('outside')), existsSync('/etc/a.md')]).toEqual([
      true,
      '/etc/hostname',
      false,
    ])
  })
})

async function stop(bench: Awaited<ReturnType<typeof recoverBench>>): Promise<void> {
  for (const pid of await runsOf(bench)) signal(pid, 'SIGKILL')
  while ((await runsOf(bench)).length > 0) await new Promise((resolve) => setImmediate(resolve))
}
