import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isContractProcedure } from '@orpc/contract'
import { createRouterClient, ORPCError } from '@orpc/server'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../../../main/contract/contract.ts'
import { loadAndTake } from '../../../main/engine/config/take-configuration.ts'
import { createJobs, type Jobs } from '../../../main/engine/jobs/jobs.ts'
import { router } from '../../../main/engine/procedures/router.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { hostileInput } from '../../helpers/hostile-input.ts'
import { pick, seeded } from '../../helpers/seeded.ts'
import { isSaid } from '../../helpers/sweep-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const seed = seedOf(20261122)

/** These change the machine beside the home, look all over it, or wait for something to happen. */
const leftOut = new Set(['service.write', 'service.remove', 'service.app', 'setup.vaults', 'live.watch'])

type Asked = { readonly name: string; readonly schema: unknown }

function proceduresIn(group: object, before = ''): Asked[] {
  return Object.entries(group).flatMap(([name, one]) => {
    if (!isContractProcedure(one)) return proceduresIn(one, `${before}${name}.`)
    const schema = one['~orpc'].inputSchema
    return [
      {
        name: `${before}${name}`,
        schema: schema instanceof z.ZodType ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) : {},
      },
    ]
  })
}

const procedures = proceduresIn(contract).filter(({ name }) => !leftOut.has(name))
let home: TestHome
let jobs: Jobs
let call: (name: string, input: unknown, signal: AbortSignal) => Promise<unknown>
let likely: string[]

beforeAll(async () => {
  const folder = temporaryFolder('fuzz')
  // What is relative stays in here, however many steps it goes up.
  const here = path.join(folder, 'a/b/c/d/e/f')
  mkdirSync(here, { recursive: true })
  process.chdir(here)
  const vault = path.join(folder, 'Notes')
  mkdirSync(path.join(vault, 'deep'), { recursive: true })
  writeFileSync(path.join(vault, 'deep/a.md'), 'a')
  home = await testHome({ root: path.join(folder, 'home'), environment: { HOME: folder } })
  writeFileSync(
    path.join(home.root, 'backup_schedule.json'),
    JSON.stringify({
      version: 1,
      vaults: { notes: { path: vault } },
      plans: { daily: { kind: 'daily', schedule: '0 7 * * *', sources: ['notes'] } },
    }),
  )
  await loadAndTake(home.core)
  await backup(home.core, { folder: vault, verify: false }, testHost())
  writeFileSync(path.join(vault, 'deep/a.md'), 'b')
  await backup(home.core, { folder: vault, verify: false }, testHost())
  const ids = knownSnapshots(home.core.state.database, 'default').map(({ id }) => id)
  likely = [
    ...ids,
    ids[0]?.slice(0, 8) ?? '',
    `${ids[1]}:deep/a.md`,
    'notes',
    'daily',
    'default',
    'deep',
    'deep/a.md',
    '/deep',
    vault,
    'latest',
    folder,
  ]
  jobs = createJobs(home.core)
  const client = createRouterClient(router, { context: { core: home.core, jobs } })
  call = (name, input, signal) => {
    const called: unknown = name.split('.').reduce((one: unknown, part) => Reflect.get(Object(one), part), client)
    return typeof called === 'function' ? called(input, { signal }) : Promise.reject(new TypeError(`no ${name}`))
  }
})

/** Reads what a stream begins with. */
async function readThrough(answer: unknown): Promise<void> {
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return void JSON.stringify(answer)
  let read = 0
  for await (const one of answer as AsyncIterable<unknown>) {
    JSON.stringify(one)
    if (++read === 5) break
  }
}

/** What is wrong with how a call ended. */
async function wrongCall(name: string, input: unknown): Promise<string | undefined> {
  const signal = AbortSignal.timeout(30_000)
  try {
    await readThrough(await call(name, input, signal))
    return undefined
  } catch (error) {
    if (signal.aborted) return 'it does not end'
    if (!(error instanceof ORPCError)) return `it throws ${error instanceof Error ? error.stack : String(error)}`
    if (error.code === 'BAD_REQUEST') return undefined
    const problem: unknown = error.data
    if (error.code !== 'PROBLEM' || typeof problem !== 'object' || problem === null)
      return `${error.code}: ${error.stack} ${String(error.cause)}`
    const { code, sentence, remedy } = z.object({ code: z.string(), sentence: z.string(), remedy: z.string() }).parse(problem)
    if (code === 'unexpected') return `${sentence} ${error.cause instanceof Error ? error.cause.stack : ''}`
    return isSaid({ sentence, remedy }) ? undefined : `it says: ${sentence} ${remedy}`
  }
}

it('calls that such a run once found: refused in words', async () => {
  const texts = ['\u0000', 'a'.repeat(5_000)]
  const asked = texts.flatMap((vault) => ['git.get', 'git.push', 'guard.get', 'guard.complete'].map((name) => [name, { vault }] as const))
  for (const [name, input] of [...asked, ['schedule.pause', { for: 2 ** 53 }] as const]) {
    const signal = AbortSignal.timeout(30_000)
    await expect(call(name, input, signal), name).rejects.toBeInstanceOf(ORPCError)
    expect([name, await wrongCall(name, input)]).toEqual([name, undefined])
  }
})

it('calls of every procedure with hostile input: refused in words, or answered; nothing is thrown that nobody thought of', {
  timeout: 3_600_000,
}, async () => {
  const random = seeded(seed)
  const wrong: string[] = []
  const cases = howMany(3 * procedures.length, 10_000)
  for (let at = 0; at < cases; at++) {
    const { name, schema } = at < procedures.length ? (procedures[at] ?? pick(random, procedures)) : pick(random, procedures)
    const input = hostileInput(random, schema, likely)
    const said = await wrongCall(name, input)
    if (said !== undefined)
      wrong.push(`${name}(${JSON.stringify(input, (_, one) => (typeof one === 'bigint' ? `${one}n` : one))?.slice(0, 300)}): ${said}`)
    for (const { id, ended } of jobs.list()) if (ended === null) jobs.cancel(id)
  }
  await jobs.close()
  expect(wrong).toEqual([])
  expect(procedures.length).toBeGreaterThan(90)
  noteFigure('hostile-calls', {
    says: `calls of ${procedures.length} procedures with hostile input, and crashes or words for programmers`,
    seed,
    cases,
    wrong: wrong.length,
  })
})
