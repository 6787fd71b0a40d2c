import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { type ConfigurationHome, configurationHome } from '../../helpers/configuration-home.ts'
import { between, seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

/** Small, so that most of the time goes into saving. */
const text = `{
  "version": 1, // mine
  "vaults": { "notes": { "path": "~/Notes" } },
  "plans": { "vaults": { "kind": "daily", "schedule": "0 7 * * *", "sources": ["notes"] } }
}
`
const seed = 20261121
const random = seeded(seed)
const project = path.join(import.meta.dirname, '../../..')
const configuration = path.join(project, 'main/engine/config')

const modules = ['edit-configuration', 'load-configuration', 'parse-configuration', 'edit-text'].map((name) =>
  path.join(configuration, `${name}.ts`),
)

/** Starts a process with `core`, a part of an engine on this home, and the functions of these modules. */
function start(home: ConfigurationHome, script: string): ChildProcessByStdio<null, Readable, null> {
  const prelude = `
    const [{ editConfiguration }, { loadConfiguration }, { parseConfiguration }] = await Promise.all(${JSON.stringify(modules)}.map((name) => import(name)))
    const { homeAt } = await import(${JSON.stringify(path.join(project, 'main/engine/home/home.ts'))})
    const { randomBytes } = await import('node:crypto')
    const core = { home: homeAt(${JSON.stringify(home.root)}), ports: { environment: { HOME: '/person' }, log: () => undefined, randomBytes } }`
  return spawn(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', `${prelude}\n${script}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { NODE_COMPILE_CACHE: compiled },
    },
  )
}

// A process that is killed leaves no compiled program for the next one: this one does.
const compiled = temporaryFolder('compiled')
beforeAll(async () => {
  const [code] = await once(start(configurationHome(text), `await editConfiguration(core, [])\n console.log('compiled')`), 'exit')
  expect(code).toBe(0)
})

/** Runs a script that never ends, and kills it so many milliseconds after it said that it is at work. */
async function killAtWork(home: ConfigurationHome, script: string, most: number): Promise<void> {
  const child = start(home, script)
  const ended = once(child, 'exit')
  try {
    await once(child.stdout, 'data')
    await delay(between(random, 0, most))
  } finally {
    child.kill('SIGKILL')
  }
  expect((await ended)[1], 'it was at work when it was killed').toBe('SIGKILL')
}

const temporary = (home: ConfigurationHome) => readdirSync(home.root).filter((name) => name.endsWith('.tmp'))

/** Four at a time, each with a home of its own. */
async function inTurns(rounds: number, home: () => ConfigurationHome, round: (home: ConfigurationHome) => Promise<void>): Promise<void> {
  let left = rounds
  const lane = async () => {
    const own = home()
    while (left-- > 0) await round(own)
  }
  await Promise.all([lane(), lane(), lane(), lane()])
}

it(`kill -9 during a save, 200 times: the file is the old or the new one, whole (seed ${seed})`, async () => {
  const script = `
    for (let turn = 0; ; turn++) {
      if (turn === 1) process.stdout.write('working')
      await editConfiguration(core, [{ path: ['plans', 'vaults', 'schedule'], value: turn % 2 === 0 ? '0 8 * * *' : '0 9 * * *' }])
    }`
  const allowed = ['0 8 * * *', '0 9 * * *'].map((schedule) => text.replace('"0 7 * * *"', JSON.stringify(schedule)))
  let leftBehind = 0
  await inTurns(
    200,
    () => configurationHome(text),
    async (home) => {
      await killAtWork(home, script, 40)
      expect(allowed).toContain(home.read())
      if (temporary(home).length > 0) leftBehind += 1
      expect(await loadConfiguration(home)).toMatchObject({ source: 'file', problems: [] })
      expect(temporary(home)).toEqual([])
    },
  )
  console.log(`200 kills, ${leftBehind} of them between the first byte and the rename`)
  expect(leftBehind, 'some of them have to hit').toBeGreaterThan(5)
}, 240_000)

it('kill -9 while an older file is brought up: old or new, and the old one is never lost', async () => {
  const old = text.replace('"version": 1,', '').replace('"schedule"', '"cron"')
  const script = `
    parseConfiguration('{}', { person: '/', embedded: '/e' })
    process.stdout.write('working')
    await loadConfiguration(core)
    setInterval(() => undefined, 1000)`
  const found: Record<string, number> = {}
  await inTurns(
    24,
    () => configurationHome(old),
    async (home) => {
      home.write(old)
      await killAtWork(home, script, 20)
      const state = home.read() === old ? 'old' : 'new'
      found[state] = (found[state] ?? 0) + 1
      expect(await loadConfiguration(home)).toMatchObject({ source: 'file', problems: [] })
      expect(home.read()).toContain('"version": 1')
      expect(home.read('backup_schedule.v0.json')).toBe(old)
      expect(temporary(home)).toEqual([])
    },
  )
  console.log(`24 kills: ${JSON.stringify(found)}`)
}, 240_000)
