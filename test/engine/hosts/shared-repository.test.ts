import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { gatherHealth } from '../../../main/engine/health/gather-health.ts'
import { changeMachine } from '../../../main/engine/hosts/change-machine.ts'
import { lookIntoRepository } from '../../../main/engine/hosts/follow-machines.ts'
import { otherMachines } from '../../../main/engine/hosts/other-machines.ts'
import { momentsOf } from '../../../main/engine/moments/moments-of.ts'
import { vaultsThen } from '../../../main/engine/moments/vaults-then.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { overview } from '../../../main/engine/overview/overview.ts'
import { listSnapshots } from '../../../main/engine/runs/list-snapshots.ts'
import { pinSnapshot } from '../../../main/engine/runs/pin-snapshot.ts'
import { resolveSnapshot } from '../../../main/engine/runs/resolve-snapshot.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { status } from '../../../main/engine/status.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { novemberAt, type SharingHome, sharingHome } from '../../helpers/shared-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const hour = 3_600_000
const sharedPassword = 'correct horse battery staple'
const eventsOf = (home: SharingHome, name: string) => recorded(home.root).filter(({ event }) => event === name)
const ledgerOf = (home: SharingHome) => knownSnapshots(home.core.state.database, 'shared')
const health = (home: SharingHome) => {
  const { configuration } = home.core.settings
  return configuration === null ? [] : gatherHealth(home.core, configuration, home.core.ports.clock.now()).troubles
}
const tell = (home: SharingHome) =>
  tellNews(home.core, home.core.settings.configuration, home.core.ports.clock.now(), new AbortController().signal)
const look = (home: SharingHome) => lookIntoRepository(home.core, 'shared', false, testHost())

test('two machines with the same vault and plan in one repository: nothing of theirs is mixed, and each removes its own', {
  timeout: 60_000,
}, async () => {
  const location = path.join(temporaryFolder('shared'), 'repository')
  const laptop = await sharingHome('laptop', location, { last: 1 })
  const server = await sharingHome('server', location, { last: 2 })
  for (const day of [1, 2, 3, 4])
    for (const home of [laptop, server])
      expect(await home.backUp(day)).toMatchObject({ verdict: 'done', result: { label: `daily/2026-11-0${day}` } })

  // What restic has: eight snapshots, each with the one before it of its own machine as parent.
  const raw = rawRestic(location, sharedPassword)
  const all = JSON.parse(await raw('snapshots', '--json')) as { id: string; hostname: string; parent?: string }[]
  const of = (host: string) => all.filter(({ hostname }) => hostname === host).map(({ id }) => id)
  expect([of('laptop').length, of('server').length]).toEqual([4, 4])
  for (const { id, hostname, parent } of all) expect(parent).toBe(of(hostname)[of(hostname).indexOf(id) - 1])

  // What each home knows: its own, and the other's under that one's name.
  await look(laptop)
  const theirs = ledgerOf(laptop).filter(({ machine }) => machine !== null)
  expect(theirs.map(({ id }) => id).sort()).toEqual(of('server').sort())
  expect(theirs.every(({ machine, vault, host }) => machine === 'server' && vault === 'notes@server' && host === 'server')).toBe(true)

  // Three are kept at least.
  const removed = (home: SharingHome) =>
    home.retain().then((ended) => ended?.result?.vaults.map((vault) => vault.removed.map(({ id }) => id)))
  expect(await removed(laptop)).toEqual([of('laptop').slice(0, 1)])
  expect(laptop.present().sort()).toEqual([...of('laptop').slice(1), ...of('server')].sort())

  // The server removes its oldest: for the laptop nothing has vanished, neither now nor for the next run.
  expect(await removed(server)).toEqual([of('server').slice(0, 1)])
  expect(await laptop.backUp(5)).toMatchObject({ verdict: 'done', result: { report: { vanishedSnapshots: [] } } })
  expect(await removed(laptop)).toEqual([of('laptop').slice(1, 2)])
  expect(eventsOf(laptop, 'snapshots.left')).toMatchObject([{ ids: of('server').slice(0, 1) }])
  expect(eventsOf(laptop, 'snapshots.vanished')).toEqual([])
  expect(health(laptop)).toMatchObject([{ about: 'schedule' }])

  // Named by a person: a label of both is asked about, what is newest is this machine's, the other's is taken by its vault.
  const found = (name: string, vault?: string) => resolveSnapshot(laptop.core, 'shared', name, vault, testHost())
  await expect(found('daily/2026-11-04')).rejects.toMatchObject({
    problem: {
      code: 'snapshot-ambiguous',
      sentence: '"daily/2026-11-04" means a snapshot of each of 2 vaults: notes, notes on server.',
      remedy: 'Say which with: --vault notes',
    },
  })
  expect(await found('latest')).toMatchObject({ vault: 'notes', machine: null })
  const wanted = await found('daily/2026-11-04', 'notes on server')
  expect(wanted).toMatchObject({ vault: 'notes@server', machine: 'server' })
  expect(vaultsThen(laptop.core, undefined, 'server')).toMatchObject([
    { vault: 'notes@server', name: 'notes on server', path: '', there: false, moment: { snapshot: wanted.id } },
  ])
  expect(vaultsThen(laptop.core)).toMatchObject([{ vault: 'notes', path: laptop.vault, moment: { machine: null } }])
  const target = path.join(temporaryFolder('target'), 'from-server')
  const request = { reference: 'latest', vault: 'notes@server', repository: 'shared', overwrite: undefined, verify: true }
  expect(await restore(laptop.core, { ...request, target }, testHost())).toMatchObject({ verdict: 'done', result: { snapshot: wanted.id } })
  expect(readFileSync(path.join(target, 'today.md'), 'utf8')).toBe('server on day 4')
  expect(await restore(laptop.core, { ...request, target: undefined }, testHost())).toMatchObject({
    verdict: 'failed',
    problem: {
      code: 'in-place-elsewhere',
      sentence: `The snapshot ${wanted.id.slice(0, 8)} is of server: there is no original place of it on this machine.`,
    },
  })
  expect(readFileSync(path.join(laptop.vault, 'today.md'), 'utf8')).toBe('laptop on day 5')
  await expect(pinSnapshot(laptop.core, { reference: wanted.id }, testHost())).rejects.toMatchObject({
    problem: { code: 'snapshot-of-other-machine' },
  })
  expect(new Set(momentsOf(laptop.core).map(({ vaultName, machineName }) => `${vaultName}/${machineName}`))).toEqual(
    new Set(['notes/null', 'notes on server/server']),
  )
})

test('a machine that goes quiet is told once it was looked for, and so is that it backs up again', { timeout: 60_000 }, async () => {
  const location = path.join(temporaryFolder('shared'), 'repository')
  const laptop = await sharingHome('laptop', location, { last: 9 })
  const server = await sharingHome('server', location, { last: 9 })
  for (const day of [1, 2, 3]) await server.backUp(day)
  await laptop.backUp(3)
  expect(otherMachines(laptop.core)).toMatchObject([{ machine: 'server', allowed: 72 * hour, by: 'learned', quietSince: null }])
  await tell(laptop)
  const before = laptop.shown.length

  // Silent for too long, as far as is known; but nobody has looked.
  laptop.setTime(new Date(novemberAt(6).getTime() + 2 * hour))
  expect(health(laptop).filter(({ about }) => about === 'machine')).toEqual([])
  await look(laptop)
  expect(eventsOf(laptop, 'machines.looked')).toHaveLength(1)
  await look(laptop)
  expect(eventsOf(laptop, 'machines.looked')).toHaveLength(1)
  const sentence =
    'server has gone quiet: its last snapshot is from 3 days ago, of Tuesday, 3 November at 21:01; it usually makes one every day.'
  expect(health(laptop).filter(({ about }) => about === 'machine')).toMatchObject([
    { problem: { code: 'machine-quiet', sentence }, attention: true, since: new Date(novemberAt(6).getTime() + 60_000).toISOString() },
  ])
  for (const _ of [1, 2]) await tell(laptop)
  const told = () => laptop.shown.slice(before).filter(({ subject }) => subject === 'other-machine/server')
  expect(told()).toMatchObject([{ kind: 'stale', title: 'server has gone quiet', text: sentence }])
  const standing = await status(laptop.core)
  expect(standing).toMatchObject({ attention: true, machines: [{ machine: 'server', vaults: [{ vault: 'notes@server', snapshots: 3 }] }] })
  // With backups of its own in order that is all there is to look at.
  await laptop.backUp(6)
  await tell(laptop)
  const { problems: cards, answer } = await overview(laptop.core)
  expect(answer).toMatchObject({ tone: 'attention' })
  expect(cards.find(({ code }) => code === 'machine-quiet')).toMatchObject({
    tone: 'attention',
    title: 'Another machine has gone quiet',
    sentence,
    remedy: 'Look on that machine whether it is on, and what its backups say. If it is gone for good, say so.',
    action: { kind: 'machine-gone', machine: 'server' },
  })

  // It is back: a look finds it, and it is told.
  await server.backUp(6)
  await look(laptop)
  await tell(laptop)
  expect(told()).toMatchObject([{ kind: 'stale' }, { kind: 'recovered', title: 'server backs up again' }])

  // Named, and given up: told by its name, and then no more.
  await changeMachine(laptop.core, { machine: 'server', name: 'The server' })
  laptop.setTime(novemberAt(20))
  await look(laptop)
  expect(health(laptop).find(({ about }) => about === 'machine')?.problem.sentence).toMatch(
    /^The server has gone quiet: .* from 13 days ago/,
  )
  await tell(laptop)
  expect(told().at(-1)).toMatchObject({ title: 'The server has gone quiet' })
  await changeMachine(laptop.core, { machine: 'server', staleAfter: false })
  expect(health(laptop).filter(({ about }) => about === 'machine')).toEqual([])
  const count = laptop.shown.length
  await tell(laptop)
  expect(laptop.shown).toHaveLength(count)
  expect(otherMachines(laptop.core)).toMatchObject([{ name: 'The server', allowed: null, by: 'configuration' }])
  await expect(changeMachine(laptop.core, { machine: 'sever', name: 'x' })).rejects.toMatchObject({
    problem: { code: 'machine-unknown', remedy: 'There are: server.' },
  })
})

test('when the newest snapshots of another machine are gone, that is told, and holds nothing back here', { timeout: 60_000 }, async () => {
  const location = path.join(temporaryFolder('shared'), 'repository')
  const laptop = await sharingHome('laptop', location, { last: 1 })
  const server = await sharingHome('server', location, { last: 9 })
  for (const day of [1, 2]) await server.backUp(day)
  await laptop.backUp(2)
  await look(laptop)
  const theirs = ledgerOf(laptop).filter(({ machine }) => machine === 'server')
  for (const { id } of theirs) rmSync(path.join(location, 'snapshots', id))
  expect(await laptop.backUp(3)).toMatchObject({ verdict: 'done' })
  await look(laptop)
  expect(eventsOf(laptop, 'snapshots.vanished')).toMatchObject([{ ids: theirs.map(({ id }) => id) }])
  expect(health(laptop).filter(({ about }) => about === 'machine' || about === 'repository')).toMatchObject([
    {
      problem: {
        code: 'machine-snapshots-gone',
        sentence: '2 snapshots of server are gone from the repository "shared", the newest among them, which no retention removes.',
      },
      attention: true,
    },
  ])
  await tell(laptop)
  expect(laptop.shown.filter(({ subject }) => subject === 'lost-of-machine/server')).toMatchObject([
    { kind: 'anomaly', title: 'Snapshots of server are gone' },
  ])
  expect((await laptop.preview()).map(({ keep, freezes }) => [keep.length, freezes])).toEqual([[2, []]])
  // It goes on backing up, so whoever uses it knows.
  await server.backUp(4)
  laptop.setTime(novemberAt(5))
  await look(laptop)
  expect(health(laptop).filter(({ about }) => about === 'machine')).toEqual([])
  await tell(laptop)
  // Somebody removes them once more: that is told once more.
  const rest = ledgerOf(laptop).filter(({ machine, vanished }) => machine === 'server' && vanished === null)
  for (const { id } of rest) rmSync(path.join(location, 'snapshots', id))
  laptop.setTime(novemberAt(6))
  expect(await laptop.backUp(6)).toMatchObject({ verdict: 'done' })
  await look(laptop)
  await tell(laptop)
  expect(laptop.shown.filter(({ subject }) => subject === 'lost-of-machine/server').map(({ title }) => title)).toEqual([
    'Snapshots of server are gone',
    'There are snapshots of server again',
    'Snapshots of server are gone',
  ])
})

test('plain restic on another machine is seen by its folders, and another account of this machine is another machine', {
  timeout: 60_000,
}, async () => {
  const location = path.join(temporaryFolder('shared'), 'repository')
  const laptop = await sharingHome('laptop', location, { last: 1 })
  await laptop.backUp(1)
  const raw = rawRestic(location, sharedPassword)
  const folder = path.join(temporaryFolder('pi'), 'data')
  mkdirSync(folder)
  await raw('backup', '--quiet', '--host', 'pi', folder)
  await raw('backup', '--quiet', '--host', 'laptop', folder)
  await look(laptop)
  const { snapshots } = await listSnapshots(laptop.core, 'shared', testHost())
  expect(snapshots.map(({ vault, vaultName, machineName }) => [vault, vaultName, machineName]).sort()).toEqual(
    [
      ['notes', 'notes', null],
      [`${folder}@pi`, `${folder} on pi`, 'pi'],
      [null, null, null],
    ].sort(),
  )
  const [own] = ledgerOf(laptop).filter(({ vault }) => vault === 'notes')
  const seen = { id: 'f'.repeat(64), time: '2026-11-01T00:00:00Z', tree: 'x', host: 'laptop', user: 'ann', vault: 'notes', plan: 'daily' }
  await laptop.core.record({ event: 'snapshots.seen', repository: 'shared', snapshots: [seen] })
  expect(ledgerOf(laptop).find(({ id }) => id === seen.id)).toMatchObject({ vault: 'notes@laptop/ann', machine: 'laptop/ann' })
  expect(otherMachines(laptop.core).map(({ name }) => name)).toEqual(["ann's account on laptop", 'pi'])
  expect(own?.machine).toBeNull()
  // Its names are ours as well: restic, which has the last word on what is removed, could not tell them apart.
  const [preview] = await laptop.preview()
  expect(preview?.freezes).toMatchObject([
    {
      code: 'vault-named-alike',
      sentence: expect.stringMatching(/^ann's account on laptop keeps snapshots there under the same names \(plan daily, vault notes\)/),
    },
  ])
})
