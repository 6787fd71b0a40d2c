import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import path from 'node:path'
import { afterAll } from 'vitest'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Folders whose names sort before and behind `/`, and what is in them: a plain sort of paths would get these wrong. */
const folders = ['a', 'a!', 'a-b', 'a b', 'a0', 'deep/er/than/most', 'empty', '.git/objects', '-folder', 'ünï', 'cache', 'line\nbreak']

/** Names that programs stumble over, one character per byte. */
const oddNames: readonly string[] = [
  'ideas.md',
  'a.txt',
  'line\nbreak.md',
  '-rf',
  '--help',
  `quo"te's \`x\``,
  '$(touch x)',
  ' led by a space',
  'ending in a space ',
  'tab\there',
  '*[a]?\\',
  '{a,b}',
  '%s%n',
  'esc\u001b[31m',
  '.env',
  '...',
  'x'.repeat(255),
  ...['pässwörd', 'emoji 🗝', 'NFC é', 'NFD e\u0301', 'rtl \u202etxt', '日本語'].map((name) => Buffer.from(name).toString('latin1')),
  // Bytes that are no UTF-8, alone, twice alike when shown, and beside a name that sorts between them.
  'bad\u00ff\u00fe',
  'bad\u00fe\u00ff',
  'bad\u00c3',
  'badc',
]

/** A named pipe, which nobody writes into: whoever opens it waits for ever. */
export function makeFifo(...places: string[]): void {
  const program = 'mkfifo'
  execFileSync(program, places)
}

/** What was put into a tree. */
export type Tree = { files: number; bytes: number; readonly time: Date }

/** Long enough ago, and the same for all trees of a test: what is alike is then alike in its time, too. */
const hourAgo = new Date(Math.floor(Date.now() / 1000 - 3600) * 1000)

/** Fills a folder with everything that a vault may hold and that a backup must not stumble over. All of it is of an hour ago, but for its ctime. */
export async function weirdTree(root: string, options: { sockets?: boolean } = {}): Promise<Tree> {
  const tree: Tree = { files: 0, bytes: 0, time: hourAgo }
  const at = (name: string) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')])
  const file = (name: string, content: string | Buffer = `content of ${name}\n`) => {
    writeFileSync(at(name), content)
    utimesSync(at(name), hourAgo, hourAgo)
    tree.files += 1
    tree.bytes += Buffer.byteLength(content)
  }
  for (const folder of folders) mkdirSync(path.join(root, folder), { recursive: true })
  for (const name of oddNames) file(name)
  for (const folder of ['a', 'a!', 'a-b', 'a b', 'a0', '-folder', '.git/objects', 'deep/er/than/most']) file(`${folder}/z.md`)
  for (const name of oddNames.slice(0, 6)) file(`a/${name}`, `again ${name}`)
  file('void', '')
  file('large.bin', Buffer.alloc(5 * 1024 * 1024, 'pattern'))
  linkSync(at('ideas.md'), at('hard link.md'))
  tree.files += 1
  tree.bytes += Buffer.byteLength('content of ideas.md\n')
  symlinkSync('ideas.md', at('link'))
  symlinkSync('/nowhere/at/all', at('dangling'))
  symlinkSync('loop', at('loop'))
  symlinkSync('a', at('link to folder'))
  // restic leaves out what is marked as a cache, but for the mark itself.
  file('cache/CACHEDIR.TAG', 'Signature: 8a477f597d28d172789f06886806bc55\n')
  writeFileSync(at('cache/junk'), 'junk')
  makeFifo(path.join(root, 'fifo'))
  if (options.sockets !== false) {
    const server = createServer()
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(path.join(root, 'sock'), resolve))
    server.unref()
  }
  return tree
}
