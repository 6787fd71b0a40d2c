import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { type FindOptions, type FoundRestic, findRestic, type Parts } from '../../../main/engine/restic/find-restic.ts'
import type { ReleaseTable } from '../../../main/engine/restic/releases.ts'
import type { ProgramEnd, RunProgram } from '../../../main/engine/restic/run-program.ts'

/** Small scripts that answer as restic of that version does, packed as releases are (made with bzip2 and zip). */
export const PACKED = {
  '0.19.1': packed(
    'QlpoOTFBWSZTWWzNggYAAAVZgAAQaIH1ID7n3sAgAFREAQYGowEYMepoaep6manog9AmmcVQmK+JCzdDFLmTeTDHWDxhh74ISSVNK2ULVbfjb/0Dh9ntT8iPEKr1sXckU4UJBszYIGA=',
  ),
  '0.18.0': packed(
    'QlpoOTFBWSZTWULd41EAAAVZgAAQaIH1QD7n3sAgAFREAQYGowEYMaZDyBqeiNPSMmjJobVpGbhW0wI8E7gC0z2lEZZd0FVTr7ra6KvbfDw/9A4fZ7U/IjxCq9bF3JFOFCQQt3jUQA==',
  ),
  zip: packed(
    'UEsDBBQAAAAIAAAAIVxK4goARwAAAEUAAAAfAAAAcmVzdGljXzAuMTkuMV93aW5kb3dzX2FtZDY0LmV4ZVNW1E/KzNMvzuBKTc7IV1AvSi0uyUxWMNAztNQzVEjOzy3IzElNUSjPLMlQSM831DMy0zNRyM9TyMnMK63QT8xNMTNR5wIAUEsBAhQDFAAAAAgAAAAhXEriCgBHAAAARQAAAB8AAAAAAAAAAAAAAIABAAAAAHJlc3RpY18wLjE5LjFfd2luZG93c19hbWQ2NC5leGVQSwUGAAAAAAEAAQBNAAAAhAAAAAAA',
  ),
} as const

function packed(base64: string): { bytes: Buffer; sha256: string } {
  const bytes = Buffer.from(base64, 'base64')
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** A folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vaultkeeper-find-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes an executable file and answers its name. */
export async function program(folder: string, name: string, content: string | Buffer): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, content)
  await chmod(file, 0o755)
  return file
}

/** A script that answers as restic does. */
export function saying(version: string): string {
  return `#!/bin/sh\necho 'restic ${version} compiled with go1.26.4 on linux/amd64'\n`
}

/** A table with one release for linux-x64, at an address that only {@link serve}'s `fetch` knows. */
export function tableOf(release: { sha256: string }, url = 'https://releases.test/restic.bz2'): ReleaseTable {
  return { version: '0.19.1', files: { 'linux-x64': { url, sha256: release.sha256, packing: 'bz2' } } }
}

/** A server on loopback, and a `fetch` that finds `https://releases.test` there and everything else nowhere. */
export async function serve(listener: RequestListener): Promise<typeof globalThis.fetch> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return (address, init) => {
    const url = new URL(String(address))
    if (url.host !== 'releases.test') throw new Error(`the test did not expect ${url}`)
    return fetch(`http://127.0.0.1:${port}${url.pathname}`, init)
  }
}

/** Serves one file, whatever is asked for. */
export function serveFile(bytes: Buffer): Promise<typeof globalThis.fetch> {
  return serve((_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes))
}

/** No name can be looked up, as in a closed network. */
export const noNetwork: typeof globalThis.fetch = async () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }) })
}

/** How a program ended that said nothing and succeeded. */
export const QUIET_END: ProgramEnd = { code: 0, signal: null, startError: undefined, timedOut: false, stdout: '', stderr: '' }

/** An apt that cannot reach its archive. */
export const noArchive: RunProgram = async () => ({ ...QUIET_END, code: 100, stderr: "E: Could not resolve 'archive.test'\n" })

/** A search in a world without network, PATH or environment, as far as `options` and `parts` do not say otherwise. */
export function search(options: Partial<FindOptions> & { binDirectory: string }, parts: Partial<Parts> = {}): Promise<FoundRestic> {
  return findRestic({
    environment: {},
    progress: () => {},
    ...options,
    parts: { platform: 'linux', arch: 'x64', fetch: noNetwork, run: noArchive, releases: tableOf(PACKED['0.19.1']), ...parts },
  })
}

/** What lies in a folder, hidden files too; nothing where there is no folder. */
export function contents(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
