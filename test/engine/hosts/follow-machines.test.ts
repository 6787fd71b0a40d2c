import path from 'node:path'
import { expect, test } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import type { Core } from '../../../main/engine/core.ts'
import { followMachines } from '../../../main/engine/hosts/follow-machines.ts'
import { isTimeToLook } from '../../../main/engine/hosts/look-in-turn.ts'
import { otherMachines } from '../../../main/engine/hosts/other-machines.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { sharingHome } from '../../helpers/shared-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

const minute = 60_000
const hour = 60 * minute

test('a folder is looked into once an hour; a server once a day, oftener where others back up, or one of them is overdue', () => {
  const folder = { remote: false, overdue: false, shared: false }
  const server = { ...folder, remote: true }
  expect([0, 4 * minute, 5 * minute].map((now) => isTimeToLook(server, undefined, 0, now))).toEqual([false, false, true])
  const every = (about: typeof folder) => [1, 2, 6, 24].find((hours) => isTimeToLook(about, 0, 0, hours * hour))
  expect(every(folder)).toBe(1)
  expect(every(server)).toBe(24)
  expect(every({ ...server, shared: true })).toBe(6)
  expect(every({ ...server, shared: true, overdue: true })).toBe(2)
  expect(isTimeToLook(folder, 0, 0, hour - 1)).toBe(false)
})

test('without a backup of ours another machine is met, and restic is asked only where there is something new', {
  timeout: 60_000,
}, async () => {
  const location = path.join(temporaryFolder('shared'), 'repository')
  const laptop = await sharingHome('laptop', location, { last: 9 })
  await laptop.backUp(1)
  let now = 0
  const clock = { ...laptop.core.ports.clock, monotonic: () => now }
  const core: Core = { ...laptop.core, ports: { ...laptop.core.ports, clock } }
  const machines = followMachines(core, testHost())
  const lookAt = async (time: number) => {
    now = time
    await machines.look()
  }
  const asked = () => laptop.logged.filter((line) => /^run: .* snapshots$/.test(line)).length
  const before = asked()
  const failures = () => laptop.logged.filter((line) => line.startsWith('machines in'))
  const raw = rawRestic(location, 'correct horse battery staple')
  await raw('backup', '--quiet', '--host', 'server', '--tag', 'vault:web', laptop.vault)
  await lookAt(minute)
  expect(otherMachines(core)).toEqual([])
  await lookAt(5 * minute)
  expect(otherMachines(core)).toMatchObject([{ machine: 'server', vaults: [{ vault: 'web@server', name: 'web' }], by: 'too-few' }])
  expect(asked()).toBe(before + 1)
  const lines = recorded(laptop.root).length
  await lookAt(65 * minute)
  await lookAt(70 * minute)
  expect(asked()).toBe(before + 1)
  laptop.environment['VAULTKEEPER_RESTIC'] = '/nowhere/restic'
  await raw('backup', '--quiet', '--host', 'server', '--tag', 'vault:mail', laptop.vault)
  await lookAt(125 * minute)
  // It could not be asked: logged once, and left for the next hour.
  await lookAt(126 * minute)
  expect(failures()).toEqual([expect.stringMatching(/^machines in shared: .*restic/)])
  expect(recorded(laptop.root)).toHaveLength(lines)
})

test('a server is not asked over a connection that is paid for by what goes over it', async () => {
  let metered = true
  const home = await testHome({ machine: { network: async () => ({ online: true, metered }) } })
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    repositories: { far: { type: 'rest', url: 'https://127.0.0.1:9/' } },
  })
  const known = {
    repository: 'far',
    id: 'f'.repeat(64),
    location: 'rest:https://127.0.0.1:9/',
    fingerprint: '',
    password: 'keychain',
  } as const
  await home.core.record({ event: 'repository.known', ...known })
  let now = 0
  const clock = { ...home.core.ports.clock, monotonic: () => now }
  const machines = followMachines({ ...home.core, ports: { ...home.core.ports, clock } }, testHost())
  now = hour
  await machines.look()
  expect(home.logged).toEqual([])
  metered = false
  for (const _ of ['asked', 'not again']) await machines.look()
  // As far as its password, which is not there.
  expect(home.logged).toEqual([expect.stringMatching(/^machines in far: .*password/)])
})
