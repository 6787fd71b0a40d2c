import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { parseConfiguration } from '../../../main/engine/config/parse-configuration.ts'
import { watchPlans } from '../../../main/engine/daemon/watch-plans.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const [debounce, heartbeat] = [100, 10_000]
afterEach(() => void vi.useRealTimers())

/** Two disks, a vault that is a link to the first one, and what its watch asks for; time passes when it is told to. The home lies on the second disk. */
async function linkedVault() {
  const disks = temporaryFolder('disks')
  const at = (...parts: string[]) => path.join(disks, ...parts)
  for (const disk of ['one', 'two']) {
    mkdirSync(at(disk))
    writeFileSync(at(disk, 'a.md'), `on disk ${disk}`)
  }
  symlinkSync(at('one'), at('vault'))
  const { core } = await testHome({ root: at('two', 'home') })
  const plan = { kind: 'on-change', sources: ['linked'], debounce: `${debounce}ms`, atMostEvery: `${debounce}ms` }
  const text = JSON.stringify({ version: 1, vaults: { linked: { path: at('vault') } }, plans: { plan } })
  const parsed = parseConfiguration(text, { person: disks, embedded: at('repository') })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  core.settings.configuration = parsed.configuration
  let requests = 0
  const request = () => {
    requests += 1
  }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const watches = watchPlans(core, { request, tick: async () => undefined })
  onTestFinished(() => watches.close())
  watches.renew()
  await waitFor('the request of a new watch', () => requests === 1)
  /** What is told comes by itself; then the time of the debounce has to pass. */
  const requested = (what: string, work: () => void, wait: number = debounce) => {
    const before = requests
    work()
    return waitFor(what, () => vi.advanceTimersByTime(wait) && requests > before, 20_000)
  }
  /** How many there were once all that was told of has been asked for. */
  const requestsInAll = async () => {
    await delay(debounce * 2)
    await vi.advanceTimersByTimeAsync(debounce * 4)
    return requests
  }
  return { at, requested, requestsInAll }
}

it('a vault behind a link is the folder that the link leads to by then, without our home in it', async () => {
  const { at, requested, requestsInAll } = await linkedVault()
  await requested('a change', () => writeFileSync(at('vault', 'a.md'), 'changed'))
  // A disk that came while that was being asked for would be in the run of it.
  await requestsInAll()
  const exchange = () => {
    rmSync(at('vault'))
    symlinkSync(at('two'), at('vault'))
  }
  await requested('the other disk', exchange, heartbeat)
  await requested('a change on it', () => writeFileSync(at('vault', 'a.md'), 'changed on the other one'))
  await requested('a new file on it', () => writeFileSync(at('vault', 'b.md'), 'new'))
  const before = await requestsInAll()
  writeFileSync(at('one', 'a.md'), 'it is the vault no longer')
  writeFileSync(at('two', 'home', 'ours'), 'no file of the vault')
  expect(await requestsInAll()).toBe(before)
})
