import { chmod, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { fitsMachine, kindOfBytes } from '../../../main/engine/restic/executable-kind.ts'
import { RELEASES } from '../../../main/engine/restic/releases.ts'
import { compareVersions, parseResticVersion, versionFault } from '../../../main/engine/restic/restic-version.ts'
import { runProgram } from '../../../main/engine/restic/run-program.ts'
import { pathFolders, searchPath } from '../../../main/engine/restic/search-path.ts'
import { programInZip } from '../../../main/engine/restic/unpack-release.ts'
import { PACKED, program, saying, temporaryFolder } from './bench.ts'

describe('the version', () => {
  it.each([
    ['restic 0.19.1 compiled with go1.26.4 on linux/amd64\n', '0.19.1'],
    ['restic 0.18.0-dev (compiled manually) compiled with go1.24.1 on linux/arm64', '0.18.0'],
    ['warning: something\nrestic 1.0.0 compiled with go2', '1.0.0'],
    ['restic: command not found', undefined],
    ['rustic 0.19.1', undefined],
    ['', undefined],
  ])('is read from %j', (output, version) => {
    expect(parseResticVersion(output)).toBe(version)
  })

  it('is compared by number', () => {
    expect(['0.9.6', '0.18.10', '0.18.9', '1.0.0'].toSorted(compareVersions)).toEqual(['0.9.6', '0.18.9', '0.18.10', '1.0.0'])
  })

  it('is fine from 0.18.0 on, but for 0.19.0', () => {
    const fine = ['0.17.3', '0.18.0', '0.18.1', '0.19.0', '0.19.1', '1.0.0'].filter((version) => versionFault(version) === undefined)
    expect(fine).toEqual(['0.18.0', '0.18.1', '0.19.1', '1.0.0'])
  })
})

describe('PATH', () => {
  it('counts only where it names a place', () => {
    expect(pathFolders({ PATH: ':/usr/bin::.:bin:/opt/x:' }, 'linux')).toEqual(['/usr/bin', '/opt/x'])
    const Path = ';"C:\\Program Files\\restic";.;\\tools;D:tools;\\\\server\\share;tools;c:/bin'
    expect(pathFolders({ Path }, 'win32')).toEqual(['C:\\Program Files\\restic', '\\\\server\\share', 'c:/bin'])
    expect(pathFolders({}, 'linux')).toEqual([])
  })

  it('is searched in order, for files only', async () => {
    const folder = await temporaryFolder()
    await mkdir(path.join(folder, 'a', 'restic'), { recursive: true })
    await mkdir(path.join(folder, 'b'))
    const file = await program(path.join(folder, 'b'), 'restic', saying('0.19.1'))
    await chmod(file, 0o644)
    expect(await searchPath('restic', { PATH: `${folder}/a:${folder}/b:${folder}/b` }, 'linux')).toEqual([file])
  })
})

describe('a file is known by its first bytes', () => {
  const elf = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(11), Buffer.from([62, 0])])
  const machO = Buffer.from([0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1])
  const pe = Buffer.alloc(80)
  pe.write('MZ', 'latin1')
  pe.writeUInt32LE(64, 60)
  pe.write('PE', 64, 'latin1')
  pe.writeUInt16LE(34404, 68)

  it.each([
    [elf, { kind: 'program', platform: 'linux', arch: 'x64' }],
    [machO, { kind: 'program', platform: 'darwin', arch: 'arm64' }],
    [pe, { kind: 'program', platform: 'win32', arch: 'x64' }],
    [Buffer.from('#!/bin/sh\n'), { kind: 'script' }],
    [Buffer.from('dear diary'), { kind: 'text' }],
    [Buffer.from('a\0b'), { kind: 'other' }],
    [Buffer.from('\x7fELF', 'latin1'), { kind: 'program', platform: 'linux', arch: undefined }],
    [Buffer.alloc(0), { kind: 'empty' }],
  ])('%#', (bytes, kind) => {
    expect(kindOfBytes(bytes)).toEqual(kind)
  })

  it('and runs where it is built for, or translated', () => {
    const fits = [
      [elf, 'linux', 'x64'],
      [machO, 'darwin', 'arm64'],
      [pe, 'win32', 'arm64'],
    ] as const
    const not = [
      [elf, 'linux', 'arm64'],
      [elf, 'darwin', 'x64'],
      [machO, 'darwin', 'x64'],
      [machO, 'linux', 'arm64'],
      [pe, 'linux', 'x64'],
    ] as const
    for (const [bytes, platform, arch] of fits) expect(fitsMachine(kindOfBytes(bytes), platform, arch)).toBe(true)
    for (const [bytes, platform, arch] of not) expect(fitsMachine(kindOfBytes(bytes), platform, arch)).toBe(false)
  })
})

it('every pinned release names its version and platform, over https, with a whole hash', () => {
  const systems = { linux: 'linux', darwin: 'darwin', win32: 'windows', x64: 'amd64', arm64: 'arm64' } as const
  for (const [key, release] of Object.entries(RELEASES.files)) {
    const [platform, arch] = key.split('-') as ['linux' | 'darwin' | 'win32', 'x64' | 'arm64']
    const name = `restic_${RELEASES.version}_${systems[platform]}_${systems[arch]}.${release.packing}`
    expect(release.url).toBe(`https://github.com/restic/restic/releases/download/v${RELEASES.version}/${name}`)
    expect(release.sha256).toMatch(/^[0-9a-f]{64}$/)
  }
  expect(new Set(Object.values(RELEASES.files).map((release) => release.sha256)).size).toBe(5)
})

it('a zip that is none, is cut, or holds more than one file is refused', async () => {
  const zip = PACKED.zip.bytes
  expect((await programInZip(zip)).toString()).toBe(saying('0.19.1'))
  await expect(programInZip(Buffer.from('no'))).rejects.toThrow('not a zip archive')
  await expect(programInZip(zip.subarray(0, 100))).rejects.toThrow('not a zip archive')
  const two = Buffer.from(zip)
  two.writeUInt16LE(2, two.length - 12)
  await expect(programInZip(two)).rejects.toThrow('exactly one file')
})

it('a program that does not end is killed with its children when its time is up', async () => {
  const hanging = await program(await temporaryFolder(), 'hanging', '#!/bin/sh\nsleep 60 &\nwait\n')
  // It would answer only after a minute if the sleep lived on, for the sleep holds the output open.
  const end = await runProgram(hanging, [], { environment: { PATH: '/usr/bin:/bin' }, timeoutMs: 200 })
  expect(end).toMatchObject({ timedOut: true, code: null, signal: 'SIGKILL' })
})
