import { EventEmitter } from 'node:events'
import { mkdirSync, renameSync, rmSync, symlinkSync, type watch as watchFolder, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { editConfiguration } from '../../../main/engine/config/edit-configuration.ts'
import { type LoadedConfiguration, loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { type ConfigurationWatch, watchConfiguration } from '../../../main/engine/config/watch-configuration.ts'
import { type ConfigurationHome, configurationHome } from '../../helpers/configuration-home.ts'

const text = '{ "version": 1, "vaults": { "notes": { "path": "/notes" } } }'
const withVault = (place: string) => text.replace('/notes', place)
const placeIn = ({ configuration }: LoadedConfiguration) => configuration?.vaults['notes']?.path

const open: ConfigurationWatch[] = []
afterEach(() => {
  for (const watch of open.splice(0)) watch.close()
})

/** A watch, and what it tells, one by one. */
async function watched(home: ConfigurationHome, watch?: typeof watchFolder) {
  const told: LoadedConfiguration[] = []
  const waiting: ((loaded: LoadedConfiguration) => void)[] = []
  const loaded = await loadConfiguration(home)
  const onChange = (next: LoadedConfiguration) => {
    const waiter = waiting.shift()
    if (waiter) waiter(next)
    else told.push(next)
  }
  const watching = watchConfiguration(home, loaded, onChange, watch)
  open.push(watching)
  const next = () =>
    new Promise<LoadedConfiguration>((resolve) => (told.length > 0 ? resolve(told.shift() as LoadedConfiguration) : waiting.push(resolve)))
  return { ...watching, next, told }
}

/** A system that tells nothing. */
const deaf = (() => Object.assign(new EventEmitter(), { close: () => undefined })) as unknown as typeof watchFolder

describe('a change of the file', () => {
  it.each<[string, (home: ConfigurationHome, content: string) => void]>([
    ['that is written in place', (home, content) => home.write(content)],
    [
      'by an editor that puts a new file in its place',
      (home, content) => {
        home.write(content, 'backup_schedule.json.new')
        renameSync(`${home.file}.new`, home.file)
      },
    ],
    [
      'by an editor that moves the old one away first',
      (home, content) => {
        renameSync(home.file, `${home.file}~`)
        home.write(content)
      },
    ],
    [
      'in many steps',
      (home, content) => {
        for (let length = 0; length <= content.length; length += 7) home.write(content.slice(0, length))
        home.write(content)
      },
    ],
  ])('%s is in force soon', async (_, change) => {
    const home = configurationHome(text)
    const { next, told } = await watched(home)
    for (const place of ['/elsewhere', '/third']) {
      change(home, withVault(place))
      const loaded = await next()
      expect([loaded.source, loaded.problems, placeIn(loaded)]).toEqual(['file', [], place])
    }
    expect(told).toEqual([])
  })

  it('with a mistake is told, and the last good one stays in force; so it is when the file goes', async () => {
    const home = configurationHome(text)
    const { next } = await watched(home)
    home.write(text.replace('"path"', '"pth"'))
    const broken = await next()
    expect([broken.source, placeIn(broken), broken.problems.length]).toEqual(['last-good', '/notes', 2])
    rmSync(home.file)
    const gone = await next()
    expect([gone.source, placeIn(gone), gone.problems.length]).toEqual(['last-good', '/notes', 1])
    home.write(withVault('/again'))
    const mended = await next()
    expect([mended.source, placeIn(mended), mended.problems]).toEqual(['file', '/again', []])
  })

  it('of what it links to, and of .env, count as well', async () => {
    const home = configurationHome()
    const real = path.join(home.root, '..', 'dotfiles')
    mkdirSync(real)
    writeFileSync(path.join(real, 'schedule.json'), text)
    symlinkSync(path.join(real, 'schedule.json'), home.file)
    const { next } = await watched(home)
    writeFileSync(path.join(real, 'schedule.json'), withVault('/linked'))
    expect(placeIn(await next())).toBe('/linked')
    home.write('VAULTKEEPER_VAULT_NOTES_PATH=/from-env\n', '.env')
    expect(placeIn(await next())).toBe('/from-env')
  })

  it('by the app is told like any other, once', async () => {
    const home = configurationHome(text)
    const { next, told, check } = await watched(home)
    await editConfiguration(home, [{ path: ['vaults', 'notes', 'path'], value: '/edited' }])
    expect(placeIn(await next())).toBe('/edited')
    await check()
    expect(told).toEqual([])
  })
})

describe('where the system tells nothing', () => {
  it('a look now and then finds it, and tells each change once', async () => {
    const home = configurationHome(text)
    const { check, told } = await watched(home, deaf)
    await check()
    expect(told).toEqual([])
    home.write(withVault('/found'))
    await Promise.all([check(), check()])
    expect(told.map(placeIn)).toEqual(['/found'])
    home.write('{')
    await check()
    await check()
    expect(told.map(({ source }) => source)).toEqual(['file', 'last-good'])
  })

  it('as where it has no watches left, or the folder is gone: it is logged, and ticks have to do', async () => {
    const home = configurationHome(text)
    const { check, told } = await watched(home, () => {
      throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), { code: 'ENOSPC' })
    })
    expect(home.logged.join()).toMatch(/number of file watchers reached/)
    home.write(withVault('/found'))
    await check()
    expect(told.map(placeIn)).toEqual(['/found'])
  })

  it('a good one stays in force even if it could not be kept on the disk', async () => {
    const home = configurationHome(text)
    const { check, told } = await watched(home, deaf)
    rmSync(path.join(home.root, 'configuration.last-good.json'))
    home.write('{')
    await check()
    expect([told[0]?.source, told[0] && placeIn(told[0])]).toEqual(['last-good', '/notes'])
  })
})

it('after it is closed nothing is told', async () => {
  const home = configurationHome(text)
  const { check, told, close } = await watched(home, deaf)
  home.write(withVault('/late'))
  close()
  await check()
  expect(told).toEqual([])
})

it('one that listens and throws is logged, and hears of the next change', async () => {
  const home = configurationHome(text)
  const places: (string | undefined)[] = []
  const watching = watchConfiguration(
    home,
    await loadConfiguration(home),
    (loaded) => {
      places.push(placeIn(loaded))
      if (places.length === 1) throw new Error('not now')
    },
    deaf,
  )
  open.push(watching)
  for (const place of ['/one', '/two']) {
    home.write(withVault(place))
    await watching.check()
  }
  expect([places, home.logged.join()]).toEqual([['/one', '/two'], expect.stringMatching(/not now/)])
})
