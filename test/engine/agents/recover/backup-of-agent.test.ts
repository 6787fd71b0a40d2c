import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { agentNamed } from '../../../../main/engine/agents/agent-named.ts'
import { backupOfAgent } from '../../../../main/engine/agents/recover/backup-of-agent.ts'
import { type RecoverBench, recoverBench } from '../../../helpers/recover-bench.ts'

type Saved = { id: string; day: number; plan?: string; repository?: string; vault?: string; files?: number }

const time = (day: number) => `2026-11-${String(day).padStart(2, '0')}T03:00:00Z`

/** A home that knows repositories, the vault, and snapshots, without any of them. */
async function known(snapshots: readonly Saved[], options: Parameters<typeof recoverBench>[0] = {}): Promise<RecoverBench> {
  const remote = { type: 'rest', url: 'https://example.invalid/', prune: false }
  const [near, far] = [{ type: 'local', path: '/nowhere/near', prune: false }, remote]
  const bench = await recoverBench({ ...options, configuration: { repositories: { far, near }, ...options.configuration } })
  const { core } = bench
  for (const repository of ['far', 'near', 'default'])
    await core.record({
      event: 'repository.known',
      repository,
      id: repository,
      location: `/nowhere/${repository}`,
      fingerprint: '',
      password: 'keychain',
    })
  await core.record({ event: 'vault.known', vault: 'agents', name: 'agents', path: bench.folder })
  for (const one of snapshots) await save(bench, one)
  return bench
}

async function save({ core }: RecoverBench, { id, day, plan, repository = 'default', vault = 'agents', files = 3 }: Saved): Promise<void> {
  const snapshot = { id, time: time(day), vault, files, bytes: 30, ...(plan ? { plan } : {}) }
  await core.record({ event: 'snapshots.seen', repository, snapshots: [snapshot] })
}

/** The layers as `snapshot@repository`, and what is said of them. */
function told(bench: RecoverBench, agent = 'jay') {
  const found = backupOfAgent(bench.core, agentNamed(bench.core, agent))
  if ('noBackup' in found) return found
  const { layers, incomplete, passedOver } = found.backup
  return { layers: layers.map(({ snapshot, repository }) => `${snapshot}@${repository}`), incomplete, passedOver }
}

describe('what an agent would be brought back from', () => {
  it('is the newest that holds all of it, and the newest of each plan with a part of it that is newer', async () => {
    const plans = {
      weekly: { kind: 'custom', schedule: '0 3 * * 0', sources: ['agents'] },
      daily: { kind: 'custom', schedule: '0 3 * * *', sources: [{ vault: 'agents', include: ['*/memory/**'] }] },
      own: { kind: 'custom', schedule: '0 5 * * *', sources: [{ vault: 'agents', include: ['jay'] }] },
    }
    const bench = await known(
      [
        { id: 'd7', day: 7, plan: 'daily' },
        { id: 'w8', day: 8, plan: 'weekly' },
        { id: 'd9', day: 9, plan: 'daily' },
        { id: 'd10', day: 10, plan: 'daily' },
      ],
      { configuration: { plans } },
    )
    expect(told(bench)).toEqual({ layers: ['w8@default', 'd10@default'], incomplete: null, passedOver: null })
    // A part of the vault that is all of the agent; and what is backed up by hand is all of it.
    await save(bench, { id: 'own', day: 11, plan: 'own' })
    expect(told(bench)).toMatchObject({ layers: ['own@default'], incomplete: null })
    await save(bench, { id: 'hand', day: 12 })
    await save(bench, { id: 'd13', day: 13, plan: 'daily' })
    expect(told(bench)).toMatchObject({ layers: ['hand@default', 'd13@default'], incomplete: null })
    // A folder that was empty is nothing to bring back.
    await save(bench, { id: 'empty', day: 14, files: 0 })
    expect(told(bench)).toMatchObject({ layers: ['hand@default', 'd13@default'] })
  })

  it('is told to be incomplete where only a part was taken, or nobody knows how much', async () => {
    const bench = await known([{ id: 'd1', day: 1, plan: 'daily' }])
    expect(told(bench)).toMatchObject({
      layers: ['d1@default'],
      incomplete: expect.stringMatching(/^Only a part .*\*\/memory\/\*\*, \*\/weights\/\*\*/),
    })
    await save(bench, { id: 'gone', day: 2, plan: 'no-more' })
    expect(told(bench)).toMatchObject({ layers: ['gone@default'], incomplete: expect.stringContaining('"no-more"') })
    await save(bench, { id: 'w3', day: 3, plan: 'weekly' })
    expect(told(bench)).toMatchObject({ layers: ['w3@default'], incomplete: null })
  })

  it('comes from whichever repository has the newest, of this machine where both have the same', async () => {
    const bench = await known([
      { id: 'w1', day: 1, plan: 'weekly', repository: 'far' },
      { id: 'w1n', day: 1, plan: 'weekly', repository: 'near' },
      { id: 'd2', day: 2, plan: 'daily', repository: 'far' },
      { id: 'd2n', day: 2, plan: 'daily', repository: 'near' },
    ])
    expect(told(bench)).toMatchObject({ layers: ['w1n@near', 'd2n@near'] })
    await save(bench, { id: 'd3', day: 3, plan: 'daily', repository: 'far' })
    expect(told(bench)).toMatchObject({ layers: ['w1n@near', 'd3@far'] })
    const agent = agentNamed(bench.core, 'jay')
    const without = { repositories: new Set(['far']), snapshots: new Set<string>() }
    expect(backupOfAgent(bench.core, agent, without)).toMatchObject({ backup: { repository: 'near', newest: time(2) } })
    expect(backupOfAgent(bench.core, agent, { ...without, repositories: new Set(['far', 'near']) })).toHaveProperty('noBackup')
  })

  it('passes over what had unusual changes, and says so; where there is nothing else it is incomplete', async () => {
    const bench = await known([
      { id: 'w1', day: 1, plan: 'weekly' },
      { id: 'd2', day: 2, plan: 'daily' },
      { id: 'd3', day: 3, plan: 'daily' },
      { id: 'd4', day: 4, plan: 'daily' },
    ])
    const { core } = bench
    await core.record({
      event: 'anomaly.raised',
      anomaly: 'a',
      plan: 'daily',
      vault: 'agents',
      repository: 'default',
      snapshot: 'd3',
      against: 'd2',
      why: 'noise',
      code: 'content-noise',
    })
    await core.record({ event: 'snapshot.judged', repository: 'default', snapshot: 'd3', anomaly: 'a', by: 'files' })
    expect(told(bench)).toEqual({
      layers: ['w1@default', 'd2@default'],
      incomplete: null,
      passedOver: expect.stringContaining('2026-11-04'),
    })
    await core.record({ event: 'anomaly.answered', anomaly: 'a', answer: 'expected', by: 'me' })
    expect(told(bench)).toEqual({ layers: ['w1@default', 'd4@default'], incomplete: null, passedOver: null })
    const only = await known([{ id: 'w1', day: 1, plan: 'weekly' }])
    await only.core.record({
      event: 'anomaly.raised',
      anomaly: 'a',
      vault: 'agents',
      repository: 'default',
      snapshot: 'w1',
      why: 'noise',
      code: 'content-noise',
    })
    expect(told(only)).toMatchObject({ layers: ['w1@default'], incomplete: expect.stringContaining('unusual changes'), passedOver: null })
  })

  it('is found for a folder that is a link, gone, a vault itself, or in two vaults; not where it is left out', async () => {
    const bench = await known([{ id: 'w1', day: 1, plan: 'weekly' }])
    renameSync(bench.jay(), path.join(bench.folder, 'real'))
    expect(told(bench)).toMatchObject({ layers: ['w1@default'] })
    symlinkSync(path.join(bench.folder, 'real'), bench.jay())
    expect(told(bench)).toMatchObject({ layers: ['w1@default'] })
    // The vault that the folder itself is.
    mkdirSync(path.join(bench.folder, 'real', 'memory'))
    await bench.core.record({ event: 'vault.known', vault: 'own', name: 'own', path: path.join(bench.folder, 'real') })
    await save(bench, { id: 'own2', day: 2, vault: 'own' })
    expect(told(bench)).toMatchObject({ layers: ['own2@default'] })
    bench.configure({ vaults: { agents: { path: bench.folder, exclude: ['/real'] } } })
    expect(told(bench)).toMatchObject({ layers: ['own2@default'] })
    const left = await known([{ id: 'w1', day: 1, plan: 'weekly' }], { configuration: {} })
    left.configure({ vaults: { agents: { path: left.folder, exclude: ['/jay'] } } })
    expect(told(left)).toEqual({ noBackup: expect.stringContaining('in no vault') })
  })
})
