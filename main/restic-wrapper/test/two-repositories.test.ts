import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { globalFlags } from '../src/commands/flags.ts'
import { createRestic } from '../src/index.ts'
import { trustedFiles } from '../src/process/trusted-files.ts'
import type { Repository } from '../src/repository.ts'
import { clashOf } from '../src/request-problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'two-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const of = (location: string, more: Partial<Repository> = {}): Repository => ({
  location,
  password: { from: 'value', value: 'pw' },
  ...more,
})

/** A program that writes down what it was given, secret files included. */
function witness(): { program: string; seen: () => { args: string[]; env: Record<string, string>; files: Record<string, string> } } {
  const program = join(folder, 'witness')
  const script = `
    const fs = require('fs')
    const files = Object.fromEntries(Object.entries(process.env).filter(([, path]) => /^\\/dev\\/fd\\//.test(path)).map(([name, path]) => [name, fs.readFileSync(path, 'utf8')]))
    fs.writeFileSync('${program}.out', JSON.stringify({ args: process.argv.slice(2), env: process.env, files }))`
  writeFileSync(program, `#!${process.execPath}\n${script}\n`)
  chmodSync(program, 0o755)
  return { program, seen: () => JSON.parse(readFileSync(`${program}.out`, 'utf8')) }
}

describe.runIf(process.platform === 'linux')('a secret that restic reads from a file', () => {
  test('comes by a descriptor, beside other secrets, and is nowhere else', async () => {
    const { program, seen } = witness()
    const log: string[] = []
    const restic = createRestic({ program, cacheDirectory: folder, onLog: ({ text }) => void log.push(text) })
    const s3 = of('s3:https://host/bucket', { secretFiles: { AWS_SHARED_CREDENTIALS_FILE: 'key = hidden-4711' }, secrets: ['hidden-4711'] })
    await restic.copy(s3, { from: of('rest:https://me:hidden-4712@host/') }).outcome
    const { args, env, files } = seen()
    expect(files).toEqual({ AWS_SHARED_CREDENTIALS_FILE: 'key = hidden-4711' })
    expect(JSON.stringify([args, env, log])).not.toMatch(/hidden-471/)
    const descriptors = [env['AWS_SHARED_CREDENTIALS_FILE'], ...args.flatMap((arg) => /\/dev\/fd\/\d+/.exec(arg)?.[0] ?? [])]
    expect(descriptors.toSorted()).toEqual(['/dev/fd/3', '/dev/fd/4', '/dev/fd/5'])
  })

  test('is masked in what restic says', async () => {
    const program = join(folder, 'talker')
    writeFileSync(program, `#!/bin/sh\necho "Fatal: bad key hidden-4711" >&2\nexit 1\n`)
    chmodSync(program, 0o755)
    const { outcome } = createRestic({ program, cacheDirectory: folder }).catConfig(of('s3:https://host/b', { secrets: ['hidden-4711'] }))
    expect(JSON.stringify(await outcome)).toContain('bad key ***')
  })
})

describe('two repositories in one restic', () => {
  test('clash over what each needs differently, and over nothing else', () => {
    const one = of('a', {
      environment: { B2_ACCOUNT_ID: '1' },
      options: { 's3.region': 'x', 's3.connections': '3' },
      secretFiles: { F: 'a' },
    })
    expect(clashOf(one, one)).toBeUndefined()
    expect(clashOf(one, of('b'))).toBeUndefined()
    expect(
      clashOf(one, of('b', { environment: { AWS_PROFILE: 'z' }, options: { 'rest.connections': '9', 's3.connections': '9' } })),
    ).toBeUndefined()
    expect(clashOf(one, of('b', { environment: { B2_ACCOUNT_ID: '2' } }))).toBe('B2_ACCOUNT_ID')
    expect(clashOf(one, of('b', { options: { 's3.region': 'y' } }))).toBe('s3.region')
    expect(clashOf(one, of('b', { secretFiles: { F: 'b' } }))).toBe('F')
  })

  test('of the same kind clash over what only one of them needs: the other would be given it, too', () => {
    const keys = of('s3:https://one/b', { secretFiles: { AWS_SHARED_CREDENTIALS_FILE: 'a' }, options: { 's3.connections': '3' } })
    expect(clashOf(keys, of('s3:https://two/b', { secretFiles: { AWS_SHARED_CREDENTIALS_FILE: 'a' } }))).toBeUndefined()
    expect(clashOf(keys, of('s3:https://two/b', { environment: { AWS_ACCESS_KEY_ID: 'b' } }))).toBe('AWS_ACCESS_KEY_ID')
    expect(clashOf(keys, of('s3:https://two/b', { ...keys, location: 's3:https://two/b', options: { 's3.region': 'x' } }))).toBe(
      's3.region',
    )
    expect(clashOf(of('rest:https://one/'), of('rest:https://two/', { environment: { RESTIC_REST_PASSWORD: 'b' } }))).toBe(
      'RESTIC_REST_PASSWORD',
    )
    expect(clashOf(of('rclone:a:b', { environment: { RCLONE_CONFIG: '/c' } }), of('rclone:d:e'))).toBe('RCLONE_CONFIG')
    const google = of('gs:one:/', { environment: { GOOGLE_PROJECT_ID: '1' } })
    expect(clashOf(google, of('gs:two:/'))).toBeUndefined()
    expect(clashOf(google, of('b2:two:', { environment: { B2_ACCOUNT_ID: '1' } }))).toBeUndefined()
    expect(clashOf(of('/folder'), of('/other', { environment: { RCLONE_CONFIG: '/c' } }))).toBeUndefined()
    const raw = of('gs:two:/', { environment: { GOOGLE_APPLICATION_CREDENTIALS: '/key.json' } })
    expect(clashOf(of('b2:one:', { secretFiles: { GOOGLE_APPLICATION_CREDENTIALS: 'x' } }), raw)).toBe('GOOGLE_APPLICATION_CREDENTIALS')
  })

  test('clashing are refused before anything runs', async () => {
    const restic = createRestic({ program: join(folder, 'not-there'), cacheDirectory: folder })
    const from = of('b', { secretFiles: { F: 'b' } })
    expect(await restic.copy(of('a', { secretFiles: { F: 'a' } }), { from }).outcome).toMatchObject({
      reason: 'usage',
      message: expect.stringContaining('both repositories set F'),
    })
  })

  test('share options, the smaller number of connections and the slower download', () => {
    const target = of('a', {
      options: { 's3.region': 'x', 's3.connections': '9', 'rest.connections': '4' },
      limitDownload: 100,
      limitUpload: 7,
    })
    const source = of('b', { options: { 's3.connections': '2', 'sftp.args': '-oA=b' }, limitDownload: 50, limitUpload: 3 })
    expect(globalFlags(target, false, source).toSorted()).toEqual([
      '--limit-download=50',
      '--limit-upload=7',
      '--option=rest.connections=4',
      '--option=s3.connections=2',
      '--option=s3.region=x',
      '--option=sftp.args=-oA=b',
    ])
  })

  test('trust the certificates of both, and those of the system where one of them needs these', () => {
    const there = (path: string) => path === '/etc/ssl/ca-bundle.pem'
    const own = of('rest:https://nas/', { caCertificate: '/ca.pem' })
    expect(trustedFiles(own, undefined, there)).toEqual(['/ca.pem'])
    expect(trustedFiles(own, of('/srv/folder'), there)).toEqual(['/ca.pem'])
    expect(trustedFiles(own, of('s3:http://nas/b'), there)).toEqual(['/ca.pem'])
    expect(trustedFiles(of('s3:https://s3.example.com/b'), own, there)).toEqual(['/ca.pem', '/etc/ssl/ca-bundle.pem'])
    expect(trustedFiles(of('b2:bucket:'), own, () => false)).toEqual(['/ca.pem'])
    expect(trustedFiles(own, of('rest:https://a/', { caCertificate: '/b.pem' }), there)).toEqual(['/ca.pem', '/b.pem'])
    expect(trustedFiles(of('b2:bucket:'), undefined, there)).toEqual([])
    expect(globalFlags(of('rest:https://nas/', { caCertificate: '/a,b.pem' }), false)).toEqual(['--cacert="/a,b.pem"'])
  })
})
