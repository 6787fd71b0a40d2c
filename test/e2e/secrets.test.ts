import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Bench, openBench } from '../helpers/cli-bench.ts'
import { signal, waitFor, watchForSecrets } from '../helpers/cli-processes.ts'
import type { Ended } from '../helpers/cli-run.ts'
import { writeNotes } from '../helpers/cli-tree.ts'
import { startBus } from '../helpers/keyring.ts'
import { filesHolding, formsOf } from '../helpers/secret-forms.ts'

/** A whole life with one password: init, backup, verify, restore, a wrong password, a repair, all with `--debug`. */
async function live(bench: Bench, wrong: string): Promise<Ended[]> {
  const target = path.join(bench.folder, 'back')
  const ended: Ended[] = []
  for (const [parameters, environment] of [
    [['init'], {}],
    [['backup', bench.vault], {}],
    [['backup', bench.vault, '--json'], {}],
    [['verify'], {}],
    [['restore', 'latest', '--to', target], {}],
    [['ls', 'latest'], {}],
    [['secret', 'list'], {}],
    [['doctor'], {}],
    [['backup', bench.vault], { VAULTKEEPER_PASSWORD: wrong }],
    [['verify', '--json'], { VAULTKEEPER_PASSWORD: wrong }],
  ] as const)
    ended.push(await bench.cli([...parameters, '--debug'], { environment }))
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
  return ended
}

const wrong = 'wr0ng-Marked "Secret" /+?&=é 8831'

describe('no secret is ever to be seen', { timeout: 120_000 }, () => {
  test('the watch itself sees a secret in a command line, and in the environment of restic', async () => {
    const secret = 'planted-secret-to-be-seen-4711'
    const watch = watchForSecrets(formsOf(secret))
    const planted = spawn('sh', ['-c', `sleep 20; : ${secret}`], { stdio: 'ignore' })
    const inEnvironment = spawn('sleep', ['20'], {
      argv0: 'restic',
      env: { PATH: process.env['PATH'], RESTIC_PASSWORD: secret },
      stdio: 'ignore',
    })
    try {
      await waitFor('both sightings', () => {
        const seen = watch.sightings
        return (
          seen.some(({ pid, where }) => pid === planted.pid && where === 'cmdline') &&
          seen.some(({ pid, where }) => pid === inEnvironment.pid && where === 'environ')
        )
      })
    } finally {
      watch.stop()
      for (const child of [planted, inEnvironment]) {
        signal(child.pid ?? 0, 'SIGKILL')
        await once(child, 'exit')
      }
    }
  })

  test('given by the environment', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    const secret = 'M4rked-Env "Secret" /+?&=é 5127'
    bench.environment['VAULTKEEPER_PASSWORD'] = secret
    const forms = [...formsOf(secret), ...formsOf(wrong)]
    const watch = watchForSecrets(forms)
    const ended = await live(bench, wrong)
    watch.stop()
    expect(watch.looks()).toBeGreaterThan(100)
    expect(watch.sightings).toEqual([])
    expectSilent(bench, ended, forms)
    expect(filesHolding(bench.folder, forms)).toEqual([])
  })

  test('made by Vaultkeeper and kept in the 0600 file: there, and nowhere else', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    const log = path.join(bench.folder, 'strace')
    bench.prefix = ['strace', '-f', '-y', '-qq', '-o', log, '-e', 'trace=/^(fsync|fdatasync|rename.*)$']
    await bench.cli(['init'])
    bench.prefix = []
    const file = path.join(bench.home, 'secrets', 'default.password')
    // A power cut takes neither it nor its name: nobody else knows it, and the repository opens with nothing else.
    const calls = readFileSync(log, 'utf8').split('\n')
    const at = (call: RegExp) => calls.findIndex((line) => call.test(line))
    const [flushed, named, kept] = [
      /sync\(.*\/secrets\/default\.password/,
      /rename.*\/secrets\/default\.password"/,
      /sync\(\d+<[^>]*\/secrets>/,
    ].map(at)
    expect([flushed, named, kept]).toEqual([flushed, named, kept].toSorted((a = 0, b = 0) => a - b))
    expect(flushed).toBeGreaterThanOrEqual(0)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const forms = [...formsOf(readFileSync(file, 'utf8').trim()), ...formsOf(wrong)]
    const watch = watchForSecrets(forms)
    const ended = await live(bench, wrong)
    watch.stop()
    expect(watch.sightings).toEqual([])
    expectSilent(bench, ended, forms)
    expect(filesHolding(bench.folder, forms)).toEqual([file])
  })

  test('kept in the keychain', async () => {
    const keyring = await startBus()
    await keyring.start()
    const bench = openBench()
    for (const [name, value] of Object.entries(keyring.environment))
      if (name !== 'PATH' && value !== undefined) bench.environment[name] = value
    writeNotes(bench.vault, 20)
    const secret = 'M4rked-Keychain "Secret" /+?&=é 9043'
    const forms = [...formsOf(secret), ...formsOf(wrong)]
    const watch = watchForSecrets(forms)
    const set = await bench.cli(['secret', 'set', 'default', '--debug'], { input: `${secret}\n` })
    expect(set.code).toBe(0)
    const ended = [set, ...(await live(bench, wrong))]
    watch.stop()
    expect(watch.sightings).toEqual([])
    expectSilent(bench, ended, forms)
    expect(filesHolding(bench.folder, forms)).toEqual([])
  })
})

/** Nothing of a secret in what was printed, nor in how restic was called. */
function expectSilent(bench: Bench, ended: readonly Ended[], forms: readonly string[]): void {
  const printed = ended.map(({ stdout, stderr }) => stdout + stderr).join('\n')
  expect(printed).toMatch(/"msg":"run: /)
  const calls = bench.shim
    .calls()
    .flatMap(({ parameters }) => parameters)
    .join('\n')
  expect(forms.filter((form) => printed.includes(form))).toEqual([])
  expect(forms.filter((form) => calls.includes(form))).toEqual([])
}

describe('what restic is started for', { timeout: 60_000 }, () => {
  test('one backup and at most one more, once the repository is there; for a restore one that looks, and one that writes', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 50)
    const versions = () => bench.shim.calls().filter(({ command }) => command === 'version').length
    const runs: [name: string, parameters: string[], work: string[]][] = [
      ['the first', ['backup', bench.vault], ['init', 'backup', 'dump']],
      ['unchanged', ['backup', bench.vault], ['backup', 'restore']],
      ['unchanged again', ['backup', bench.vault], ['backup', 'restore']],
      ['changed', ['backup', bench.vault], ['backup', 'restore']],
      ['restored', ['restore', 'latest', '--to', path.join(bench.folder, 'back')], ['ls', 'restore']],
      ['status', ['status'], []],
      ['history', ['history'], []],
    ]
    for (const [name, parameters, work] of runs) {
      if (name === 'changed') writeFileSync(path.join(bench.vault, 'new.md'), 'new')
      bench.shim.forget()
      const answer = await bench.json(parameters)
      expect(answer.exitCode, name).toBe(0)
      expect(bench.shim.work(), name).toEqual(work)
      expect(versions(), name).toBeLessThanOrEqual(1)
    }
  })
})
