import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readyIndex } from '../../../main/engine/index/open-index.ts'
import { walkEntries } from '../../../main/engine/index/walk-entries.ts'
import { problemOfError } from '../../../main/engine/problem-of-error.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { undo } from '../../../main/engine/runs/undo-run.ts'
import { pathBytes } from '../../../main/engine/verify/walk-source.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { type IndexBench, indexBench } from '../../helpers/index-bench.ts'
import { randomName } from '../../helpers/random-name.ts'
import { manifest } from '../../helpers/random-tree.ts'
import { between, pick, type Random, seeded } from '../../helpers/seeded.ts'
import { isSaid } from '../../helpers/sweep-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'
import { makeFifo } from '../../helpers/weird-tree.ts'

const seed = seedOf(20261122)
const vaults = howMany(3, 100)
/** Restored one by one, of each vault. */
const alone = 4

let bench: IndexBench
beforeAll(async () => {
  bench = await indexBench()
}, 60_000)

/** Fills a folder with files and folders of random names. @returns their paths, one character per byte */
function fill(random: Random, root: string, prefix = '', deep = 2): string[] {
  return Array.from({ length: between(random, 8, 16) }, () => randomName(random)).flatMap((name) => {
    const at = prefix === '' ? name : `${prefix}/${name}`
    const place = pathBytes(`${Buffer.from(root).toString('latin1')}/${at}`)
    try {
      if (deep > 0 && random() < 0.15) {
        mkdirSync(place)
        return [at, ...fill(random, root, at, deep - 1)]
      }
      writeFileSync(place, `content of ${at}`, { flag: 'wx' })
      return [at]
    } catch (error) {
      // The same name once more.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return []
      throw error
    }
  })
}

/** All that can be told of what is in a folder; the folder itself is made by the restore. */
const inside = (folder: string) => manifest(folder).filter((line) => !line.startsWith('"" '))

/** The lines of what is shown by one path, with what is below it, as if it lay in a folder of its own. */
function below(lines: readonly string[], shown: string): string[] {
  const depth = shown.split('/').length - 1
  return lines
    .filter((line) => {
      const path = asRestic(pathOf(line))
      return path === shown || path.startsWith(`${shown}/`)
    })
    .map((line) => {
      const path = JSON.stringify(pathOf(line))
      const within = pathOf(line).split('/').slice(depth).join('/')
      return `${JSON.stringify(within)}${line.slice(path.length)}`
    })
    .sort()
}

/** The path of a line of a manifest, one character per byte. */
const pathOf = (line: string): string => JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(line)?.[0] ?? '""')

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A path as restic tells it: each byte that is not part of a character is one U+FFFD. */
function asRestic(path: string): string {
  const bytes = pathBytes(path)
  let shown = ''
  for (let at = 0; at < bytes.length; ) {
    const [character, length] = [1, 2, 3, 4]
      .map((many) => [textOf(bytes.subarray(at, at + many)), many] as const)
      .find(([text]) => text !== undefined) ?? ['\ufffd', 1]
    shown += character
    at += length
  }
  return shown
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

describe('names that are any bytes', { timeout: 60_000 + vaults * 20_000 }, () => {
  const wrong: string[] = []
  let names = 0
  let [restored, refused] = [0, 0]
  afterAll(() =>
    noteFigure('names-as-bytes', {
      says: 'names of random bytes: backed up, listed, restored whole and by path, byte for byte',
      seed,
      cases: names,
      wrong: wrong.length,
      also: `${restored} restored by path, ${refused} refused with a reason`,
    }),
  )

  it('are backed up, proven, listed and restored as they are; what has no path that can be typed is refused with a reason', async () => {
    const { core, opened, host } = bench
    for (let number = 0; number < vaults; number++) {
      const random = seeded(seed + number)
      const vault = temporaryFolder('vault')
      const paths = fill(random, vault)
      names += paths.length
      const tell = (what: string) => wrong.push(`VAULTKEEPER_SEED=${seed + number}: ${what}`)
      const before = inside(vault)
      const ended = await backup(core, { folder: vault, verify: true }, testHost())
      const snapshot = ended.result?.snapshot ?? expect.fail(JSON.stringify(ended))
      if (ended.verdict !== 'done') tell(`the backup: ${JSON.stringify(ended)}`)

      const index = await readyIndex(core, opened, host, [snapshot])
      const listed = [...walkEntries(index, snapshot)].map((entry) => entry.path).sort()
      index.close()
      expect(listed).toEqual(paths.map(asRestic).sort())

      const whole = path.join(temporaryFolder('whole'), 'new')
      const request = { vault: undefined, overwrite: undefined, verify: true }
      const back = await restore(core, { ...request, reference: snapshot, target: whole }, testHost())
      if (back.verdict !== 'done') tell(`the restore: ${JSON.stringify(back)}`)
      expect(inside(whole)).toEqual(before)

      for (let count = 0; count < alone; count++) {
        const one = pick(random, paths)
        const target = path.join(temporaryFolder('one'), 'new')
        const about = JSON.stringify(one)
        try {
          const shown = asRestic(one)
          const got = await restore(core, { ...request, reference: `${snapshot}:${shown}`, target }, testHost())
          if (got.verdict === 'done') {
            const [there, meant] = [inside(target), below(before, shown)]
            if (there.join('\n') === meant.join('\n')) restored += 1
            else tell(`${about} is said to be restored, and there is ${there.join('\n')} instead of ${meant.join('\n')}`)
          } else if (got.problem === undefined || got.problem === null || !isSaid(got.problem)) tell(`${about}: ${JSON.stringify(got)}`)
          else if (shown.includes('\ufffd')) refused += 1
          else tell(`${about} can be typed, and is refused: ${JSON.stringify(got.problem)}`)
        } catch (error) {
          tell(`${about}: ${JSON.stringify(problemOfError(error))}`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect([names > 10 * vaults, restored > 0]).toEqual([true, true])
  })

  it('do not take their neighbours with them, be it away or along, though their patterns mean those as well', async () => {
    const { core } = bench
    const vault = temporaryFolder('vault')
    const at = (name: string) => Buffer.concat([Buffer.from(`${vault}/`), Buffer.from(name, 'latin1')])
    for (const name of ['\xff', 'ab', 'a\xff', 'c']) mkdirSync(at(name))
    for (const name of ['ab/x', 'a\xff/x', 'a', 'b', 'c/ab']) writeFileSync(at(name), `content of ${name}`)
    // Left out of a restore, with names whose patterns mean their neighbours.
    for (const name of ['c/a\xff', '\xfe']) {
      const fifo = path.join(temporaryFolder('fifo'), 'fifo')
      makeFifo(fifo)
      renameSync(fifo, at(name))
    }
    const ended = await backup(core, { folder: vault, verify: false }, testHost())
    const snapshot = ended.result?.snapshot ?? expect.fail(JSON.stringify(ended))
    const request = { vault: undefined, overwrite: 'always', verify: true } as const
    const all = path.join(temporaryFolder('all'), 'new')
    const whole = await restore(core, { ...request, reference: snapshot, target: all }, testHost())
    // The folder that is shown as one of those is: that is told, for both are one to restic.
    expect([whole.verdict, whole.warnings.length]).toEqual(['warnings', 3])
    expect(whole.warnings).toContainEqual(expect.stringMatching(/^Not restored: \ufffd \(its name is no text, and looks like/))
    expect(inside(all)).toEqual(inside(vault).filter((line) => !/^"[^"]*" other |^"\xff"/.test(line)))

    const target = temporaryFolder('target')
    writeFileSync(path.join(target, 'ab'), 'mine')
    mkdirSync(path.join(target, 'a'))
    const one = await restore(core, { ...request, reference: `${snapshot}:a\ufffd`, target }, testHost())
    expect([one.verdict, readFileSync(path.join(target, 'ab'), 'utf8')]).toEqual(['done', 'mine'])
    expect(inside(target).map((line) => pathOf(line))).toEqual(['a', 'ab', 'a\xff', 'a\xff/x'])
  })

  it('stay as they are when a restore is taken back, and their neighbours are put back all the same', async () => {
    const { core } = bench
    const [vault, target] = [temporaryFolder('vault'), temporaryFolder('target')]
    const odd = Buffer.concat([Buffer.from(`${target}/`), Buffer.from('a\xff', 'latin1')])
    for (const folder of [vault, target])
      for (const name of ['a\xff', 'ab']) {
        const place = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')])
        writeFileSync(place, folder === vault ? 'of the backup' : 'mine')
      }
    const ended = await backup(core, { folder: vault, verify: false }, testHost())
    const request = { vault: undefined, overwrite: 'always', verify: true, target } as const
    const restored = await restore(core, { ...request, reference: ended.result?.snapshot ?? '' }, testHost())
    expect(readFileSync(path.join(target, 'ab'), 'utf8')).toBe('of the backup')
    // A folder with something in it is in the way of what was there.
    rmSync(odd)
    mkdirSync(odd)
    writeFileSync(Buffer.concat([odd, Buffer.from('/since.md')]), 'since')
    const undone = await undo(core, restored.run, testHost())
    expect([undone.verdict, undone.warnings.length]).toEqual(['warnings', 1])
    expect(readFileSync(path.join(target, 'ab'), 'utf8')).toBe('mine')
    expect(readFileSync(Buffer.concat([odd, Buffer.from('/since.md')]), 'utf8')).toBe('since')
  })
})
