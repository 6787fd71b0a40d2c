import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { linkTarget } from '../../../main/engine/content/link-target.ts'
import { preview, previewBytes } from '../../../main/engine/content/preview.ts'
import { readBeginning, streamFile } from '../../../main/engine/content/stream-file.ts'
import type { EntryType } from '../../../main/engine/index/types.ts'
import { type OpenRepository, openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { repositoryNames } from '../../../main/engine/repositories/repository-place.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'
import { makeFifo } from '../../helpers/weird-tree.ts'

const long = 120_000
/** Three times what is shown, in characters of two bytes, so that one is cut through. */
const large = `x${'é'.repeat((3 * previewBytes) / 2)}`
const image = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(300_000)])
let home: TestHome
let opened: OpenRepository
let snapshot: string
let vault: string

beforeAll(async () => {
  vault = temporaryFolder('vault')
  mkdirSync(path.join(vault, 'notes'))
  const at = (name: string) => Buffer.from(path.join(vault, name), 'latin1')
  writeFileSync(at('notes/large.txt'), large)
  writeFileSync(at('notes/image.png'), image)
  writeFileSync(at('notes/utf16.txt'), Buffer.from('\ufeffGrüße\r\n', 'utf16le'))
  writeFileSync(at('notes/empty.md'), '')
  writeFileSync(at('notes/[a]*?\\.md'), 'odd name')
  writeFileSync(at('notes/bad\u00ff.md'), 'a name that is no text')
  symlinkSync('../else where -> there', at('notes/[link]'))
  mkdirSync(path.join(vault, 'closed'))
  symlinkSync('a', path.join(vault, 'closed/link'))
  symlinkSync('b', path.join(vault, 'top'))
  chmodSync(path.join(vault, 'closed'), 0o500)
  makeFifo(path.join(vault, 'notes/pipe'))
  home = await testHome()
  const host = testHost()
  const ended = await backup(home.core, { folder: vault, verify: false }, host)
  snapshot = ended.result?.snapshot ?? ''
  opened = await openRepository(home.core, repositoryNames(home.core)[0] ?? '', 'read', host)
}, long)

const look = (name: string, type: EntryType = 'file', size = 0, most?: number) =>
  preview(home.core, opened, { snapshot, path: name, entry: { type, size }, ...(most === undefined ? {} : { most }) }, testHost())

test(
  'a large text is shown up to the cap, in whole characters, and restic is ended there',
  async () => {
    const seen = await look('notes/large.txt', 'file', Buffer.byteLength(large))
    expect(seen).toMatchObject({ what: 'text', kind: { format: 'plain', encoding: 'utf-8' }, size: Buffer.byteLength(large) })
    if (seen.what !== 'text') return
    // The first character is of one byte, so the cap falls into the middle of another.
    expect([seen.shown, seen.text.length]).toEqual([previewBytes - 1, 1 + (previewBytes - 2) / 2])
    expect(large.startsWith(seen.text)).toBe(true)
    expect(home.core.running.size).toBe(0)
    expect(await look('notes/large.txt', 'file', Buffer.byteLength(large), 4)).toMatchObject({ shown: 3, text: 'xé' })
  },
  long,
)

test(
  'images, other encodings, empty files and odd names are what they are',
  async () => {
    const seen = await look('notes/image.png', 'file', image.length)
    expect(seen).toMatchObject({ what: 'bytes', kind: { kind: 'image', words: 'PNG image' }, size: image.length })
    if (seen.what === 'bytes') expect(image.subarray(0, seen.beginning.length).equals(seen.beginning)).toBe(true)
    expect(await look('notes/utf16.txt', 'file', 16)).toMatchObject({
      what: 'text',
      kind: { encoding: 'utf-16le' },
      text: 'Grüße\r\n',
      shown: 16,
    })
    expect(await look('notes/empty.md')).toMatchObject({ what: 'bytes', kind: { kind: 'empty' }, size: 0 })
    expect(await look('notes/[a]*?\\.md', 'file', 8)).toMatchObject({ what: 'text', text: 'odd name' })
    expect(await look('notes/bad\ufffd.md', 'file', 22)).toMatchObject({ what: 'text', text: 'a name that is no text' })
  },
  long,
)

test(
  'links say where they lead and are not followed; folders and pipes are refused in words; so is what is not there',
  async () => {
    expect(await look('notes/[link]', 'symlink')).toEqual({ what: 'link', target: '../else where -> there' })
    // Its folder cannot be written to.
    expect(await look('closed/link', 'symlink')).toEqual({ what: 'link', target: 'a' })
    expect(await look('top', 'symlink')).toEqual({ what: 'link', target: 'b' })
    expect(readdirSync(home.core.home.temporary)).toEqual([])
    expect(await linkTarget(home.core, opened, { snapshot, path: 'notes/empty.md' }, testHost())).toBeNull()
    await expect(look('notes', 'dir')).rejects.toThrow('"notes" is a folder in that snapshot.')
    await expect(look('notes/pipe', 'fifo')).rejects.toThrow('"notes/pipe" is a named pipe in that snapshot.')
    await expect(look('notes/pipe')).rejects.toThrow('"notes/pipe" is no file in that snapshot.')
    await expect(look('notes/none')).rejects.toThrow('There is no "notes/none" in that snapshot.')
    await expect(look('notes/none\ufffd')).rejects.toThrow('There is no')
  },
  long,
)

test(
  'the bytes of a file come out as they are, and whoever cancels is not kept waiting',
  async () => {
    const bytes: Buffer[] = []
    for await (const chunk of streamFile(opened, { snapshot, path: 'notes/image.png' }, testHost())) bytes.push(chunk)
    expect(Buffer.concat(bytes).equals(readFileSync(path.join(vault, 'notes/image.png')))).toBe(true)
    expect((await readBeginning(opened, { snapshot, path: 'notes/image.png' }, 10, testHost())).equals(image.subarray(0, 10))).toBe(true)
    await expect(readBeginning(opened, { snapshot, path: 'notes/image.png' }, 10, testHost(AbortSignal.abort()))).rejects.toMatchObject({
      name: 'CancelledError',
    })
    expect(home.core.running.size).toBe(0)
  },
  long,
)

test(
  'a repository that does not give a file back is told as such',
  async () => {
    const data = path.join(opened.location, 'data')
    for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
      const pack = path.join(data, name)
      if (statSync(pack).size < 100_000) continue
      // Packs of contents; those of folders stay, for they are small.
      chmodSync(pack, 0o600)
      writeFileSync(pack, readFileSync(pack).fill(0, 0, 50_000))
    }
    await expect(readBeginning(opened, { snapshot, path: 'notes/image.png' }, 1_000_000, testHost())).rejects.toMatchObject({
      problem: { code: 'read-back-failed', remedy: expect.stringContaining('vaultkeeper verify') },
    })
    expect(home.core.running.size).toBe(0)
  },
  long,
)
