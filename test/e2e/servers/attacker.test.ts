import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { status } from '../../../main/engine/status.ts'
import { type Attacker, appendOnlyAttacks, filesIn } from '../../helpers/append-only-attacks.ts'
import { type FakeKeychain, fakeKeychain } from '../../helpers/fake-keychain.ts'
import { howMany, long, noteFigure } from '../../helpers/figure.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { type RawRestic, rawRestic } from '../../helpers/raw-restic.ts'
import { startRcloneRest } from '../../helpers/servers/rclone-rest.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const user = 'laptop'
const logIn = 'of the laptop'
const servers = {
  'rest-server': (data: string) => startRestServer(data, { appendOnly: true }),
  'rest-server with log-ins': (data: string) =>
    startRestServer(data, { appendOnly: true, users: { [user]: logIn }, privateRepositories: true }),
  'rclone serve restic': (data: string) => startRcloneRest(data, { appendOnly: true }),
} as const
const names = Object.keys(servers) as (keyof typeof servers)[]
const tried = { attacks: 0, lost: 0, cleared: 0 }
afterAll(() =>
  noteFigure('append-only-attacks', {
    says: 'attacks with all that a machine has on its append-only server, and those after which an earlier snapshot could not be restored',
    seed: 0,
    cases: tried.attacks,
    wrong: tried.lost,
    also: `${tried.cleared} of them left garbage that had to be removed on the server first, and was told as damage`,
  }),
)

describe.each(names.slice(0, howMany(1, 3)))('who has all that the machine has: %s', { timeout: 120_000 }, (name) => {
  const logsIn = name === 'rest-server with log-ins'
  const root = temporaryFolder('attacked')
  const [data, vault] = [path.join(root, 'data'), path.join(root, 'notes')]
  const place = path.join(data, user)
  let url: string
  let keychain: FakeKeychain
  let password: string
  let genuine: readonly { readonly id: string; readonly says: string }[]
  let kept: readonly string[]

  const openHome = async (): Promise<TestHome> => {
    const home = await testHome({ root: path.join(root, 'home'), keychain })
    home.core.settings.configuration = Configuration.parse({
      version: 1,
      vaults: { notes: { path: vault, recoveryDocument: false } },
      repositories: { nas: { type: 'rest', url, ...(logsIn ? { user } : {}) } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['nas'], keep: { last: 2 } } },
    })
    return home
  }
  const keep = () => {
    for (const part of ['data', 'home']) cpSync(path.join(root, part), path.join(root, `${part}-kept`), { recursive: true })
  }
  const bringBack = () => {
    for (const part of ['data', 'home']) {
      rmSync(path.join(root, part), { recursive: true, force: true })
      cpSync(path.join(root, `${part}-kept`), path.join(root, part), { recursive: true })
    }
  }

  beforeAll(async () => {
    for (const folder of [data, vault]) mkdirSync(folder)
    const server = await servers[name](data)
    url = `${server.url}${user}/`
    keychain = fakeKeychain()
    if (logsIn) keychain.entries.set('repository:nas:user-password', logIn)
    const home = await openHome()
    const made: { id: string; says: string }[] = []
    for (const says of ['first', 'second', 'third', 'fourth']) {
      writeFileSync(path.join(vault, 'a.md'), says)
      writeFileSync(path.join(vault, `${says}.md`), `only ${says}`)
      const [ended] = await runPlanNow(home.core, 'daily', testHost())
      expect(ended, JSON.stringify(ended)).toMatchObject({ verdict: 'done' })
      made.push({ id: ended?.result?.snapshot ?? '', says })
    }
    genuine = made
    password = keychain.entries.get('repository:nas') ?? ''
    home.close()
    cheapenKey(place, password)
    kept = filesIn(place)
    keep()
    // Who attacks comes through, or nothing is shown.
    expect(await attacker().http('GET', 'config')).toBe(200)
    expect(await attacker().restic('snapshots', '--json')).toContain(genuine[0]?.id)
  }, 120_000)

  function attacker(): Attacker & { readonly restic: RawRestic } {
    const base = new URL(url)
    const authorization = logsIn ? { authorization: `Basic ${btoa(`${user}:${logIn}`)}` } : {}
    const raw = rawRestic(`rest:${logsIn ? url.replace('://', `://${user}:${encodeURIComponent(logIn)}@`) : url}`, password)
    return {
      restic: (...parameters) => raw(...parameters, '--retry-lock', '0s').catch(() => ''),
      http: async (method, name, body, headers) => {
        const answer = await fetch(`${base.origin}${base.pathname}${name}`, {
          method,
          headers: { ...authorization, ...headers },
          body: body === undefined ? null : new Uint8Array(body),
        }).catch(() => undefined)
        await answer?.arrayBuffer()
        return answer?.status ?? 0
      },
      names: (folder) => kept.filter((file) => file.startsWith(`${folder}/`)).map((file) => path.basename(file)),
      bears: ['--host', hostname(), ...['vault:notes', 'plan:daily'].flatMap((tag) => ['--tag', tag])],
    }
  }

  /** Restores into a new folder. @returns what the note says that each state has its own words in, or why there is none */
  const readBack = async (home: TestHome, reference: string): Promise<string> => {
    const target = path.join(temporaryFolder('back'), 'notes')
    const wanted = { reference, vault: reference === 'latest' ? 'notes' : undefined, target, overwrite: undefined, verify: true } as const
    const ended = await restore(home.core, wanted, testHost())
    return ended.verdict === 'done' ? readFileSync(path.join(target, 'a.md'), 'utf8') : (ended.problem?.code ?? ended.verdict)
  }

  it.each(appendOnlyAttacks.map((attack) => [attack.says, attack] as const))('%s', async (says, { act, asks = false }) => {
    bringBack()
    tried.attacks += 1
    tried.lost += 1
    await act(attacker())
    for (const file of kept.filter((one) => !one.startsWith('locks/')))
      expect(readFileSync(path.join(place, file)).equals(readFileSync(path.join(root, 'data-kept', user, file))), file).toBe(true)
    const added = filesIn(place).filter((one) => !kept.includes(one))
    // What is as it was to the byte is as good as it was: that is looked at in the long form only.
    if (added.length > 0 || long) {
      const home = await openHome()
      const [oldest, newest] = [genuine[0], genuine.at(-1)]
      writeFileSync(path.join(vault, 'a.md'), 'fifth')
      let [next] = await runPlanNow(home.core, 'daily', testHost())
      let found = await readBack(home, oldest?.id ?? '')
      if (next?.verdict !== 'done' || found !== oldest?.says) {
        // Garbage that restic cannot read past: it is told as what it is, and whoever runs the server removes what has come.
        expect(next?.problem?.code ?? found).toBe(says === 'garbage put into locks' ? 'lock-unreadable' : 'repository-damaged')
        tried.cleared += 1
        for (const file of added) rmSync(path.join(place, file))
        next = (await runPlanNow(home.core, 'daily', testHost()))[0]
        found = await readBack(home, oldest?.id ?? '')
      }
      expect([next?.verdict, found], JSON.stringify(next)).toEqual(['done', oldest?.says])
      expect(await readBack(home, newest?.id ?? '')).toBe(newest?.says)
      const { anomalies } = await status(home.core)
      expect(anomalies.length > 0, JSON.stringify(anomalies)).toBe(asks)
      home.close()
    }
    tried.lost -= 1
  })
})
