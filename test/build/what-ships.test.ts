import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildApart, copyOfSources, shippedFolders } from '../helpers/build-apart.ts'
import { projectFolder } from '../helpers/cli-run.ts'
import { bundledNames, licenceList, mayBeShipped, noticesOf, packagesOfNotices } from '../helpers/licence-list.ts'
import { filesBelow } from '../helpers/packed-app.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const list = readFileSync(path.join(projectFolder, 'assets', 'licences.md'), 'utf8')
const apart = temporaryFolder('apart')
let one: string
let other: string
beforeAll(async () => {
  // Of another name, and another depth: what a build makes of where it lies shows.
  const copy = copyOfSources(path.join(apart, 'one'), bundledNames(list))
  const deeper = copyOfSources(path.join(apart, 'a', 'much deeper', 'place'), bundledNames(list), copy)
  ;[one, other] = (await Promise.all([buildApart(copy), buildApart(deeper)])) as [string, string]
})

const files = (dist: string) =>
  shippedFolders.flatMap((folder) => filesBelow(path.join(dist, folder)).map((file) => path.join(folder, file)))

describe('what is built to be shipped', () => {
  it('is the same to the byte from two builds in different places: command line, tray app, pages', () => {
    const built = files(one)
    expect(built.length).toBeGreaterThan(200)
    expect(files(other)).toEqual(built)
    for (const file of built) expect(readFileSync(path.join(other, file)).equals(readFileSync(path.join(one, file))), file).toBe(true)
  })

  it('holds programs, pages, pictures and licences: no maps, no tests, no sources, no settings, no path of where it was made', () => {
    const wanted =
      /^(app|headless|preload|pages(\/assets)?)\/[\w.-]+\.(js|cjs|css|html|svg|png|woff2)$|^\w+\/THIRD-PARTY-NOTICES\.md$|^headless\/package\.json$/
    expect(files(one).filter((file) => !wanted.test(file) || /\.test\.|\.env/.test(file))).toEqual([])
    const home = homedir() === '/' ? [] : [`${homedir()}/`]
    const betraying = [...home, apart, `${path.join(projectFolder, 'node_modules')}/`, 'sourceMappingURL', 'PRIVATE KEY-----']
    for (const file of files(one)) {
      const content = readFileSync(path.join(one, file), 'latin1')
      expect([file, betraying.filter((text) => content.includes(text))]).toEqual([file, []])
    }
  })

  it('is not large', () => {
    const size = (folder: string) =>
      filesBelow(path.join(one, folder)).reduce((sum, file) => sum + statSync(path.join(one, folder, file)).size, 0)
    const sizes = Object.fromEntries(shippedFolders.map((folder) => [folder, size(folder)]))
    console.log(`Built, in bytes: ${JSON.stringify(sizes)}`)
    expect(sizes['headless']).toBeLessThan(4_000_000)
    expect(sizes['app']).toBeLessThan(4_000_000)
    expect(sizes['pages']).toBeLessThan(3_000_000)
    expect(sizes['preload']).toBeLessThan(10_000)
  })
})

describe('the licences', () => {
  it('of all that is shipped are listed, each one a free one without conditions on what it is a part of', () => {
    // Not as it should be? node --conditions=source test/helpers/make-licences.ts, and look at what is new.
    expect(list).toBe(licenceList(noticesOf(one)))
    const rows = [...list.matchAll(/^\| (\S+) \| (\d\S*) \| (.+?) \| /gm)].map(([, name = '', version, licence = '']) => ({
      name,
      version,
      licence,
    }))
    expect(rows.length).toBeGreaterThan(80)
    expect(rows.filter(({ licence }) => !mayBeShipped(licence))).toEqual([])
    const tools =
      /^(vite|vitest|rolldown|typescript|playwright|axe-core|fast-check|knip|s3rver|smtp-server)|^@(types|biomejs|vitest|electron)\//
    expect(rows.filter(({ name }) => tools.test(name))).toEqual([])
  })

  it('are what the packages themselves say, and their texts come along', () => {
    const packages = Object.values(noticesOf(one)).flatMap(packagesOfNotices)
    const { packages: locked } = JSON.parse(readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string; license?: string }>
    }
    const plain = (licence: string) => licence.replace(/^\((.+)\)$/, '$1')
    for (const { name, version, licence } of packages) {
      const places = Object.entries(locked).filter(([place, entry]) => place.endsWith(`node_modules/${name}`) && entry.version === version)
      expect([name, ...places.map(([, { license = '' }]) => plain(license))]).toEqual([name, ...places.map(() => plain(licence))])
      expect(places.length, name).toBeGreaterThan(0)
    }
    // The Unlicense asks for nothing. MIT does, and two packages have no text of their own.
    const without = packages.filter(({ text }) => text.length < 200).map(({ name }) => name)
    expect([...new Set(without)]).toEqual(['wouter'])
    const holderOf = (name: string) => /^Copyright .*$/m.exec(packages.find((one) => one.name === name)?.text ?? '')?.[0]
    expect(['long-timeout', 'react-remove-scroll-bar'].map(holderOf)).toEqual([
      'Copyright (c) Christian Tellnes',
      'Copyright (c) Anton Korzunov',
    ])
  })

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND ISC', true],
    ['MIT AND GPL-2.0-only', false],
    ['AGPL-3.0-or-later', false],
    ['LGPL-2.1-only', false],
    ['MPL-2.0', false],
    ['SEE LICENSE IN terms.txt', false],
    ['UNLICENSED', false],
    ['undefined', false],
    ['', false],
  ])('%j may be shipped: %j', (licence, may) => {
    expect(mayBeShipped(licence)).toBe(may)
  })
})
