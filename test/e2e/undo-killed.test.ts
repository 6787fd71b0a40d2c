import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { overwritePolicies } from '../../main/contract/overwrite-policy.ts'
import { homeAt } from '../../main/engine/home/home.ts'
import { passwordFile } from '../../main/engine/secrets/password.ts'
import { type Bench, backUp, expectHealthy, historyOf, openBench, repositoryOf } from '../helpers/cli-bench.ts'
import { processesNaming, signal, waitFor } from '../helpers/cli-processes.ts'
import { howMany, noteFigure, seedOf } from '../helpers/figure.ts'
import { cheapenKey } from '../helpers/forge-snapshots.ts'
import { manifest, randomTree } from '../helpers/random-tree.ts'
import { pick, seeded } from '../helpers/seeded.ts'

/** How many kills have to hit something at work. */
const kills = howMany(10, 50)
const seed = seedOf(11)

type Phase = 'not-begun' | 'safety' | 'writing' | 'ended'

/** A vault that is backed up, a folder to restore into, and slow pipes, so that there is something to be killed. */
async function prepare(): Promise<{ bench: Bench; snapshot: string; fresh: () => string; slow: (on: boolean) => void }> {
  const bench = openBench()
  const random = seeded(seed)
  // What is cut off leaves names that look alike in each other's way: they are told of, and left.
  randomTree(random, bench.vault, 2, false)
  const template = path.join(bench.folder, 'template')
  randomTree(random, template, 2, false)
  for (const folder of [bench.vault, template])
    for (const name of ['one.bin', 'two.bin', 'three.bin']) writeFileSync(path.join(folder, name), randomBytes(120_000))
  writeFileSync(path.join(template, 'mine.md'), 'mine')
  // A folder in the place of a file is left alone, and is another test's affair.
  clash(bench.vault, template)
  mkdirSync(bench.home, { recursive: true })
  expect(await bench.json(['init'])).toMatchObject({ exitCode: 0 })
  cheapenKey(repositoryOf(bench), readFileSync(passwordFile(homeAt(bench.home), 'default'), 'utf8').trim())
  const { result } = await backUp(bench)
  const target = path.join(bench.folder, 'target')
  return {
    bench,
    snapshot: result.snapshot,
    fresh: () => {
      rmSync(target, { recursive: true, force: true })
      const copied = spawnSync('cp', ['-a', template, target], { encoding: 'utf8' })
      if (copied.status !== 0) throw new Error(copied.stderr)
      return target
    },
    slow: (on) => {
      for (const [command, flags] of [
        ['restore', '--limit-download=300'],
        ['backup', '--limit-upload=2000'],
      ] as const)
        if (on) bench.shim.flags(command, flags)
        else bench.shim.flags(command)
    },
  }
}

/** Removes folders of the target where the vault has something else. */
function clash(vault: string, target: string): void {
  const kinds = (folder: string) =>
    new Map(
      spawnSync('find', [folder, '-mindepth', '1', '-printf', '%y%P\\0'], { encoding: 'latin1' })
        .stdout.split('\0')
        .slice(0, -1)
        .map((line) => [line.slice(1), line.charAt(0)]),
    )
  const theirs = kinds(vault)
  for (const [name, kind] of kinds(target))
    if (kind === 'd' && (theirs.get(name) ?? 'd') !== 'd')
      rmSync(Buffer.concat([Buffer.from(`${target}/`), Buffer.from(name, 'latin1')]), { recursive: true, force: true })
}

/** The newest run of a kind, and how far it came. */
function phaseOf(bench: Bench, kind: string, before: number): { run: string; phase: Phase } {
  const lines = historyOf(bench).slice(before)
  const run = lines.find((line) => line.event === 'run.intent' && line['kind'] === kind)?.run
  if (run === undefined) return { run: '', phase: 'not-begun' }
  const events = lines.filter((line) => line.run === run).map(({ event }) => event)
  return { run, phase: events.includes('run.outcome') ? 'ended' : events.includes('restore.begun') ? 'writing' : 'safety' }
}

/** What a restore comes to; folders have other times with keep-both, for nobody sets them, and so has the target itself. */
function outcome(target: string, policy: string): string[] {
  return manifest(target)
    .filter((line) => !line.startsWith('"" '))
    .map((line) => (policy === 'keep-both' && / folder /.test(line) ? line.replace(/\d+ $/, '') : line))
}

describe('killed while it restores or takes back (kill -9)', { timeout: 60_000 + kills * 40_000 }, () => {
  test(`at ${kills} random moments: finished or taken back, nothing is lost`, async () => {
    const { bench, snapshot, fresh, slow } = await prepare()
    const random = seeded(seed + 1)
    const ended = new Map<string, string[]>()
    const took = new Map<string, { whole: number; writing: number }>()
    for (const policy of overwritePolicies) {
      const target = fresh()
      const whole = await bench.json(['restore', snapshot, '--to', target, '--overwrite', policy])
      expect([0, 3], JSON.stringify(whole)).toContain(whole.exitCode)
      ended.set(policy, outcome(target, policy))
    }
    const hits: Record<string, number> = {}
    let hit = 0
    for (let number = 0; hit < kills && number < kills * 4; number++) {
      const policy = pick(random, overwritePolicies)
      const killed = pick(random, ['restore', 'undo'] as const)
      const target = fresh()
      const before = manifest(target)
      const restoring = ['restore', snapshot, '--to', target, '--overwrite', policy]
      let restored = ''
      if (killed === 'undo') {
        const done = await bench.json(restoring)
        expect([0, 3]).toContain(done.exitCode)
        restored = String(done['run'])
      }
      slow(true)
      const from = historyOf(bench).length
      const begun = performance.now()
      const running = bench.start(killed === 'undo' ? ['undo', restored] : restoring)
      const moment = took.get(killed)
      const hasBegun = () =>
        historyOf(bench)
          .slice(from)
          .some(({ event }) => event === 'restore.begun')
      // The first of each shows how long there is to be killed: at any moment, or while it writes.
      if (moment !== undefined && random() < 0.5) await Promise.race([delay(moment.whole * (0.2 + 0.8 * random())), running.ended])
      else if (moment !== undefined) {
        await Promise.race([waitFor('the first byte', hasBegun), running.ended])
        await Promise.race([delay(moment.writing * random()), running.ended])
      } else {
        await Promise.race([waitFor('the first byte', hasBegun), running.ended])
        const writing = performance.now()
        await running.ended
        took.set(killed, { whole: performance.now() - begun, writing: performance.now() - writing })
      }
      // Vaultkeeper alone, or its restic as well.
      const children = random() < 0.5 ? processesNaming(bench.home).filter(({ pid }) => pid !== running.pid) : []
      signal(running.pid, 'SIGKILL')
      for (const { pid } of children) signal(pid, 'SIGKILL')
      await running.ended
      slow(false)
      const { run, phase } = phaseOf(bench, killed, from)
      hits[`${killed} ${phase}`] = (hits[`${killed} ${phase}`] ?? 0) + 1
      if (phase === 'safety' || phase === 'writing') hit += 1
      const about = `kill ${number}, seed ${seed}: ${killed} ${policy}, ${phase}`
      if (killed === 'restore' && phase !== 'writing' && phase !== 'ended') {
        // Nothing had been written yet.
        expect(manifest(target), about).toEqual(before)
        continue
      }
      if (killed === 'restore' && phase === 'writing' && random() < 0.6) {
        const again = random() < 0.5 && (policy === 'always' || policy === 'if-changed')
        const finished = await bench.json(again ? restoring : ['restore', '--finish', run])
        expect([0, 3], `${about}: ${JSON.stringify(finished)}`).toContain(finished.exitCode)
        // What "if-changed" takes for the same by size and time is compared by its content now.
        expect(outcome(target, policy), about).toEqual(ended.get(policy === 'if-changed' ? 'always' : policy))
      }
      if (killed === 'restore' || phase !== 'ended') {
        const back = await bench.json(killed === 'undo' ? ['undo', restored] : ['undo'])
        expect(back, `${about}: ${JSON.stringify(back)}`).toMatchObject({ verdict: 'done', exitCode: 0 })
      }
      expect(manifest(target), about).toEqual(before)
    }
    console.info(`kills: ${JSON.stringify(hits)}`)
    expect(hit, JSON.stringify(hits)).toBeGreaterThanOrEqual(kills)
    // The note of who is at work in the folder goes with the next restore there.
    expect([0, 3]).toContain((await bench.json(['restore', snapshot, '--to', fresh(), '--overwrite', 'always'])).exitCode)
    await expectHealthy(bench)
    noteFigure('restores-killed', {
      says: 'restores and undos killed at random, and targets that were neither finished nor brought back exactly',
      seed,
      cases: hit,
      wrong: 0,
      also: JSON.stringify(hits),
    })
  })
})
