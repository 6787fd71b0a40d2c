import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fetchRestic } from '../../main/build/fetch-restic.ts'
import { noNetwork, PACKED, serveFile, tableOf, temporaryFolder } from '../engine/restic/bench.ts'

test('the official restic is fetched for other machines, too, compared with its pinned hash, and noted as what it is', async () => {
  const into = path.join(await temporaryFolder(), 'restic')
  const fetch = await serveFile(PACKED['0.19.1'].bytes)
  const fetched = await fetchRestic({ machines: ['linux-x64'], into, fetch, releases: tableOf(PACKED['0.19.1']) })
  const program = readFileSync(path.join(into, 'linux-x64', 'restic'))
  expect(fetched).toEqual({
    'linux-x64': { version: '0.19.1', sha256: createHash('sha256').update(program).digest('hex'), from: 'release' },
  })
  expect(existsSync(path.join(into, 'linux-x64', 'restic.bz2'))).toBe(false)
})

test.each([
  ['one that is not what was published', () => serveFile(PACKED['0.18.0'].bytes), 'linux-x64', /its SHA-256 differs/],
  ['no network', async () => noNetwork, 'linux-x64', /could not be downloaded: the name of the server could not be looked up/],
  ['a machine without a release', async () => noNetwork, 'sunos-x64', /no pinned restic for sunos-x64/],
])('nothing is packed of %s', async (_, server, machine, sentence) => {
  const into = path.join(await temporaryFolder(), 'restic')
  const fetching = fetchRestic({ machines: [machine], into, fetch: await server(), releases: tableOf(PACKED['0.19.1']) })
  await expect(fetching).rejects.toThrow(sentence)
  expect(existsSync(path.join(into, machine, 'restic'))).toBe(false)
})

test("the restic of this machine is taken only where that is asked for, and for this machine's kind only", async () => {
  const into = path.join(await temporaryFolder(), 'restic')
  const own = `${process.platform}-${process.arch}`
  const other = own === 'linux-arm64' ? 'linux-x64' : 'linux-arm64'
  const options = { into, ownOf: process.env, fetch: noNetwork }
  expect(await fetchRestic({ ...options, machines: [own] })).toMatchObject({ [own]: { from: 'machine' } })
  await expect(fetchRestic({ ...options, machines: [other] })).rejects.toThrow('could not be downloaded')
})
