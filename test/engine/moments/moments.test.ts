import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { momentAt } from '../../../main/engine/moments/vaults-then.ts'
import { createClient } from '../../../main/engine/procedures/client.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

describe('the moment to go back to', () => {
  const moments = [
    { time: '2026-11-20T10:00:00Z', unusual: true },
    { time: '2026-11-19T10:00:00+02:00', unusual: false },
    { time: '2026-11-18T10:00:00Z', unusual: true },
  ]
  it.each([
    ['the newest that is as it should be', undefined, 1],
    ['the one that was there then', '2026-11-19T08:00:00Z', 1],
    ['an unusual one where there is no other', '2026-11-19T07:59:59Z', 2],
    ['none before the first', '2026-11-01T00:00:00Z', -1],
  ])('is %s', (_, time, which) => {
    expect(momentAt(moments, time)).toBe(moments[which] ?? null)
  })
})

describe('moments of a home', { timeout: 60_000 }, () => {
  let home: TestHome
  const vaults = temporaryFolder('vaults')
  const notes = path.join(vaults, 'notes')
  const agent = path.join(vaults, 'willow')
  const clientOf = () => createClient({ core: home.core, jobs: createJobs(home.core) })

  beforeAll(async () => {
    home = await testHome()
    for (const folder of [notes, agent]) mkdirSync(folder)
    writeFileSync(path.join(notes, 'one.md'), 'one')
    await backup(home.core, { folder: notes, verify: true }, testHost())
    cheapenKey(path.join(home.core.home.repositories, 'default'), home.keychain.entries.get('repository:default') ?? '')
    writeFileSync(path.join(notes, 'two.md'), 'two')
    writeFileSync(path.join(notes, 'one.md'), 'changed')
    await backup(home.core, { folder: notes, verify: false }, testHost())
    writeFileSync(path.join(agent, 'SOUL.md'), 'calm')
    await backup(home.core, { folder: agent, verify: false }, testHost())
  })

  it('are told newest first, with what each brought and which was proven', async () => {
    const all = await clientOf().moments.list({ vault: 'notes' })
    expect(all.map(({ vaultName, files, brought }) => ({ vaultName, files, brought }))).toEqual([
      { vaultName: 'notes', files: 2, brought: { filesNew: 1, filesChanged: 1, bytesStored: expect.any(Number) } },
      { vaultName: 'notes', files: 1, brought: { filesNew: 1, filesChanged: 0, bytesStored: expect.any(Number) } },
    ])
    expect(all.map(({ verified, lastGood }) => ({ verified: verified !== null, lastGood }))).toEqual([
      { verified: false, lastGood: false },
      { verified: true, lastGood: true },
    ])
    expect((await clientOf().moments.list({})).length).toBe(3)
  })

  it('do not count what was saved before a restore', async () => {
    const request = { reference: 'latest', vault: 'notes', target: undefined, overwrite: 'always', verify: false } as const
    writeFileSync(path.join(notes, 'two.md'), 'written over')
    const { verdict } = await restore(home.core, request, testHost())
    expect(verdict).toBe('not-verified')
    expect((await clientOf().moments.list({})).length).toBe(3)
  })

  it('tell how what was saved stands on the disk, and nothing of what lies outside of the vault', async () => {
    const [vault] = await clientOf().moments.at({})
    const id = vault?.vault ?? ''
    const { groups } = await clientOf().files.find({ pattern: '**', vault: id })
    const [one, two] = (groups[0]?.found ?? []).map(({ path: at, type, size, mtime }) => ({ vault: id, path: at, type, size, mtime }))
    if (one === undefined || two === undefined) throw new Error('nothing was found')
    const ask = (...saved: (typeof one)[]) => clientOf().moments.onDisk({ saved })
    expect(await ask(one, { ...two, size: 99 }, { ...one, path: 'never.md' }, { ...one, path: '../../etc/passwd' })).toEqual([
      'as-saved',
      'changed',
      'missing',
      'unknown',
    ])
    expect(await ask({ ...one, vault: 'nobody' })).toEqual(['unknown'])
  })

  it('of every vault make a machine again: an agent is known by what was saved of it, although its folder is gone', async () => {
    const now = await clientOf().moments.at({})
    expect(now.map(({ name, there, agent }) => ({ name, there, agent }))).toEqual([
      { name: 'notes', there: true, agent: false },
      { name: 'willow', there: true, agent: true },
    ])
    await home.core.state.catchUp()
    rmSync(agent, { recursive: true })
    const { readyIndex } = await import('../../../main/engine/index/open-index.ts')
    ;(await readyIndex(home.core, 'default', testHost())).close()
    const [, gone] = await clientOf().moments.at({})
    expect(gone).toMatchObject({ name: 'willow', there: false, agent: true, moment: { files: 1 } })
    const [before] = await clientOf().moments.at({ time: '2000-01-01T00:00:00Z' })
    expect(before?.moment).toBeNull()
  })

  it('bring every vault back in one job, one that cannot be does not keep the others from it', async () => {
    const target = temporaryFolder('new-machine')
    const jobs = createJobs(home.core)
    const client = createClient({ core: home.core, jobs })
    const then = await client.moments.at({})
    const wishes = then.map(({ name, moment }) => ({ snapshot: moment?.snapshot ?? '', vault: name, target: path.join(target, name) }))
    const { job } = await client.moments.rebuild({ wishes: [{ snapshot: 'latest', vault: 'nobody', target }, ...wishes] })
    for await (const { ended } of await client.jobs.follow({ job })) {
      if (ended === null) continue
      expect(ended).toMatchObject({ verdict: 'failed', remarks: [expect.stringContaining('nobody')] })
      expect(ended.runs.map(({ verdict }) => verdict)).toEqual(['done', 'done'])
    }
    expect(readdirSync(target)).toEqual(['notes', 'willow'])
    expect(readFileSync(path.join(target, 'willow', 'SOUL.md'), 'utf8')).toBe('calm')
    await jobs.close()
  })
})
