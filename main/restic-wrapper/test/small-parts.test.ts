import { existsSync, fstatSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { classify, reasonInRetries } from '../src/classify.ts'
import { planBackup } from '../src/commands/backup.ts'
import { planCheck } from '../src/commands/check.ts'
import { filterFlags, globalFlags } from '../src/commands/flags.ts'
import { planForget } from '../src/commands/forget.ts'
import { planLs } from '../src/commands/ls.ts'
import { planPrune } from '../src/commands/prune.ts'
import { planRestore } from '../src/commands/restore.ts'
import { planTag } from '../src/commands/tag.ts'
import { compareVersions, escapeGlob, hasFeature, isSupported, parseVersion, passwordProblem, patternForPath } from '../src/index.ts'
import { limitsFor, parseDuration } from '../src/limits.ts'
import { firstLine } from '../src/messages/errors.ts'
import { parseLockHolder } from '../src/messages/lock.ts'
import { parseSize } from '../src/messages/size.ts'
import { parseStepProgress } from '../src/messages/text-progress.ts'
import { childEnvironment } from '../src/process/environment.ts'
import { createRedactor, secretsOfLocation } from '../src/process/redact.ts'
import { createSecretFile, descriptorsWork } from '../src/process/secret-file.ts'
import { createTail } from '../src/process/tail.ts'
import { createWatchdog } from '../src/process/watchdog.ts'
import { someRepository } from './helpers/fake.ts'

describe('arguments', () => {
  test('backup', () => {
    const plan = planBackup({
      cwd: '/v',
      host: 'h',
      tags: ['a', 'b'],
      groupBy: 'host,tags',
      skipIfUnchanged: true,
      excludes: ['-x'],
      paths: ['-n'],
    })
    expect(plan.args).toEqual([
      'backup',
      '--host=h',
      '--tag=a',
      '--tag=b',
      '--group-by=host,tags',
      '--exclude=-x',
      '--skip-if-unchanged',
      '--',
      '-n',
    ])
    expect(planBackup({ cwd: '/v' }).args).toEqual(['backup', '--', '.'])
    expect(planBackup({ cwd: '/v', tags: ['a,b'] }).refusal).toMatch(/comma/)
    expect(planBackup({ cwd: '/v', filesFromRaw: '/list' })).toMatchObject({
      args: ['backup', '--files-from-raw=/list'],
      refusal: undefined,
    })
    expect(planBackup({ cwd: '/v', filesFromRaw: '/list', paths: ['a'] }).args).toEqual(['backup', '--files-from-raw=/list', '--', 'a'])
    expect(planBackup({ cwd: '/v', paths: [] }).refusal).toMatch(/nothing/)
  })
  test('restore and ls', () => {
    expect(planRestore({ snapshot: '-i', target: '-t', includes: ['-a'], overwrite: 'never' }).args).toEqual([
      'restore',
      '--target=-t',
      '--include=-a',
      '--overwrite=never',
      '--',
      '-i',
    ])
    expect(planLs({ snapshot: 'abc', path: ['/a', '/b'] }).args).toEqual(['ls', '--', 'abc', '/a', '/b'])
    expect(planLs({ snapshot: 'abc', path: 'a' }).refusal).toBeDefined()
  })
  test('no value can become a flag', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        const { args } = planBackup({ cwd: '/', host: a, excludes: [b], paths: [c] })
        expect(args.slice(0, args.indexOf('--')).every((arg) => arg === 'backup' || /^--(host|exclude)=/.test(arg))).toBe(true)
      }),
    )
  })
  test('forget refuses what would forget everything', () => {
    expect(planForget({}).refusal).toBeDefined()
    expect(planForget({ tags: ['a'], ids: [] }).refusal).toBeDefined()
    expect(planForget({ keepLast: 0 }).refusal).toBeDefined()
    expect(planForget({ keepDaily: 1.5 }).refusal).toBeDefined()
    expect(planForget({ ids: ['a'], keepLast: 1 }).refusal).toBeDefined()
    expect(planForget({ ids: [''] }).refusal).toBeDefined()
    expect(planForget({ keepLast: 3, keepTags: [['a', 'b']], tags: ['t'] })).toMatchObject({
      args: ['forget', '--keep-last=3', '--keep-tag=a,b', '--tag=t'],
      refusal: undefined,
    })
  })
  test('tags: one set or several', () => {
    expect(filterFlags({ tags: ['a', 'b'] })).toEqual(['--tag=a,b'])
    expect(filterFlags({ tags: [['a', 'b'], ['c']] })).toEqual(['--tag=a,b', '--tag=c'])
    expect(filterFlags({ tags: [] })).toEqual([])
    expect(planTag({ ids: ['x'] }).refusal).toBeDefined()
  })
  test('a repository: global flags', () => {
    const flags = globalFlags(
      { ...someRepository, limitUpload: 5, noLock: true, retryLock: '5m', options: { 'sftp.args': '-a, "b"' } },
      false,
    )
    expect(flags).toEqual(['--limit-upload=5', '--no-lock', '--option="sftp.args=-a, ""b"""'])
  })
})

describe('patterns', () => {
  test('special characters are escaped', () => expect(escapeGlob('/br[1]*?\\.md')).toBe('/br\\[1]\\*\\?\\\\.md'))
  test('what is no UTF-8 becomes ?', () => {
    expect(patternForPath(Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82]))).toBe('a??(??')
    expect(patternForPath('a\ufffd\ud800[')).toBe('a??\\[')
  })
  test('bytes that are UTF-8 give the same as their text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => patternForPath(Buffer.from(text)) === escapeGlob(text).replaceAll('\ufffd', '?') || text.includes('\ufffd'),
      ),
    )
  })
  test('any bytes give a pattern', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => !patternForPath(Buffer.from(bytes)).includes('\ufffd') || Buffer.from(bytes).includes(0xef)),
    )
  })
})

describe('texts', () => {
  test('the first line, without noise', () => {
    expect(firstLine('Fatal: Fatal: no\ngoroutine 1')).toBe('no')
    expect(firstLine('\u001b[31mred\u001b[0m \u0007bell')).toBe('red  bell')
    expect(firstLine('')).toBe('')
  })
  test('who holds a lock', () => {
    const text =
      'unable to create lock in backend: repository is already locked exclusively by PID 7 on my host by me (UID 0, GID 0)\nlock was created at 2026-11-20 14:09:06 (1h2m3s ago)'
    expect(parseLockHolder(text)).toEqual({ pid: 7, host: 'my host', user: 'me', age: '1h2m3s', exclusive: true })
    expect(parseLockHolder('something else')).toBeUndefined()
  })
  test('sizes and steps', () => {
    expect([parseSize('2 B'), parseSize('1.5 KiB'), parseSize('x')]).toEqual([2, 1536, undefined])
    expect(parseStepProgress('[1:02:03] 51.61%  16 / 31 packs copied')).toEqual({
      type: 'progress',
      percent: 0.5161,
      done: 16,
      total: 31,
      unit: 'packs copied',
      secondsElapsed: 3723,
    })
    expect(parseStepProgress('done')).toBeUndefined()
  })
  test('redaction', () => {
    const redact = createRedactor(['abc', 'abcdef', '', 'u', 'x '])
    expect(redact('x abcdef abc rest:https://u:p@h/')).toBe('x *** *** rest:https://u:***@h/')
    expect(secretsOfLocation('rest:https://u:p%21@h/')).toEqual(['p%21', 'p!'])
    expect(secretsOfLocation('rest:https://u:p%21@h/a@b')).toEqual(['p%21', 'p!'])
  })
  test('no secret survives redaction', () => {
    const word = fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom('a', 'b', 'c', '/') })
    fc.assert(
      fc.property(fc.array(word), fc.array(word), (secrets, texts) => {
        const clean = createRedactor(secrets)(texts.flatMap((text, i) => [text, secrets[i % (secrets.length || 1)] ?? '']).join(' '))
        expect(secrets.some((secret) => clean.includes(secret))).toBe(false)
      }),
    )
  })
  test('a tail keeps the end, bounded', () => {
    const tail = createTail(100)
    for (let i = 0; i < 1_000; i++) tail.add(`line ${i}`)
    expect(tail.text().length).toBeLessThanOrEqual(100)
    expect(tail.text()).toMatch(/line 999$/)
  })
})

describe('reasons', () => {
  const failure = (message: string, detail = message, command = 'backup') =>
    classify({ exitCode: 1, signal: null, message, detail, command })
  test.each([
    ['unexpected HTTP response (401): 401 Unauthorized', 'refused'],
    ['Stat: Access Denied.', 'refused'],
    ['unexpected HTTP response (507): 507 Insufficient Storage', 'no-space'],
    ['dial tcp: lookup nosuch.invalid: no such host', 'unreachable'],
    ['tls: failed to verify certificate: x509: certificate signed by unknown authority', 'certificate'],
    ['open /repo/config: permission denied', 'permission-denied'],
    [
      'Fatal: failed to find snapshot: Error loading snapshot 2a: failed to load snapshot 2a: open /r/2a: permission denied',
      'permission-denied',
    ],
    ['error: error loading index db: open /r/index/db: permission denied', 'permission-denied'],
    ['id 8deced9a9d653d68 not found in repository', 'damaged'],
    ['tree 8deced9a9d653d68 is not known; the repository could be damaged, run `repair index` to try to repair it', 'damaged'],
    ['failed to load snapshot 2a: ciphertext verification failed\nopen /vault/note: permission denied', 'damaged'],
    ['LoadRaw(<index/c25f3bd612>): invalid data returned', 'damaged'],
    ['config file has zero size, invalid repository?\ngithub.com/restic/restic/internal/global.hasRepositoryConfig', 'damaged'],
    ['Fatal: config cannot be loaded: trying to decrypt invalid data: ciphertext too short', 'damaged'],
    ['Load(<data/d8348d775b>, 249, 0) failed: file is too short', 'damaged'],
    ['read /repo/config: input/output error', 'disk-error'],
    ['failed to load snapshot 5fa8a300: open /repo/snapshots/5fa8a30000fe: no such file or directory', 'snapshot-not-found'],
    ['failed to load snapshot 0adc3fcd: LoadRaw(<snapshot/0adc3fcd03>): invalid data returned', 'damaged'],
    ['something else', 'unknown'],
  ])('%s', (message, reason) => expect(failure(message)).toBe(reason))
  test('a crash is damage where restic stumbles over a file that is too short, and else a crash', () => {
    const crash = (detail: string) => classify({ exitCode: 2, signal: null, message: 'panic: runtime error', detail, command: 'snapshots' })
    const of = (where: string) => `panic: runtime error: slice bounds out of range [16:10]\n\ngoroutine 1 [running]:\n${where}(0x3cb2)`
    expect(crash(of('github.com/restic/restic/internal/repository.(*Repository).LoadUnpacked'))).toBe('damaged')
    expect(crash(of('github.com/restic/restic/internal/ui.(*Table).Write'))).toBe('crashed')
  })
  test('ssh says why before restic says that it could not', () => {
    expect(failure('unable to start the sftp session', 'subprocess ssh: me@host: Permission denied (publickey).')).toBe('refused')
  })
  test('a path that reads like a cause is none', () => {
    expect(failure('open /backup/401/403/x: permission denied')).toBe('permission-denied')
  })
  test('only causes that lie outside are read from retries', () =>
    expect(reasonInRetries('Save(<lock/1>) returned error, retrying after 1s: unexpected EOF')).toBeUndefined())
})

describe('versions', () => {
  test('are read and compared', () => {
    expect(parseVersion('restic 0.19.1-dev (abc) compiled with go1.26')).toEqual({ major: 0, minor: 19, patch: 1 })
    expect(['0.17.3', '0.18.0', '0.19.0', '0.19.1', '1.0.0', 'none'].map(isSupported)).toEqual([false, true, false, true, true, false])
    expect([hasFeature('0.18.1', 'interruptedExitCode'), hasFeature('0.19.0', 'interruptedExitCode')]).toEqual([false, true])
    expect(compareVersions({ major: 1, minor: 0, patch: 0 }, { major: 0, minor: 99, patch: 99 })).toBeGreaterThan(0)
  })
})

test('password rules', () => {
  const problem = (value: string) => passwordProblem({ from: 'value', value })
  expect(['ok', 'with space inside', 'ünïcödé 🔑'].map(problem)).toEqual([undefined, undefined, undefined])
  for (const bad of ['', ' a', 'a\t', 'a\nb', '\u0000', '\ud83d', '\ufeffa', 'a\u00a0']) expect(problem(bad)).toBeDefined()
  expect(passwordProblem({ from: 'command', command: ' ' })).toBeDefined()
})

test('the environment on Windows is matched whatever the case', () => {
  const parent = { Path: 'p', SYSTEMROOT: 's', RESTIC_PASSWORD: 'x', OTHER: 'o' }
  const made = childEnvironment({
    parent,
    cacheDirectory: 'c',
    added: [{ A: '1' }, { A: '2', RESTIC_FROM_PASSWORD2: 'x' }],
    platform: 'win32',
  })
  expect(made).toEqual({ Path: 'p', SYSTEMROOT: 's', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', A: '2', RESTIC_CACHE_DIR: 'c' })
})

test('limits: the call wins, and waiting for a lock is no silence', () => {
  const sources = { settings: undefined, plan: undefined, control: undefined, retryLock: undefined }
  expect(limitsFor(sources)).toEqual({ retrying: 15_000, silence: 300_000 })
  expect(limitsFor({ ...sources, settings: { retrying: 1 }, repository: { retrying: 2 } })).toMatchObject({ retrying: 2 })
  expect(limitsFor({ ...sources, repository: { retrying: 2 }, plan: { retrying: 3 } })).toMatchObject({ retrying: 3 })
  expect(limitsFor({ ...sources, retryLock: '1h5m' })).toMatchObject({ silence: 300_000 + 3_900_000 })
  expect(limitsFor({ ...sources, settings: { silence: 1 }, plan: { silence: 2 }, control: { silence: 3 }, retryLock: '5m' })).toMatchObject(
    { silence: 3 },
  )
  // A check says little by its nature, and no more under a limit that makes it take a day; what is quick anyway is no slower there.
  for (const slow of [planCheck({ progress: true }).limits, planPrune({}).limits]) {
    expect(limitsFor({ ...sources, plan: slow })).toMatchObject({ silence: 3_600_000 })
    expect(limitsFor({ ...sources, repository: { silence: 86_400_000 }, plan: slow })).toMatchObject({ silence: 86_400_000 })
  }
  expect(limitsFor({ ...sources, repository: { silence: 86_400_000 }, plan: { silence: 20_000 } })).toMatchObject({ silence: 20_000 })
  expect(limitsFor({ ...sources, settings: { silence: 0 }, retryLock: '5m' })).toMatchObject({ silence: 0 })
  expect(['1.5s', '10ms', 'never', ''].map(parseDuration)).toEqual([1_500, 10, 0, 0])
})

describe('a secret that restic reads as a file', () => {
  test.runIf(descriptorsWork)('has no name from the beginning: whatever kills us, nobody has to remove it', () => {
    const file = createSecretFile('open-sesame')
    const { descriptor = -1 } = file
    expect(fstatSync(descriptor)).toMatchObject({ nlink: 0, size: 11 })
    expect(fstatSync(descriptor).mode & 0o777).toBe(0o600)
    file.release()
    expect(() => fstatSync(descriptor)).toThrow(/EBADF/)
  })
  test.skipIf(descriptorsWork)('is for nobody else, and goes with the child', () => {
    const file = createSecretFile('open-sesame')
    const folder = dirname(file.pathFor(3))
    expect(readFileSync(file.pathFor(3), 'utf8')).toBe('open-sesame')
    file.remove()
    expect(existsSync(folder)).toBe(false)
  })
})

describe('the watchdog', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const watch = (limits: Parameters<typeof createWatchdog>[0]) => {
    const hits: string[] = []
    return { hits, dog: createWatchdog(limits, (reason) => void hits.push(reason)) }
  }
  test('tells one limit, once', () => {
    const { hits } = watch({ silence: 100, total: 200 })
    vi.advanceTimersByTime(1_000)
    expect(hits).toEqual(['silent-too-long'])
  })
  test('progress keeps it quiet, and ends a series of retries', () => {
    const { hits, dog } = watch({ silence: 100, retrying: 250 })
    for (let i = 0; i < 10; i++) {
      dog.retrying()
      vi.advanceTimersByTime(90)
      if (i % 2) dog.alive()
    }
    expect(hits).toEqual([])
    for (let i = 0; i < 4; i++) {
      dog.retrying()
      vi.advanceTimersByTime(90)
    }
    expect(hits).toEqual(['retrying-too-long'])
  })
  test('what went by before the first word counts as retrying, but for commands that are silent anyway', () => {
    for (const [silence, after] of [
      [60_000, 0],
      [6 * 3_600_000, 15_000],
    ] as const) {
      const { hits, dog } = watch({ silence, retrying: 15_000 })
      vi.advanceTimersByTime(30_000)
      dog.retrying()
      if (after > 0) vi.advanceTimersByTime(after - 1)
      expect(hits).toEqual([])
      vi.advanceTimersByTime(1)
      expect(hits).toEqual(['retrying-too-long'])
    }
  })
  test('a command that stood still for as long as it may try has a minute left for it', () => {
    const { hits, dog } = watch({ silence: 3_600_000, retrying: 300_000 })
    dog.alive()
    vi.advanceTimersByTime(300_000)
    dog.retrying()
    vi.advanceTimersByTime(59_999)
    expect(hits).toEqual([])
    dog.alive()
    vi.advanceTimersByTime(10_000)
    dog.retrying()
    vi.advanceTimersByTime(299_999)
    expect(hits).toEqual([])
    vi.advanceTimersByTime(1)
    expect(hits).toEqual(['retrying-too-long'])
  })
  test('a cause that stays is the limit at its second line in a row', () => {
    const { hits, dog } = watch({ silence: 100, retrying: 250 })
    dog.retrying(true)
    dog.alive()
    dog.retrying(true)
    dog.retrying(false)
    dog.retrying(true)
    expect(hits).toEqual([])
    dog.retrying(true)
    expect(hits).toEqual(['retrying-too-long'])
  })
  test('locks that cannot be looked for twice in a row are the limit; what follows a look that went well takes its time', () => {
    const { hits, dog } = watch({ silence: 3_600_000, retrying: 15_000 })
    dog.locksUnseen()
    vi.advanceTimersByTime(600_000)
    expect(hits).toEqual([])
    dog.alive()
    dog.locksUnseen()
    expect(hits).toEqual([])
    dog.locksUnseen()
    expect(hits).toEqual(['retrying-too-long'])
  })
  test('silence does not count while our own reader holds back', () => {
    const { hits, dog } = watch({ silence: 100 })
    dog.hold(true)
    vi.advanceTimersByTime(1_000)
    dog.hold(false)
    vi.advanceTimersByTime(99)
    expect(hits).toEqual([])
    vi.advanceTimersByTime(1)
    expect(hits).toEqual(['silent-too-long'])
  })
  test('a longer silence counts from when it is allowed, also where our own reader holds back', () => {
    const { hits, dog } = watch({ silence: 100 })
    vi.advanceTimersByTime(90)
    dog.allowSilence(1_000)
    vi.advanceTimersByTime(999)
    dog.hold(true)
    dog.allowSilence(2_000)
    vi.advanceTimersByTime(5_000)
    dog.hold(false)
    vi.advanceTimersByTime(1_999)
    expect(hits).toEqual([])
    vi.advanceTimersByTime(1)
    expect(hits).toEqual(['silent-too-long'])
  })
  test('0 and Infinity switch a limit off', () => {
    const { hits } = watch({ silence: 0, total: Number.POSITIVE_INFINITY })
    vi.advanceTimersByTime(2 ** 31)
    expect(hits).toEqual([])
  })
})
