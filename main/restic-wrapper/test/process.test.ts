import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createRestic, type RetryingEvent, readVersion } from '../src/index.ts'
import { installFake, isAlive, someRepository, temporaryFolder } from './helpers/fake.ts'

const folder = temporaryFolder()
const fake = installFake(folder)
let files = 0
const newFile = () => join(folder, `file-${files++}`)
const ended = { kind: 'failed', message: expect.stringMatching(/^[^\n]+$/) }

/** A signal that is aborted as soon as the fake has said `ready` on stderr. */
function abortWhenReady() {
  const controller = new AbortController()
  const onLog = ({ text }: { text: string }) => {
    if (text === 'stderr: ready') controller.abort()
  }
  return { signal: controller.signal, onLog }
}

/** Waits for something that another process does; gives up with an error. */
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (condition()) return
    await sleep(10)
  }
  throw new Error('it did not happen')
}

describe('cancelling', () => {
  test('a polite program ends at once, unforced', async () => {
    const { signal, onLog } = abortWhenReady()
    const restic = fake.withMode('polite', {}, { onLog, stopGrace: 10_000 })
    expect(await restic.version({ signal }).outcome).toEqual({ kind: 'cancelled', forced: false })
  })
  test('a stubborn one is killed after the grace, with its children', async () => {
    const file = newFile()
    const { signal, onLog } = abortWhenReady()
    const restic = fake.withMode('stubborn', { FAKE_FILE: file }, { onLog, stopGrace: 200 })
    expect(await restic.version({ signal }).outcome).toEqual({ kind: 'cancelled', forced: true })
    const grandchild = Number(readFileSync(file, 'utf8'))
    await until(() => !isAlive(grandchild))
  })
  test('before the start nothing is run', async () => {
    let started = 0
    const restic = fake.withMode('answer', {}, { onProcess: () => started++ })
    expect(await restic.version({ signal: AbortSignal.abort() }).outcome).toEqual({ kind: 'cancelled', forced: false })
    expect(started).toBe(0)
  })
  test('an answer that came all the same is an answer', async () => {
    const controller = new AbortController()
    const task = fake.withMode('answer').version({ signal: controller.signal })
    const outcome = await task.outcome
    controller.abort()
    expect(outcome.kind).toBe('done')
  })
})

describe('cancelling what nobody reads', () => {
  test('rows that are held back', async () => {
    const controller = new AbortController()
    const task = fake.withMode('rows', { FAKE_ROWS: '100000000' }).ls(someRepository, { snapshot: 'x' }, { signal: controller.signal })
    await task[Symbol.asyncIterator]().next()
    controller.abort()
    expect(await task.outcome).toEqual({ kind: 'cancelled', forced: false })
  })
  test('bytes', async () => {
    const controller = new AbortController()
    const restic = fake.withMode('bytes', { FAKE_ROWS: '90000000' })
    const task = restic.dump(someRepository, { snapshot: 'x', path: '/x' }, { signal: controller.signal })
    await once(task.stdout, 'readable')
    controller.abort()
    expect(await task.outcome).toEqual({ kind: 'cancelled', forced: false })
  })
})

describe('the end', () => {
  test('does not wait for a grandchild that keeps the pipes open', async () => {
    const file = newFile()
    const restic = fake.withMode('leavesChild', { FAKE_FILE: file })
    expect(await restic.version().outcome).toMatchObject({ kind: 'done', result: { version: '0.19.1' } })
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL')
  })
  test('a flood of stderr neither blocks nor fills the memory', async () => {
    const outcome = await fake.withMode('flood').version().outcome
    expect(outcome).toMatchObject({ kind: 'done' })
    if (outcome.kind === 'done') expect(outcome.warnings.length).toBeLessThanOrEqual(100)
  })
  test.each(['SIGSEGV', 'SIGKILL', 'SIGTERM'] as const)('by %s is "killed"', async (signal) => {
    const restic = fake.withMode('signal', { FAKE_SIGNAL: signal })
    expect(await restic.version().outcome).toMatchObject({ ...ended, reason: 'killed', signal, exitCode: null })
  })
  test.each([
    [1, 'Fatal: something odd', 'unknown'],
    [1, 'Fatal: invalid lock file: LoadRaw(<lock/2d711642b7>): invalid data returned', 'unreadable-lock'],
    [1, 'unable to create lock in backend: ciphertext verification failed', 'unreadable-lock'],
    [1, 'Fatal: create key in repository at rest:http://x/ failed: repository already contains keys', 'half-made'],
    [2, 'panic: runtime error\n\ngoroutine 1 [running]:\nmain.main()\n\t/x/main.go:12', 'crashed'],
    [
      2,
      'panic: runtime error: slice bounds out of range [16:9]\n\ngoroutine 10 [running]:\nx/repository.(*Repository).LoadUnpacked(0x2d)\nx/restic.LoadLock({0x19b9e30})',
      'unreadable-lock',
    ],
    [3, '', 'unknown'],
    [10, 'Fatal: repository does not exist', 'no-repository'],
    [11, '', 'locked'],
    [12, '', 'wrong-password'],
    [42, 'Fatal: a code of the future', 'unknown'],
    [126, '', 'program-not-executable'],
    [127, 'sh: 1: hello: not found', 'program-not-restic'],
    [130, '', 'interrupted'],
  ])('with code %i and "%s" is %s', async (code, text, reason) => {
    const outcome = await fake.withMode('exit', { FAKE_CODE: `${code}`, FAKE_TEXT: text }).catConfig(someRepository).outcome
    expect(outcome).toMatchObject({ ...ended, reason, exitCode: code })
    if (outcome.kind === 'failed') expect(outcome.message).not.toMatch(/\.go:|Fatal/)
  })
  test('hosts are told of every process, and of its end', async () => {
    const seen: string[] = []
    const restic = fake.withMode(
      'exit',
      { FAKE_CODE: '1' },
      {
        onProcess({ pid, command, repositoryLocation, ended: over }) {
          expect(pid).toBeGreaterThan(0)
          seen.push(command, repositoryLocation ?? '')
          void over.then(() => seen.push('ended'))
        },
      },
    )
    await restic.backup({ ...someRepository, location: 'rest:https://me:hidden@host/' }, { cwd: folder }).outcome
    expect(seen).toEqual(['backup', 'rest:https://me:***@host/', 'ended'])
  })
})

describe('programs that are none', () => {
  test('missing', async () => expect(await readVersion(join(folder, 'nosuch'))).toMatchObject({ ...ended, reason: 'program-missing' }))
  test('not executable', async () => {
    const file = newFile()
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o644 })
    expect(await readVersion(file)).toMatchObject({ ...ended, reason: 'program-not-executable' })
  })
  test('a folder', async () => expect(await readVersion(folder)).toMatchObject({ ...ended, reason: 'program-not-executable' }))
  test('a text file', async () => {
    const file = newFile()
    writeFileSync(file, 'this is no program (at all)\n', { mode: 0o755 })
    expect(await readVersion(file)).toMatchObject({ ...ended, reason: 'program-not-restic' })
  })
  test('a truncated binary', async () => {
    const file = newFile()
    writeFileSync(file, readFileSync(process.execPath).subarray(0, 4096), { mode: 0o755 })
    const outcome = await readVersion(file)
    expect(outcome).toMatchObject({ kind: 'failed' })
    if (outcome.kind === 'failed') expect(['program-not-executable', 'program-not-restic', 'killed']).toContain(outcome.reason)
  })
  test('one whose interpreter is missing', async () => {
    const file = newFile()
    writeFileSync(file, '#!/nosuch/interpreter\n', { mode: 0o755 })
    expect(await readVersion(file)).toMatchObject({ ...ended, reason: 'program-not-executable' })
  })
  test('another program', async () => {
    const file = newFile()
    symlinkSync('/bin/true', file)
    expect(await readVersion(file)).toMatchObject({ ...ended, reason: 'program-not-restic' })
  })
  test('a missing working folder is not a missing program', async () => {
    const outcome = await fake.withMode('answer').backup(someRepository, { cwd: join(folder, 'nosuch') }).outcome
    expect(outcome).toMatchObject({ ...ended, reason: 'source-missing' })
  })
  test('too many arguments', async () => {
    const excludes = Array.from({ length: 3_000 }, (_, i) => `${i}${'x'.repeat(1_000)}`)
    expect(await fake.withMode('answer').backup(someRepository, { cwd: folder, excludes }).outcome).toMatchObject({
      ...ended,
      reason: 'usage',
    })
  })
})

describe('a launcher', () => {
  test('becomes restic, with its own words before', async () => {
    const restic = fake.withMode('silent', {}, { stopGrace: 100 })
    expect(await restic.version({ launcher: ['env', 'FAKE_MODE=retriedWell'] }).outcome).toMatchObject({ kind: 'done' })
  })
})

describe('limits', () => {
  test.each([
    ['read-only file system', 'read-only'],
    ['dial tcp 127.0.0.1:9: connect: connection refused', 'unreachable'],
    ['permission denied', 'permission-denied'],
    ['write: no space left on device', 'no-space'],
    ['moon phase', 'retrying-too-long'],
  ])('retrying because of "%s" ends as %s, and is told at once', async (text, reason) => {
    const events: RetryingEvent[] = []
    const restic = fake.withMode('retrying', { FAKE_TEXT: text })
    const task = restic.snapshots(someRepository, {}, { limits: { retrying: 200 }, onRetrying: (event) => void events.push(event) })
    const iterated: string[] = []
    for await (const event of task) iterated.push(event.type)
    expect(await task.outcome).toMatchObject({ ...ended, reason, message: text })
    expect(events[0]?.message).toBe(text)
    expect(events.length).toBeGreaterThan(1)
    expect(new Set(events.map(({ since }) => since)).size).toBe(1)
    expect(iterated).toContain('retrying')
  })
  test('a disk that cannot be read is given up at the second try, also where restic says so in JSON', async () => {
    const check = fake.withMode('retryingInJson').check(someRepository)
    const message = 'read /r/data/d8/d834: input/output error'
    expect(await check.outcome).toMatchObject({ ...ended, reason: 'disk-error', message, failures: [] })
  })
  test('a retry that worked does not count on', async () => {
    const outcome = await fake.withMode('retriedWell').version({ limits: { retrying: 250 } }).outcome
    expect(outcome.kind).toBe('done')
  })
  test('silence', async () => {
    const restic = fake.withMode('silent', {}, { stopGrace: 100 })
    expect(await restic.snapshots(someRepository, {}, { limits: { silence: 150 } }).outcome).toMatchObject({
      ...ended,
      reason: 'silent-too-long',
    })
  })
  test('the same progress again and again is silence', async () => {
    const task = fake.withMode('stuck').restore(someRepository, { snapshot: 'x', target: '/t' }, { limits: { silence: 300 } })
    expect(await task.outcome).toMatchObject({ ...ended, reason: 'silent-too-long' })
  })
  test('a restore that is read back says nothing behind its summary, and only there', async () => {
    const options = { snapshot: 'x', target: '/t', verify: true }
    // Longer than a busy machine takes to start it.
    const impatient = { limits: { silence: 2_000 } }
    expect(await fake.withMode('readsBack', {}, impatient).restore(someRepository, options).outcome).toMatchObject({
      kind: 'done',
      result: { filesRestored: 1 },
    })
    const silent = [
      ['stuck', options, {}],
      ['readsBack', { ...options, verify: false }, {}],
      // What the call itself says holds throughout.
      ['readsBack', options, impatient],
    ] as const
    const outcomes = silent.map(
      ([mode, asked, limits]) => fake.withMode(mode, {}, { ...impatient, stopGrace: 100 }).restore(someRepository, asked, limits).outcome,
    )
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject({ ...ended, reason: 'silent-too-long' })
  })
  test('the whole command', async () => {
    const restic = fake.withMode('stuck')
    expect(await restic.backup(someRepository, { cwd: folder }, { limits: { total: 200 } }).outcome).toMatchObject({
      ...ended,
      reason: 'took-too-long',
    })
  })
})

describe('rows', () => {
  test('all come, in order', async () => {
    const task = fake.withMode('rows', { FAKE_ROWS: '20000' }).ls(someRepository, { snapshot: 'x' })
    let next = 0
    for await (const node of task) expect(node.size).toBe(next++)
    expect(await task.outcome).toMatchObject({ kind: 'done', result: { count: 20_000 } })
  })
  test('a slow reader holds restic back', async () => {
    const file = newFile()
    const task = fake.withMode('rows', { FAKE_ROWS: '200000', FAKE_FILE: file }).ls(someRepository, { snapshot: 'x' })
    const rows = task[Symbol.asyncIterator]()
    expect((await rows.next()).value.size).toBe(0)
    let before = -1
    await until(() => {
      const written = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
      const still = written > 0 && written === before
      before = written
      return still
    })
    expect(before).toBeLessThan(100_000)
    let read = 1
    while (!(await rows.next()).done) read++
    expect(read).toBe(200_000)
  })
  test('leaving the loop ends the process', async () => {
    const task = fake.withMode('rows', { FAKE_ROWS: '100000000' }).ls(someRepository, { snapshot: 'x' })
    for await (const node of task) if (node.size === 10) break
    expect((await task.outcome).kind).toBe('cancelled')
  })
  test('who asks for the outcome only gets it', async () => {
    const task = fake.withMode('rows', { FAKE_ROWS: '50000' }).ls(someRepository, { snapshot: 'x' })
    expect(await task.outcome).toMatchObject({ kind: 'done', result: { count: 50_000 } })
    expect(() => task[Symbol.asyncIterator]()).toThrow(/thrown away/)
  })
  test('an outcome asked for before the loop takes nothing away', async () => {
    const task = fake.withMode('rows', { FAKE_ROWS: '30000' }).ls(someRepository, { snapshot: 'x' })
    const outcome = task.outcome
    let read = 0
    for await (const _ of task) read++
    expect([read, (await outcome).kind]).toEqual([30_000, 'done'])
  })
  test('a line of 10 MB and a last line without an end', async () => {
    const task = fake.withMode('hugeLine').backup(someRepository, { cwd: folder })
    let longest = 0
    for await (const event of task) if (event.type === 'progress') longest = event.currentFiles[0]?.length ?? 0
    expect(longest).toBe(10 * 1024 * 1024)
    expect(await task.outcome).toMatchObject({ kind: 'done', result: { filesNew: 1 } })
  })
})

describe('bytes', () => {
  test('come whole, however slowly they are read', async () => {
    const restic = fake.withMode('bytes', { FAKE_ROWS: '3000000' })
    const task = restic.dump(someRepository, { snapshot: 'x', path: '/x' }, { limits: { silence: 300 } })
    let read = 0
    for await (const chunk of task.stdout) {
      read += (chunk as Buffer).length
      if (read < 200_000) await sleep(400) // longer than what counts as a pipe that nobody writes to
    }
    expect(read).toBe(3_000_000)
    expect((await task.outcome).kind).toBe('done')
  })
  test('a reader that goes away ends the process', async () => {
    const task = fake.withMode('bytes', { FAKE_ROWS: '90000000' }).dump(someRepository, { snapshot: 'x', path: '/x' })
    for await (const _ of task.stdout) break
    expect((await task.outcome).kind).toBe('cancelled')
  })
  test('the stream fails when restic fails', async () => {
    const task = fake
      .withMode('exit', { FAKE_CODE: '1', FAKE_TEXT: 'Fatal: path "/x" not found in snapshot' })
      .dump(someRepository, { snapshot: 'x', path: '/x' })
    const read = (async () => {
      for await (const _ of task.stdout);
    })()
    await expect(read).rejects.toThrow('not found')
    expect(await task.outcome).toMatchObject({ ...ended, reason: 'path-not-found' })
  })
})

describe('secrets', () => {
  const seenBy = async (repository: Parameters<ReturnType<typeof createRestic>['catConfig']>[0], settings = {}) => {
    const texts: string[] = []
    const file = newFile()
    writeFileSync(
      file,
      `#!${process.execPath}\nrequire('fs').writeFileSync('${file}.out', JSON.stringify({args: process.argv.slice(2), env: process.env, stdin: require('fs').readFileSync(0, 'utf8')}))\n`,
    )
    chmodSync(file, 0o755)
    await createRestic({ program: file, cacheDirectory: folder, ...settings, onLog: ({ text }) => void texts.push(text) }).catConfig(
      repository,
    ).outcome
    return {
      ...(JSON.parse(readFileSync(`${file}.out`, 'utf8')) as { args: string[]; env: Record<string, string>; stdin: string }),
      log: texts.join('\n'),
    }
  }
  test('a cache that cannot be used is left out', async () => {
    expect((await seenBy(someRepository, { cacheUsable: () => true })).args).not.toContain('--no-cache')
    expect((await seenBy(someRepository, { cacheUsable: () => false })).args).toContain('--no-cache')
  })
  test('a password on stdin is nowhere else', async () => {
    const seen = await seenBy(someRepository)
    expect(seen.stdin).toBe('secret-word\n')
    expect(JSON.stringify([seen.args, seen.env, seen.log])).not.toContain('secret-word')
  })
  test.runIf(process.platform === 'linux')('a location with a password is not in argv', async () => {
    const seen = await seenBy({ ...someRepository, location: 'rest:https://me:hidden%21word@host/' })
    expect(seen.args).toContain('--repository-file=/dev/fd/3')
    expect(JSON.stringify([seen.args, seen.env, seen.log])).not.toContain('hidden%21word')
  })
  test('the environment is chosen, not inherited', async () => {
    process.env.RESTIC_PASSWORD_FILE = '/stray'
    process.env.LD_PRELOAD_TEST = 'stray'
    try {
      const { env } = await seenBy({ ...someRepository, environment: { AWS_SECRET_ACCESS_KEY: 'aws', RESTIC_REPOSITORY: 'other' } })
      expect(env).toMatchObject({ RESTIC_CACHE_DIR: folder, LC_ALL: 'C.UTF-8', AWS_SECRET_ACCESS_KEY: 'aws', PATH: process.env.PATH })
      expect(Object.keys(env)).not.toEqual(expect.arrayContaining([expect.stringMatching(/PASSWORD|LD_|VITEST|RESTIC_REPOSITORY/)]))
    } finally {
      delete process.env.RESTIC_PASSWORD_FILE
      delete process.env.LD_PRELOAD_TEST
    }
  })
  test('a program that never reads its stdin does not matter', async () => {
    expect(await fake.withMode('exit', { FAKE_CODE: '12' }).catConfig(someRepository).outcome).toMatchObject({ reason: 'wrong-password' })
  })
  test('what a program says of a secret is masked', async () => {
    const outcome = await fake
      .withMode('exit', { FAKE_CODE: '1', FAKE_TEXT: 'Fatal: bad secret-word at rest:https://u:pw@h/' })
      .catConfig(someRepository).outcome
    expect(JSON.stringify(outcome)).not.toMatch(/secret-word|:pw@/)
  })
  test.each(['', ' x', 'x ', 'a\nb', 'a\0b', '\ud800'])('the password %j is refused before anything runs', async (value) => {
    let started = 0
    const restic = fake.withMode('answer', {}, { onProcess: () => started++ })
    const outcome = await restic.catConfig({ location: '/x', password: { from: 'value', value } }).outcome
    expect([outcome, started]).toMatchObject([{ ...ended, reason: 'bad-password' }, 0])
  })
  test.each(['', '  ', 'a\nb'])('the location %j is refused', async (location) => {
    expect(await fake.withMode('answer').catConfig({ ...someRepository, location }).outcome).toMatchObject({ ...ended, reason: 'usage' })
  })
})
