import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { momentAt, type Takes, vaultsThen } from '../../../main/engine/moments/vaults-then.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'
import { at, configurationWith, recordRun } from '../health/records.ts'

const moment = (day: number, plan: string | null, files: number, unusual = false) => ({ time: at(day).toISOString(), plan, files, unusual })
const known = (plan: string | null): Takes => (plan === 'some' ? 'part' : plan === 'all' || plan === null ? 'all' : 'unknown')

describe('the moment that brings a whole vault back', () => {
  it.each([
    ['is not of a plan that takes a part of it', [moment(20, 'some', 900), moment(19, 'all', 1000)], 1],
    ['is of one where there is no other', [moment(20, 'some', 10), moment(19, 'some', 10)], 0],
    ['is the newest, although files are gone since', [moment(20, 'all', 100), moment(19, null, 1000)], 0],
    ['is the newest that is as it should be', [moment(20, 'all', 1000, true), moment(19, 'all', 1000), moment(18, null, 900)], 1],
    ['is not far less than another plan took, where nobody knows the plan any more', [moment(20, 'x', 10), moment(19, 'y', 1000)], 1],
    ['is the newest where unknown plans took about as much', [moment(20, 'x', 990), moment(19, 'y', 1000)], 0],
    ['is not held against what was taken long ago', [moment(20, 'x', 10), moment(1, 'y', 1000)], 0],
  ])('%s', (_, moments, which) => {
    expect(momentAt(moments, undefined, known)).toBe(moments[which])
  })

  it('is chosen by what the configuration says', async () => {
    const folder = path.join(temporaryFolder('vault'), 'notes')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'a.md'), 'a')
    const home = await testHome()
    home.core.settings.configuration = configurationWith({
      plans: {
        daily: { kind: 'daily', sources: ['notes'], repositories: ['local'] },
        changes: { kind: 'on-change', sources: [{ vault: 'notes', include: ['*.md'] }], repositories: ['local'] },
      },
    })
    const seen = { id: 'r', location: '/r/local', fingerprint: 'f', password: 'file' } as const
    await home.core.record({ event: 'repository.known', repository: 'local', ...seen })
    await home.core.record({ event: 'vault.known', vault: 'notes', name: 'My Notes', path: folder })
    await recordRun(home, at(20, '07:00'), { snapshot: 'whole' })
    await recordRun(home, at(20, '09:00'), { snapshot: 'part', plan: 'changes' })
    expect(vaultsThen(home.core)).toMatchObject([{ vault: 'notes', moment: { snapshot: 'whole', plan: 'daily' } }])
  })

  it('is out of a repository that is there, where one that is not has the same state', async () => {
    const home = await testHome()
    const places = { local: temporaryFolder('local'), drive: path.join(temporaryFolder('unplugged'), 'drive') }
    writeFileSync(path.join(places.local, 'config'), '')
    home.core.settings.configuration = configurationWith({
      repositories: { local: { type: 'local', path: places.local }, drive: { type: 'local', path: places.drive } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['local', 'drive'] } },
    })
    for (const repository of ['local', 'drive'] as const) {
      const seen = { id: repository, location: places[repository], fingerprint: 'f', password: 'file' } as const
      await home.core.record({ event: 'repository.known', repository, ...seen })
    }
    await home.core.record({ event: 'vault.known', vault: 'notes', name: 'My Notes', path: '/v/notes' })
    const chosen = () => vaultsThen(home.core).map(({ moment }) => moment?.snapshot)
    await recordRun(home, at(20, '07:00'), { snapshot: 'in-local' })
    await recordRun(home, at(20, '07:02'), { snapshot: 'on-drive', repository: 'drive' })
    expect(chosen()).toEqual(['in-local'])
    // A newer state is none of those that are there.
    await recordRun(home, at(21, '07:00'), { snapshot: 'newer-on-drive', repository: 'drive' })
    expect(chosen()).toEqual(['newer-on-drive'])
  })
})
