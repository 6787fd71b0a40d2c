import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '../helpers/cli-run.ts'
import { type About, type LockFile, lockFileFaults } from '../helpers/lock-file-faults.ts'

const read = (name: string) => readFileSync(path.join(projectFolder, name), 'utf8')
const about = JSON.parse(read('package.json')) as About & { allowScripts: unknown }
const lock = JSON.parse(read('package-lock.json')) as LockFile

describe('the lock file', () => {
  it('names one version and a strong hash of everything, nothing from elsewhere than a registry, and no script that is not known', () => {
    expect(lockFileFaults(about, lock)).toEqual([])
    expect(Object.keys(lock.packages).length).toBeGreaterThan(300)
  })

  const place = 'node_modules/zod'
  const zod = lock.packages[place] ?? {}
  const hash = `sha512-${'A'.repeat(86)}==`
  const added = (name: string, entry: object): LockFile => ({ ...lock, packages: { ...lock.packages, [name]: entry } })
  it.each<[string, LockFile, string]>([
    ['a missing hash', added('node_modules/worm', { version: '1.0.0' }), 'without a hash: node_modules/worm'],
    ['a weak hash', added(place, { ...zod, integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }), `with a weak hash: ${place}`],
    [
      'a new script',
      added('node_modules/a/node_modules/worm', { version: '1.0.0', integrity: hash, hasInstallScript: true }),
      'with a script: worm',
    ],
    ['a server of its own', added(place, { ...zod, resolved: 'https://example.com/zod.tgz' }), `from elsewhere: ${place}`],
    ['a link to a folder', added(place, { resolved: '../worm', link: true }), `from elsewhere: ${place}`],
    [
      'a repository that a package asks for',
      added(place, { ...zod, dependencies: { worm: 'github:me/worm' } }),
      'from elsewhere: worm github:me/worm',
    ],
    ['the short form of one', added(place, { ...zod, dependencies: { worm: 'me/worm' } }), 'from elsewhere: worm me/worm'],
    ['an archive', added(place, { ...zod, dependencies: { worm: 'worm-1.0.0.tgz' } }), 'from elsewhere: worm worm-1.0.0.tgz'],
    ['another version than the pinned one', added(place, { ...zod, version: '0.0.1' }), 'not as pinned: zod'],
    ['another package under the name', added(place, { ...zod, name: 'worm' }), 'not as pinned: zod'],
    ['another format', { ...lock, lockfileVersion: 2 }, 'a format that is not known: 2'],
  ])('is refused with %s', (_, spoilt, fault) => {
    expect(lockFileFaults(about, spoilt)).toContain(fault)
  })

  it('is refused when what is asked for is not one version', () => {
    const loose = { ...about, devDependencies: { ...about.devDependencies, zod: '^4.0.0' } }
    expect(lockFileFaults(loose, lock)).toEqual(
      expect.arrayContaining(['not pinned: zod ^4.0.0', 'the lock file is of another package.json']),
    )
  })
})

it('two packages may run something when they are installed, new ones are asked for by exact version, and nothing is fetched past the lock file', () => {
  expect(about.allowScripts).toEqual({ node: true, '@github/keytar': true })
  expect(read('.npmrc')).toContain('save-exact=true')
  // All that runs is bundled: a dependency would be fetched by whoever installs.
  expect(about.dependencies).toBeUndefined()
  // CI installs exactly what the lock file says.
  expect(read('.ci/run')).toMatch(/^npm cit /m)
})
