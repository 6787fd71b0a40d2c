import { copyFileSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { findRestic } from '../../../main/engine/restic/find-restic.ts'
import { program, saying, temporaryFolder } from './bench.ts'

async function place() {
  const folder = await temporaryFolder()
  const memory = path.join(folder, 'version.json')
  const find = async (named: string) => {
    const options = { environment: { VAULTKEEPER_RESTIC: named }, binDirectory: folder, bring: false, progress: () => undefined }
    const found = await findRestic({ ...options, memory })
    return found.ok ? found.restic.version : found.problem.code
  }
  /** Another answer than the program would give: who repeats it has not asked. */
  const remember = (change: Readonly<Record<string, unknown>>) =>
    writeFileSync(memory, JSON.stringify({ ...JSON.parse(readFileSync(memory, 'utf8')), ...change }))
  return { folder, memory, find, remember }
}

it('a program is not asked again for its version while it is the same file, and anew when it is another', async () => {
  const { folder, find, remember } = await place()
  const named = path.join(folder, 'restic')
  copyFileSync(process.env['VAULTKEEPER_RESTIC'] ?? '', named)
  const version = await find(named)
  remember({ version: '0.99.7' })
  expect(await find(named)).toBe('0.99.7')
  utimesSync(named, 1, 1)
  expect(await find(named)).toBe(version)
  remember({ version: '0.99.7' })
  const other = path.join(folder, 'other')
  copyFileSync(named, other)
  expect(await find(other)).toBe(version)
})

it('what is remembered and cannot be so is asked: a version too old for us, words, no JSON', async () => {
  const { find, remember, memory } = await place()
  const named = process.env['VAULTKEEPER_RESTIC'] ?? ''
  const version = await find(named)
  for (const wrong of ['0.14.0', 'newer than all', 17, null]) {
    remember({ version: wrong })
    expect(await find(named)).toBe(version)
  }
  writeFileSync(memory, '{"program":')
  expect(await find(named)).toBe(version)
})

it('a script is asked each time, and where nothing can be remembered it is asked as well', async () => {
  const { folder, memory, find } = await place()
  const script = await program(folder, 'restic', saying('0.18.0'))
  expect([await find(script), existsSync(memory)]).toEqual(['0.18.0', false])
  mkdirSync(memory)
  expect(await find(process.env['VAULTKEEPER_RESTIC'] ?? '')).toMatch(/^0\.1\d\.\d+$/)
})
