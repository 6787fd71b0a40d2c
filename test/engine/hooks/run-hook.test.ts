import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandEnvironment } from '../../../main/engine/hooks/command-environment.ts'
import { type HookOutcome, hookProblem, hookWarning, runHook } from '../../../main/engine/hooks/run-hook.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome } from '../../helpers/temporary-home.ts'

const run = { id: 'run-1', plan: 'daily', repository: 'local', vault: 'notes', path: '/vaults/notes' }
const outcome: HookOutcome = {
  verdict: 'failed',
  problem: { code: 'no-space', sentence: 'The disk is full.', remedy: 'Free some space.' },
  warnings: ['Not saved: a'],
  snapshot: 'abcd',
  label: 'daily/2026-11-20',
  unchanged: false,
}
const never = new AbortController().signal

/** A hook in JavaScript: argv without a shell, the same on all platforms. */
const script = (text: string): string[] => [process.execPath, '-e', text]

const ended = (home: TestHome) => recorded(home.root).filter(({ event }) => event === 'hook.ended')
const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    // A zombie that nobody has taken yet is not alive.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe('a hook', () => {
  it('is an argv array: no shell reads it', async () => {
    const home = await testHome()
    const odd = '$HOME `id` "x" ; echo y > z * \'q\' \n'
    const result = await runHook(
      home.core,
      {
        run,
        when: 'before',
        hook: {
          command: [process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', odd, ''],
          timeout: 20_000,
        },
      },
      never,
    )
    expect(result.verdict).toBe('done')
    expect(JSON.parse(result.detail.slice(result.detail.indexOf('\n') + 1))).toEqual([odd, ''])
    // Arguments may hold secrets that nobody knows as such.
    expect(ended(home)).toMatchObject([{ command: process.execPath }])
  })

  it('that prints the password of its repository, before anything has asked for that, has it masked', async () => {
    const home = await testHome({ environment: { VAULTKEEPER_PASSWORD_LOCAL: 'never told to anybody' } })
    const known = { id: 'a'.repeat(64), location: '/backups', password: 'environment', fingerprint: 'b'.repeat(64) } as const
    await home.core.record({ event: 'repository.known', repository: 'local', ...known })
    const hook = { command: script("console.log('it is never told to anybody')"), timeout: 20_000 }
    const end = await runHook(home.core, { run, when: 'before', hook }, never)
    expect(end.detail).toMatch(/^.+\nit is •••$/)
    expect(JSON.stringify(recorded(home.root))).not.toContain('never told')
  })

  it('is told the outcome: by variables, and as JSON on its standard input', async () => {
    const home = await testHome({ environment: { VAULTKEEPER_PASSWORD: 'never to be seen', LANG: 'de_DE.UTF-8' } })
    const seen = path.join(temporaryFolder('hook'), 'seen.json')
    const text = `let all = ''; process.stdin.on('data', (part) => { all += part }).on('end', () =>
      require('fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ environment: process.env, told: JSON.parse(all), folder: process.cwd() })))`
    const result = await runHook(home.core, { run, when: 'after', outcome, hook: { command: script(text), timeout: 20_000 } }, never)
    expect(result.verdict, result.detail).toBe('done')
    const { environment, told, folder } = JSON.parse(readFileSync(seen, 'utf8'))
    expect(told).toEqual({ ...run, ...outcome })
    expect(folder).toBe(home.root)
    const own = Object.entries(environment).filter(([name]) => name.startsWith('VAULTKEEPER_'))
    expect(Object.fromEntries(own)).toEqual({
      VAULTKEEPER_HOOK: 'after',
      VAULTKEEPER_RUN: 'run-1',
      VAULTKEEPER_PLAN: 'daily',
      VAULTKEEPER_REPOSITORY: 'local',
      VAULTKEEPER_VAULT: 'notes',
      VAULTKEEPER_PATH: '/vaults/notes',
      VAULTKEEPER_VERDICT: 'failed',
      VAULTKEEPER_LABEL: 'daily/2026-11-20',
      VAULTKEEPER_SNAPSHOT: 'abcd',
      VAULTKEEPER_SENTENCE: 'The disk is full.',
    })
    expect(environment).toMatchObject({ LANG: 'de_DE.UTF-8', PATH: process.env['PATH'] })
  })

  it('sees of our environment only what is passed on', () => {
    const ours = { PATH: '/bin', HOME: '/root', LC_ALL: 'C', AWS_SECRET_ACCESS_KEY: 'x', VAULTKEEPER_PASSWORD: 'x', GITHUB_TOKEN: 'x' }
    expect(commandEnvironment(ours, { VAULTKEEPER_HOOK: 'before', VAULTKEEPER_PLAN: null, VAULTKEEPER_SENTENCE: 'a\0b' })).toEqual({
      PATH: '/bin',
      HOME: '/root',
      LC_ALL: 'C',
      VAULTKEEPER_HOOK: 'before',
      VAULTKEEPER_SENTENCE: 'ab',
    })
  })

  it.each([
    ['an exit code', script('console.error("no database"); process.exit(7)'), 'failed', /ended with exit code 7\.\nno database$/],
    ['a signal', script('process.kill(process.pid, "SIGKILL")'), 'failed', /was killed \(SIGKILL\)\.$/],
    ['a program that is not there', ['/no/such/program'], 'not-started', /^\/no\/such\/program was not found\.$/],
    ['a folder instead of a program', ['/'], 'not-started', /may not be run/],
  ] as const)('that ends by %s is told so', async (_what, command, verdict, detail) => {
    const home = await testHome()
    const result = await runHook(home.core, { run, when: 'before', hook: { command, timeout: 20_000 } }, never)
    expect(result.verdict).toBe(verdict)
    expect(result.detail).toMatch(detail)
    expect(ended(home)).toMatchObject([{ run: 'run-1', when: 'before', verdict, detail: result.detail }])
    expect(hookProblem(result)).toMatchObject({ code: 'hook-failed' })
    expect(hookProblem(result).sentence).not.toContain('\n')
    expect(hookWarning(result)).not.toContain('\n')
  })

  it('that writes without end is kept to its last 4 kB, and hides no secret behind the cut', async () => {
    const home = await testHome()
    const secret = 'correct horse battery staple'
    home.core.redactor.add(secret)
    // The cut at 4096 characters goes through one of the secrets, wherever it falls.
    const text = `process.stdout.write('x'.repeat(300_000) + ${JSON.stringify(`${secret} `)}.repeat(400) + 'the end')`
    const result = await runHook(home.core, { run, when: 'before', hook: { command: script(text), timeout: 20_000 } }, never)
    expect(result.detail.length).toBeLessThan(4300)
    expect(result.detail).toMatch(/the end$/)
    for (const word of ['correct', 'horse', 'battery', 'staple']) expect(result.detail).not.toContain(word)
    expect(readFileSync(path.join(home.root, 'system-history.jsonl'), 'utf8')).not.toContain('battery')
  })

  it('that takes too long is ended with all that it started, by force when it does not listen', async () => {
    const home = await testHome()
    const file = path.join(temporaryFolder('hook'), 'pids')
    const grandchild = `process.on('SIGTERM', () => 0); require('fs').appendFileSync(${JSON.stringify(file)}, process.pid + ' '); setInterval(() => 0, 1000)`
    const text = `process.on('SIGTERM', () => 0); require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });
      require('fs').appendFileSync(${JSON.stringify(file)}, process.pid + ' '); setInterval(() => 0, 1000)`
    const began = performance.now()
    const result = await runHook(home.core, { run, when: 'before', hook: { command: script(text), timeout: 1_500 } }, never)
    expect(result).toMatchObject({ verdict: 'timed-out', detail: expect.stringMatching(/longer than 1\.5 s/) })
    expect(performance.now() - began).toBeLessThan(12_000)
    const pids = readFileSync(file, 'utf8').trim().split(' ').map(Number)
    expect(pids).toHaveLength(2)
    await expect.poll(() => pids.filter(alive), { timeout: 5_000 }).toEqual([])
    expect(home.core.running.size).toBe(0)
  })

  it('that leaves a child behind on purpose is over when it is over', async () => {
    const home = await testHome()
    const file = path.join(temporaryFolder('hook'), 'pid')
    const text = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'inherit', detached: true });
      require('fs').writeFileSync(${JSON.stringify(file)}, String(child.pid)); process.exit(0)`
    const result = await runHook(home.core, { run, when: 'before', hook: { command: script(text), timeout: 20_000 } }, never)
    expect(result.verdict).toBe('done')
    const pid = Number(readFileSync(file, 'utf8'))
    expect(alive(pid)).toBe(true)
    process.kill(pid, 'SIGKILL')
  })

  it('before a run ends when the run is cancelled; after it, it runs all the same', async () => {
    const home = await testHome()
    const controller = new AbortController()
    const file = path.join(temporaryFolder('hook'), 'began')
    const wait = script(`require('fs').writeFileSync(${JSON.stringify(file)}, ''); setInterval(() => 0, 1000)`)
    const before = runHook(home.core, { run, when: 'before', hook: { command: wait, timeout: 60_000 } }, controller.signal)
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true)
    controller.abort()
    expect(await before).toMatchObject({ verdict: 'failed', detail: expect.stringMatching(/run was cancelled/) })
    const request = { run, when: 'after', outcome, hook: { command: script('process.stdout.write("put back")'), timeout: 20_000 } } as const
    expect(await runHook(home.core, request, controller.signal)).toMatchObject({
      verdict: 'done',
      detail: expect.stringMatching(/put back$/),
    })
  })

  it('with a relative name is looked for where the configuration lies', async () => {
    const home = await testHome()
    writeFileSync(path.join(home.root, 'dump.sh'), '#!/bin/sh\necho dumped\n', { mode: 0o755 })
    const result = await runHook(home.core, { run, when: 'before', hook: { command: ['./dump.sh'], timeout: 20_000 } }, never)
    expect(result).toMatchObject({ verdict: 'done', detail: expect.stringMatching(/dumped$/) })
  })
})
