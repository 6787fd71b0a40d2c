import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadAndTake } from '../../../main/engine/config/take-configuration.ts'
import { removeLeftByMaking } from '../../../main/engine/repositories/left-by-making.ts'
import { lookAtPlace } from '../../../main/engine/repositories/local-files.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { knownRepository } from '../../../main/engine/state/queries.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

const id = 'a'.repeat(64)

/** A folder with some files and, where the name ends so, folders. */
function place(...names: string[]): string {
  const folder = temporaryFolder('place')
  for (const name of names) {
    mkdirSync(path.join(folder, name.endsWith('/') ? name : path.dirname(name)), { recursive: true })
    if (!name.endsWith('/')) writeFileSync(path.join(folder, name), 'x')
  }
  return folder
}

const contentOf = (folder: string) => readdirSync(folder, { recursive: true }).map(String).toSorted()

/** A home whose making of the repository `drive` was cut off at `first`, and whose configuration names another folder by now. */
async function corrected(first: string, now: string) {
  const home = await testHome()
  const configure = (where: string) => {
    writeFileSync(
      path.join(home.root, 'backup_schedule.json'),
      JSON.stringify({ version: 1, repositories: { drive: { type: 'local', path: where } } }),
    )
    return loadAndTake(home.core)
  }
  await configure(first)
  const stop = new AbortController()
  const host = testHost(stop.signal)
  const cutOff = init(home.core, 'drive', {
    ...host,
    // Behind the line in the history that says that it is being made.
    onProgress: (progress) => {
      host.onProgress(progress)
      if (host.notes().includes('Making the encrypted repository')) stop.abort()
    },
  })
  expect((await cutOff).verdict).not.toBe('done')
  expect(knownRepository(home.core.state.database, 'drive')).toMatchObject({ id: null, location: first })
  await configure(now)
  return home
}

describe('what a making that was cut off has left', { timeout: 60_000 }, () => {
  it.each([
    ['copies named by their day', 'snapshots/2025-01-01/photo.jpg'],
    ['a file in a folder of such a name', 'keys/house.txt'],
    ['what was stored, and not finished', `data/aa/${id}-tmp-1`],
    ['folders that restic never makes', 'data/photos/'],
  ])('is not taken for it: %s', (_, name) => {
    expect(lookAtPlace(place('keys/', name))).toBe('other-files')
  })

  it('is not a link to somewhere else, either', () => {
    const folder = place('keys/')
    symlinkSync(temporaryFolder('elsewhere'), path.join(folder, 'data'), 'junction')
    expect(lookAtPlace(folder)).toBe('other-files')
  })

  it('is not known where nobody may look', async () => {
    const folder = place('keys/')
    chmodSync(path.join(folder, 'keys'), 0)
    const script = `
      const { lookAtPlace } = await engine('repositories/local-files.ts')
      console.log(lookAtPlace(...parameters))`
    // Root looks where it has no right to.
    const wrapper = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--'] : []
    const { stdout } = await startNode(script, [folder], { wrapper }).ended
    chmodSync(path.join(folder, 'keys'), 0o700)
    expect(stdout).toBe('not-reachable\n')
  })

  it('is removed down to the place itself, and nothing where anything else lies', () => {
    const left = place(`keys/${id}`, `keys/${id}-tmp-12`, 'config-tmp-3', `locks/${id}`, 'data/aa/', 'data/ff/', 'index/', 'snapshots/')
    expect(lookAtPlace(left)).toBe('half-made')
    removeLeftByMaking(left)
    expect([existsSync(left), contentOf(left)]).toEqual([true, []])
    const taken = place(`keys/${id}`, 'snapshots/2025-01-01/photo.jpg')
    const before = contentOf(taken)
    removeLeftByMaking(taken)
    expect(contentOf(taken)).toEqual(before)
  })

  it('lets nothing of somebody else be removed once the place is corrected', async () => {
    const photos = place('snapshots/2025-01-01/photo.jpg')
    const home = await corrected(path.join(temporaryFolder('first'), 'drive'), photos)
    expect(await init(home.core, 'drive', testHost())).toMatchObject({ verdict: 'failed', problem: { code: 'place-taken' } })
    expect(contentOf(photos)).toEqual(['snapshots', 'snapshots/2025-01-01', 'snapshots/2025-01-01/photo.jpg'].map(path.normalize))
    expect(readFileSync(path.join(photos, 'snapshots/2025-01-01/photo.jpg'), 'utf8')).toBe('x')
  })

  it('is left alone at a place where none was begun, also when it looks just like it', async () => {
    const other = place(`keys/${id}`, 'snapshots/')
    const before = contentOf(other)
    const home = await corrected(path.join(temporaryFolder('first'), 'drive'), other)
    expect(await init(home.core, 'drive', testHost())).toMatchObject({ verdict: 'failed', problem: { code: 'place-taken' } })
    expect(contentOf(other)).toEqual(before)
  })

  it('is cleared away where it was begun last, though the first place was another', async () => {
    const first = path.join(temporaryFolder('first'), 'drive')
    const second = place(`keys/${id}`, 'data/aa/')
    const home = await corrected(first, second)
    await home.core.record({ event: 'repository.creating', repository: 'drive', location: second, password: 'keychain' })
    expect(await init(home.core, 'drive', testHost())).toMatchObject({ verdict: 'done' })
    expect(existsSync(path.join(second, 'keys', id))).toBe(false)
    expect(recorded(home.root).findLast(({ event }) => event === 'repository.known')).toMatchObject({ location: second })
  })
})
