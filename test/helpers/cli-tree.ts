import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Writes `count` short notes into a few folders, each different from the others. */
export function writeNotes(folder: string, count: number): void {
  for (let number = 0; number < count; number++) {
    const place = path.join(folder, `area ${number % 7}`, `topic-${number % 3}`)
    mkdirSync(place, { recursive: true })
    writeFileSync(
      path.join(place, `note ${number}.md`),
      `# Note ${number}\n\n${'Something worth keeping. '.repeat(number % 40)}${number}\n`,
    )
  }
}

/** Writes one file of random bytes, which neither compress nor repeat. */
export function writeRandom(file: string, megabytes: number): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, randomBytes(megabytes * 1_000_000))
}

/** Names that have broken programs before. Bytes, because not all of them are text. */
const weirdNames: readonly Buffer[] = [
  Buffer.from('two\nlines.md'),
  Buffer.from('-rf'),
  Buffer.from('--help'),
  Buffer.from('it\'s "quoted".md'),
  Buffer.from('$(touch x) `id` ;&|.md'),
  Buffer.from('back\\slash.md'),
  Buffer.from('stars * and [brackets]?.md'),
  Buffer.from('emoji 🗝️ vault.md'),
  Buffer.from('caf\u00e9.md'),
  Buffer.from('cafe\u0301.md'),
  Buffer.from('tab\there.md'),
  Buffer.from('esc\x1b[31mred.md'),
  Buffer.from(' leading and trailing '),
  Buffer.from('trailing dot.'),
  Buffer.from('#hash !bang'),
  Buffer.concat([Buffer.from('latin1-'), Buffer.from([0xe9, 0xff, 0xfe]), Buffer.from('.md')]),
  Buffer.concat([Buffer.from([0x80]), Buffer.from('starts wrong')]),
  Buffer.from(`${'x'.repeat(252)}.md`),
]

/** A folder with everything that a file system can hold and a backup must give back: names, modes, times, links, empty folders. */
export function writeWeirdTree(folder: string): void {
  const inFolder = (name: Buffer | string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)])
  mkdirSync(folder, { recursive: true })
  for (const [number, name] of weirdNames.entries()) writeFileSync(inFolder(name), `content ${number}\n`)
  for (const name of ['empty', 'empty/deeper', 'café 🗂', 'shut']) mkdirSync(inFolder(name), { recursive: true })
  const badFolder = Buffer.from([0x66, 0xff, 0x6f])
  mkdirSync(inFolder(badFolder))
  writeFileSync(Buffer.concat([inFolder(badFolder), Buffer.from('/inside.md')]), 'in a folder whose name is no text\n')
  writeFileSync(inFolder('empty file'), '')
  writeFileSync(inFolder('zeros.bin'), Buffer.alloc(300_000))
  writeFileSync(inFolder('random.bin'), randomBytes(700_000))
  for (const [name, mode] of [
    ['mode 0640', 0o640],
    ['mode 0600', 0o600],
    ['mode 0755', 0o755],
    ['mode 0444', 0o444],
  ] as const) {
    writeFileSync(inFolder(name), name)
    chmodSync(inFolder(name), mode)
  }
  chmodSync(inFolder('shut'), 0o700)
  symlinkSync('mode 0640', inFolder('link to a file'))
  symlinkSync('empty', inFolder('link to a folder'))
  symlinkSync('nowhere/at all', inFolder('link to nothing'))
  symlinkSync('/etc/hostname', inFolder('link to elsewhere'))
  const touch = (name: string, time: string) => run('touch', ['-h', '-d', time, `${folder}/${name}`])
  touch('mode 0600', '1999-12-31 23:59:59.000000001 UTC')
  touch('mode 0755', '2031-07-08 09:10:11.987654321 UTC')
  touch('link to nothing', '2012-03-04 05:06:07.123456789 UTC')
  touch('empty/deeper', '2013-03-04 05:06:07.111111111 UTC')
  touch('empty', '2014-03-04 05:06:07.222222222 UTC')
}

/** What differs between two folders: content by `diff`, and kind, mode, owner, size, time to the nanosecond and link target of every entry. */
export function differences(one: string, other: string): string[] {
  const content = spawnSync('diff', ['-r', '--no-dereference', one, other], { encoding: 'latin1', maxBuffer: 1e8 })
  const left = entries(one)
  const right = entries(other)
  return [
    ...(content.status === 0 ? [] : [content.stdout.slice(0, 2_000), content.stderr.slice(0, 2_000)].filter(Boolean)),
    ...left.filter((entry) => !right.includes(entry)).map((entry) => `only in ${one}: ${entry}`),
    ...right.filter((entry) => !left.includes(entry)).map((entry) => `only in ${other}: ${entry}`),
  ]
}

/** Every entry below a folder, in one line each; folders have no size of their own. */
export function entries(folder: string): string[] {
  const format = '%y %m %U:%G %T@'
  const found = spawnSync(
    'find',
    [folder, '-mindepth', '1', '(', '-type', 'f', '-printf', `${format} %s %P\\0`, ')', '-o', '-printf', `${format} -> %l %P\\0`],
    { encoding: 'latin1', maxBuffer: 1e8 },
  )
  if (found.status !== 0) throw new Error(`find ${folder}: ${found.stderr}`)
  return found.stdout.split('\0').slice(0, -1).sort()
}

function run(program: string, parameters: string[]): void {
  const ended = spawnSync(program, parameters, { encoding: 'utf8' })
  if (ended.status !== 0) throw new Error(`${program}: ${ended.stderr}`)
}
