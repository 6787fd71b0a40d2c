import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { readServerRun } from '../../../main/headless/server/server-run.ts'
import { serverToken } from '../../../main/headless/server/server-token.ts'
import { startServer } from '../../../main/headless/server/start-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'))
const fileOf = (home: TestHome, name: string) => path.join(home.root, name)
const tokenOf = (home: TestHome) => fileOf(home, 'server-token')

function makePages(): string {
  const folder = temporaryFolder('pages')
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Pages</title>')
  return folder
}

const begin = (home: TestHome, port?: number) => startServer({ core: home.core, jobs: createJobs(home.core), pages: makePages(), port })

describe('the token', () => {
  test('is made once, for its owner alone, and masked in all that is logged', async () => {
    const home = await testHome()
    const token = serverToken(home.core)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(statSync(tokenOf(home)).mode & 0o777).toBe(0o600)
    expect(readFileSync(tokenOf(home), 'utf8')).toBe(`${token}\n`)
    expect(serverToken(home.core)).toBe(token)
    const another = await testHome({ root: home.root })
    expect(serverToken(another.core)).toBe(token)
    expect(another.core.redactor.redact(`Bearer ${token}`)).toBe('Bearer •••')
    rmSync(tokenOf(home))
    expect(serverToken(home.core)).not.toBe(token)
  })

  test('that was cut off by a full disk is made anew', async () => {
    const home = await testHome()
    for (const cut of ['', 'abc', 'x'.repeat(100)]) {
      writeFileSync(tokenOf(home), cut, { mode: 0o600 })
      expect(serverToken(home.core)).toMatch(/^[\w-]{43}$/)
    }
  })

  test('is not taken from a file that somebody else had a hand in', async () => {
    const home = await testHome()
    const token = serverToken(home.core)
    const refused = (why: RegExp) => {
      expect(() => serverToken(home.core)).toThrow(why)
      expect(readFileSync(tokenOf(home), 'utf8')).toBe(`${token}\n`)
    }
    for (const mode of [0o644, 0o640, 0o606, 0o620]) {
      chmodSync(tokenOf(home), mode)
      refused(/server-token can be read by others/)
    }
    chmodSync(tokenOf(home), 0o600)
    if (process.getuid?.() === 0) {
      chownSync(tokenOf(home), 65_534, 65_534)
      refused(/belongs to somebody else/)
      chownSync(tokenOf(home), 0, 0)
    }
    expect(serverToken(home.core)).toBe(token)
    rmSync(tokenOf(home))
    const elsewhere = path.join(temporaryFolder('elsewhere'), 'token')
    writeFileSync(elsewhere, `${token}\n`, { mode: 0o600 })
    symlinkSync(elsewhere, tokenOf(home))
    refused(/is a link/)
    rmSync(tokenOf(home))
    mkdirSync(tokenOf(home))
    expect(() => serverToken(home.core)).toThrow(/is no regular file/)
  })
})

describe('the port', () => {
  test('is kept across restarts, on both addresses', async () => {
    const home = await testHome()
    const first = await begin(home)
    expect(readServerRun(home.core)).toMatchObject({ port: first.port, pid: process.pid })
    expect(statSync(fileOf(home, 'server-run.json')).mode & 0o777).toBe(0o600)
    const names = ['127.0.0.1', 'localhost', ...(hasIpv6 ? ['[::1]'] : [])]
    const reachable = await Promise.all(names.map(async (host) => (await fetch(`http://${host}:${first.port}/`)).status))
    expect(new Set(reachable)).toEqual(new Set([401]))
    const key = readServerRun(home.core)?.key
    await first.close()
    await expect(fetch(`http://127.0.0.1:${first.port}/`)).rejects.toThrow()
    const second = await begin(home)
    expect(second).toMatchObject({ port: first.port, insteadOf: undefined })
    expect(readServerRun(home.core)?.key, 'codes of the last run are worth nothing').not.toBe(key)
    await second.close()
  })

  test('that is taken, on either address, is another one, or a problem when it was asked for', async () => {
    for (const host of ['127.0.0.1', ...(hasIpv6 ? ['::1'] : [])]) {
      const home = await testHome()
      const first = await begin(home)
      await first.close()
      const other = createServer()
      await new Promise<void>((resolve) => other.listen({ port: first.port, host, ipv6Only: true }, resolve))
      try {
        await expect(begin(home, first.port)).rejects.toThrow(`Another program has the port ${first.port}.`)
        const second = await begin(home)
        expect(second.insteadOf).toBe(first.port)
        expect(second.port).not.toBe(first.port)
        await second.close()
      } finally {
        await new Promise((resolve) => other.close(resolve))
      }
    }
  })

  test('is any that is free where the note of the last one is damaged', async () => {
    const home = await testHome()
    for (const note of ['', '{', '{"port":0,"pid":1,"key":"x"}', '{"port":"80"}', 'null']) {
      writeFileSync(fileOf(home, 'server-run.json'), note, { mode: 0o600 })
      const server = await begin(home)
      expect(server.port).toBeGreaterThan(1023)
      await server.close()
      rmSync(fileOf(home, 'server-run.json'))
    }
  })
})

test('pages that have not been built are told, with how to build them', async () => {
  const home = await testHome()
  const nowhere = path.join(temporaryFolder('pages'), 'none')
  const begun = startServer({ core: home.core, jobs: createJobs(home.core), pages: nowhere })
  await expect(begun).rejects.toMatchObject({ problem: { code: 'pages-missing', remedy: 'Build them with: npm run build:pages' } })
})
