import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Bench, expectFailure, historyOf, openBench } from '../helpers/cli-bench.ts'
import { cliCommand } from '../helpers/cli-run.ts'

const person = 4321
const ordinary = ['setpriv', `--reuid=${person}`, `--regid=${person}`, '--clear-groups', '--inh-caps=-all', '--ambient-caps=-all']
/** Only root can be somebody else, and only where that one may read the program. */
const asRoot = process.getuid?.() === 0 && spawnSync('setpriv', [...ordinary.slice(1), 'test', '-r', cliCommand.at(-1) ?? '']).status === 0

/** A bench that belongs to an ordinary user, with a home that was used. */
async function personsBench(): Promise<Bench> {
  const bench = openBench()
  execFileSync('chown', ['-R', `${person}:${person}`, bench.folder])
  bench.prefix = ordinary
  expect(await bench.cli(['history'])).toMatchObject({ code: 0 })
  return bench
}

const told = (file: string, why: string) => new RegExp(`may not write ${file}, which is in its own folder${why}`)

describe.runIf(asRoot)('a home of an ordinary user, in which', { timeout: 60_000 }, () => {
  test('something belongs to root, as behind one "sudo vaultkeeper": told with its name, and with what gives it back', async () => {
    const bench = await personsBench()
    const lock = readdirSync(path.join(bench.home, 'locks')).find((name) => name.endsWith('.lock'))
    const cases = [
      ['state.sqlite', 0o600],
      ['state.sqlite', 0o644],
      ['state.sqlite-wal', 0o600],
      ['system-history.jsonl', 0o644],
      ['locks', 0o755],
      [`locks/${lock}`, 0o644],
    ] as const
    const before = historyOf(bench).length
    for (const [name, mode] of cases) {
      const file = path.join(bench.home, name)
      if (!existsSync(file)) writeFileSync(file, '')
      chownSync(file, 0, 0)
      chmodSync(file, mode)
      for (const command of [['status'], ['backup', bench.vault]])
        await expectFailure(bench, command, {
          exit: 1,
          code: 'home-not-allowed',
          sentence: told(file, ': it belongs to root'),
          remedy: new RegExp(`Have ${file} and all else .*: sudo chown -R "\\$USER" '${bench.home}', or set VAULTKEEPER_HOME`),
        })
      const { findings } = await bench.json(['doctor'])
      expect(findings).toMatchObject([{ part: 'home', verdict: 'bad', finding: expect.stringMatching(told(file, '')) }])
      execFileSync('chown', ['-R', `${person}`, bench.home])
      chmodSync(file, name === 'locks' ? 0o700 : 0o600)
      expect(await bench.cli(['history'])).toMatchObject({ code: 0 })
    }
    expect(historyOf(bench)).toHaveLength(before)
  })

  test('a file keeps its owner out by its rights: told with how to open it; one in the way of a folder, too', async () => {
    const bench = await personsBench()
    const file = path.join(bench.home, 'state.sqlite')
    chmodSync(file, 0o400)
    await expectFailure(bench, ['status'], {
      exit: 1,
      code: 'home-not-allowed',
      sentence: told(file, ', by the rights it has'),
      remedy: new RegExp(`chmod u\\+rwX '${file}', or set`),
    })
    chmodSync(file, 0o600)
    const temporary = path.join(bench.home, 'temporary')
    execFileSync('rm', ['-r', temporary])
    writeFileSync(temporary, '')
    await expectFailure(bench, ['status'], {
      exit: 1,
      code: 'home-not-a-folder',
      sentence: new RegExp(`${temporary} cannot be made: a file is in the way`),
      remedy: /Move that file away/,
    })
  })

  test('nothing is theirs, who have no name on this machine: told all the same', async () => {
    const bench = openBench()
    execFileSync('chown', ['-R', `${person}:${person}`, bench.folder])
    mkdirSync(bench.home, { mode: 0o700 })
    bench.prefix = ordinary
    await expectFailure(bench, ['status'], {
      exit: 1,
      code: 'home-not-allowed',
      sentence: /home is closed to you: it belongs to root/,
      remedy: /Run Vaultkeeper as root/,
    })
  })
})
