import {
  chmodSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** What is written down of an entry, in a line: kind and rights (octal), time of change (ns since 1970), where a link leads, how many names its file has. */
function lineOf(file: string): string {
  const stats = lstatSync(file, { bigint: true })
  const leads = stats.isSymbolicLink() ? readlinkSync(file) : ''
  const names = stats.isFile() ? stats.nlink : 1n
  return `${stats.mode.toString(8)} ${stats.mtimeNs} ${leads} ${names}`
}

/** Lines of all entries below a folder, by their paths. */
function recordOf(folder: string): Map<string, string> {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return new Map(found.map((name) => [name, lineOf(path.join(folder, name))]))
}

/** Entries with times of other centuries and parts of seconds, rights of all sorts and links of all sorts come back as they were written down before the backup. */
export const kind: Kind = {
  id: 'J9',
  says: 'odd times, rights and links: restored as they were before the backup',
  operations: ['restore'],
  weight: 0.5,
  arm: async (bench, { random }) => {
    const folder = path.join(bench.vault, 'as they were')
    mkdirSync(path.join(folder, 'deep', 'deeper'), { recursive: true })
    // Seconds since 1970, with parts of them: before it, at it, of a year that takes more than 32 bits.
    const times = [-86_400.5, 0, 1.000_001, 1e9 + 0.123_456, 2 ** 31 + 0.5, 4e9 + 0.999_999]
    for (let number = between(random, 6, 14); number > 0; number--) {
      const file = path.join(folder, pick(random, ['', 'deep', 'deep/deeper']), `file ${number}`)
      writeFileSync(file, `${number}`)
      const links = [() => symlinkSync(`nowhere ${number}`, `${file} symbolic`), () => linkSync(file, `${file} hard`), () => undefined]
      pick(random, links)()
      chmodSync(file, pick(random, [0o400, 0o444, 0o600, 0o640, 0o755, 0o777] as const))
      const time = pick(random, times)
      utimesSync(file, time, time)
    }
    symlinkSync('deeper', path.join(folder, 'deep', 'to a folder'))
    for (const [name, time] of [
      ['deep/to a folder', 12_345.25],
      ['deep/deeper', 1e9],
      ['deep', 4e9],
      ['', 1.5],
    ] as const)
      lutimesSync(path.join(folder, name), time, time)
    chmodSync(path.join(folder, 'deep', 'deeper'), 0o550)
    const before = recordOf(folder)
    const stored = await bench.json(['backup', 'daily'])
    return {
      hit: ({ code }) => before.size > 0 && stored.code === 0 && code === 0,
      wrong: ({ code, answer }) => {
        if (stored.code !== 0) return [`J9: the backup ended with ${stored.code}: ${stored.answer?.problem?.sentence}`]
        if (code !== 0) return [`J9: ended with ${code}: ${answer?.problem?.sentence}`]
        const back = path.join(bench.back, 'as they were')
        const after = recordOf(back)
        return [
          ...[...before]
            .filter(([name, line]) => after.get(name) !== line)
            .map(([name, line]) => `${name}: ${line} became ${after.get(name)}`),
          ...[...after.keys()].filter((name) => !before.has(name)).map((name) => `${name} was not there`),
          ...[...before.keys()]
            .filter((name) => name.endsWith(' hard'))
            .filter((name) => lstatSync(path.join(back, name)).ino !== lstatSync(path.join(back, name.slice(0, -5))).ino)
            .map((name) => `${name} is a file of its own`),
        ].map((one) => `J9: ${one}`)
      },
    }
  },
}
