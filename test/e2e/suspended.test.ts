import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { randomBytes } from '../faults/operations.ts'
import { wrongClock } from '../faults/wrong-clock.ts'
import { type Bench, backUp, type JsonAnswer, openBench, repositoryOf } from '../helpers/cli-bench.ts'
import { isAlive, waitFor } from '../helpers/cli-processes.ts'
import { differences } from '../helpers/cli-tree.ts'
import { howMany, noteFigure, seedOf } from '../helpers/figure.ts'
import { canFreeze, openFreezer } from '../helpers/freezer.ts'
import { type RawRestic, rawRestic } from '../helpers/raw-restic.ts'
import { between, pick, type Random, seeded } from '../helpers/seeded.ts'

const minute = 60_000
/** What somebody else does in the repository meanwhile, with a restic of their own. */
const meanwhile: Readonly<Record<string, (raw: RawRestic) => Promise<unknown>>> = {
  nothing: async () => undefined,
  unlock: (raw) => raw('unlock'),
  'unlock of all': (raw) => raw('unlock', '--remove-all'),
  'unlock of all, and prune': async (raw) => {
    await raw('unlock', '--remove-all')
    await raw('prune', '--max-unused=0')
  },
  'unlock of all, forget, and prune': async (raw) => {
    await raw('unlock', '--remove-all')
    await raw('forget', '--prune', '--max-unused=0', '--keep-last=1', '--group-by=')
  },
}

/** A vault that was backed up twice, with what came back into it since, and what is new: restic has to store the one, and relies on the repository for the other. */
async function suspendedBench(random: Random) {
  const bench = openBench()
  bench.environment['VAULTKEEPER_PASSWORD'] = 'suspended by a test'
  mkdirSync(path.join(bench.folder, 'fault'))
  const write = (name: string, content: Buffer) => writeFileSync(path.join(bench.vault, name), content)
  const old = randomBytes(random, 3_000_000)
  write('old.bin', old)
  for (let number = 0; number < 20; number++) write(`note ${number}.md`, randomBytes(random, 2_000))
  await backUp(bench)
  rmSync(path.join(bench.vault, 'old.bin'))
  await backUp(bench)
  write('came back.bin', old)
  for (let number = 0; number < 6; number++) write(`new ${number}.bin`, randomBytes(random, 3_000_000))
  const kept = path.join(bench.folder, 'kept')
  execFileSync('cp', ['-a', bench.home, kept])
  const reset = () => {
    rmSync(bench.home, { recursive: true, force: true })
    execFileSync('cp', ['-a', kept, bench.home])
  }
  return { bench, reset, raw: rawRestic(repositoryOf(bench), bench.environment['VAULTKEEPER_PASSWORD']) }
}

/** What is wrong with a repository, and with a snapshot that is said to hold the vault. */
async function faultsOf(bench: Bench, raw: RawRestic, { result }: JsonAnswer): Promise<string[]> {
  const damage = await raw('check', '--read-data').then(
    () => [],
    (error: unknown) => [String(error).slice(0, 300)],
  )
  const target = realpathSync(mkdtempSync(path.join(tmpdir(), 'vaultkeeper-suspended-')))
  try {
    await raw('restore', String(result?.snapshot), '--target', target)
    return [...damage, ...differences(bench.vault, target)]
  } catch (error) {
    return [...damage, String(error).slice(0, 300)]
  } finally {
    rmSync(target, { recursive: true, force: true })
  }
}

test.skipIf(!canFreeze())(
  'a backup that is suspended at any moment, while others unlock and prune, is never verified over a damaged repository',
  { timeout: 3_600_000 },
  async () => {
    const seed = seedOf(4)
    const random = seeded(seed)
    const { bench, reset, raw } = await suspendedBench(random)
    // Four megabytes a pack and twelve a second: there is a middle, in which some of it lies there and no index tells of it.
    bench.shim.flags('backup', '--pack-size=4 --limit-upload=12000')
    const clock = wrongClock(bench, 0)
    const locks = () => readdirSync(path.join(repositoryOf(bench), 'locks'))
    const packs = () =>
      readdirSync(path.join(repositoryOf(bench), 'data'), { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 60)
    const before = packs().length
    const wanted = howMany(10, 100)
    const ways = Object.keys(meanwhile)
    const tally: Record<string, number> = {}
    let [hits, damaged, missed] = [0, 0, 0]
    while (hits < wanted && missed < wanted) {
      reset()
      clock.jump(0)
      const how = hits < 2 ? (ways.at(-1 - hits) ?? '') : pick(random, ways)
      const slept = pick(random, [minute, 5 * minute, 120 * minute, 9 * 60 * minute])
      const freezer = openFreezer()
      bench.prefix = freezer.prefix
      const running = bench.start(['backup', bench.vault, '--json'])
      const stored = between(random, 0, 4)
      await waitFor('the moment, or the end', () => (locks().length > 0 && packs().length >= before + stored) || !isAlive(running.pid))
      await delay(between(random, 0, 150))
      await freezer.freeze()
      const hit = locks().length > 0
      if (hit) await meanwhile[how]?.(raw)
      clock.jump(slept)
      freezer.thaw()
      const ended = await running.ended
      await freezer.end()
      bench.prefix = []
      if (!hit) {
        missed += 1
        continue
      }
      hits += 1
      const answer = JSON.parse(ended.stdout) as JsonAnswer
      const told = `seed ${seed}, ${how}, ${slept / minute} minutes, hit ${hits}: ${ended.code} ${answer.problem?.code ?? answer.verdict}`
      const faults = await faultsOf(bench, raw, answer)
      if (ended.code !== 0) damaged += Number(faults.some((fault) => fault.includes('check')))
      else expect([told, faults]).toEqual([told, []])
      // The time is right again, nobody else is there: it mends itself.
      clock.jump(0)
      const next = await bench.json(['backup', bench.vault])
      expect([told, next.exitCode, next.problem?.sentence, await faultsOf(bench, raw, next)]).toEqual([told, 0, undefined, []])
      const key = `${how}: ${answer.problem?.code ?? answer.verdict}`
      tally[key] = (tally[key] ?? 0) + 1
    }
    expect(hits).toBe(wanted)
    const also = `${damaged} times the repository was damaged when it ended, and it said so; ${Object.entries(tally)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')}`
    noteFigure('suspended', {
      says: 'backups suspended in the middle, others unlocking and pruning: none verified over damage',
      seed,
      cases: hits,
      wrong: 0,
      also,
    })
    process.stdout.write(`${also}\n`)
  },
)
