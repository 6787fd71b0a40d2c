import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { repair, verify } from '../../../main/engine/runs/verify-run.ts'
import { remoteHome } from '../../helpers/network-bench.ts'
import { startHttpFaults } from '../../helpers/servers/http-faults.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const notes = 300

/** A vault of many notes whose repository is behind a server that writes down what it is asked. */
async function manyNotes() {
  const data = temporaryFolder('rest')
  const server = await startRestServer(data)
  const http = await startHttpFaults(server.url)
  const home = await remoteHome({ type: 'rest', url: `${http.url}laptop` })
  mkdirSync(path.join(home.vault, 'many'))
  for (let at = 0; at < notes; at++) writeFileSync(path.join(home.vault, 'many', `${at}.md`), `what note ${at} says, and no other does`)
  return { data, http, home }
}

it('a small vault is read back from a server with a few questions, not with one for each file', async () => {
  const { http, home } = await manyNotes()
  const ended = await home.backUp()
  expect(ended).toMatchObject({ verdict: 'done', result: { report: { how: 'whole', countsAgree: true, findingCount: 0 } } })
  expect(ended.result?.report?.comparedFiles).toBeGreaterThan(notes)
  const questions = http.asked.filter(({ method, url }) => method === 'GET' && url.includes('/data/'))
  expect(questions.length).toBeGreaterThan(0)
  expect(questions.length).toBeLessThan(notes / 4)
  expect(readdirSync(home.core.home.temporary)).toEqual([])
})

it('what a server lost of it is told', async () => {
  const { http, home } = await manyNotes()
  http.setRules([{ method: 'GET', url: /\/data\//, status: 404 }])
  const ended = await home.backUp()
  expect(ended).toMatchObject({ verdict: 'not-verified', problem: { code: 'read-back-failed' } })
  expect(readdirSync(home.core.home.temporary)).toEqual([])
})

it('a server that refuses to be read from is told as that, and not as files that are missing', async () => {
  const { http, home } = await manyNotes()
  const refused = () => http.setRules([{ method: 'GET', url: /\/data\//, status: 403, body: 'no' }])
  const told = { verdict: 'failed', problem: { code: 'repository-refused' } }
  refused()
  expect(await home.backUp()).toMatchObject(told)
  http.setRules([])
  expect(await home.backUp()).toMatchObject({ verdict: 'done' })
  writeFileSync(path.join(home.vault, 'many', '7.md'), 'what note 7 says now')
  refused()
  expect(await home.backUp()).toMatchObject(told)
  http.setRules([])
  expect(await home.backUp()).toMatchObject({ verdict: 'done', result: { report: { how: 'selected' } } })
})

it('a server that lets nobody in any more in the middle of a check is told as that, and not as damage', async () => {
  const { http, home } = await manyNotes()
  expect(await home.backUp()).toMatchObject({ verdict: 'done' })
  for (const url of [/\/snapshots\/./, /\/index\/./, /\/data\/./]) {
    http.setRules([{ method: 'GET', url, status: 401, headers: { 'www-authenticate': 'Basic realm="backup"' }, body: 'no' }])
    const ended = await verify(home.core, 'server', testHost())
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'repository-refused' } })
  }
  expect(readFileSync(home.core.home.historyFile, 'utf8')).not.toContain('repository.damaged')
  http.setRules([{ method: 'GET', url: /\/data\/./, status: 404 }])
  expect(await verify(home.core, 'server', testHost())).toMatchObject({ verdict: 'not-verified', problem: { code: 'repository-damaged' } })
  http.setRules([])
  expect(await verify(home.core, 'server', testHost())).toMatchObject({ verdict: 'done' })
})

it('a snapshot that a server cannot give back has not vanished, and is none that a repair could mend', async () => {
  const { data, home } = await manyNotes()
  const first = await home.backUp()
  const file = path.join(data, 'laptop/snapshots', first.result?.snapshot ?? '')
  const content = readFileSync(file)
  content.writeUInt8(content.readUInt8(100) ^ 1, 100)
  chmodSync(file, 0o600)
  writeFileSync(file, content)
  writeFileSync(path.join(home.vault, 'one-more.md'), 'one more')
  expect(await home.backUp()).toMatchObject({ verdict: 'done' })
  const ended = await verify(home.core, 'server', testHost())
  expect(ended).toMatchObject({ verdict: 'not-verified', result: { vanished: [] }, problem: { code: 'repository-damaged' } })
  expect(ended.problem?.sentence).toContain(first.result?.snapshot.slice(0, 8))
  expect(ended.problem?.remedy).not.toContain('--repair')
  expect(readFileSync(home.core.home.historyFile, 'utf8')).not.toContain('snapshots.vanished')
})

it('what a server lost is brought back by one repair, as far as it is still on disk', async () => {
  const { data, home } = await manyNotes()
  expect(await home.backUp()).toMatchObject({ verdict: 'done' })
  const packs = path.join(data, 'laptop', 'data')
  for (const entry of readdirSync(packs, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) rmSync(path.join(entry.parentPath, entry.name))
  expect(await repair(home.core, 'server', testHost())).toMatchObject({ verdict: 'done' })
})

it('a server that does not show its locks any more is told in seconds, though restic would look for them three times more, over half a minute', async () => {
  const { http, home } = await manyNotes()
  const refused = () => http.asked.filter(({ url, status }) => url.endsWith('/locks/') && status === 403).length
  const locks = { method: 'GET', url: /\/locks\//, status: 403, body: 'no' }
  http.setRules([{ ...locks, times: 1 }])
  expect(await home.backUp()).toMatchObject({ verdict: 'done' })
  expect(refused()).toBe(1)
  http.setRules([locks])
  expect(await home.backUp()).toMatchObject({ verdict: 'failed', problem: { code: 'repository-refused' } })
  // At first, and five seconds later.
  expect(refused()).toBe(1 + 2)
})
