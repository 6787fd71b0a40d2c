import { mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import type { VerificationReport } from '../../../main/contract/verification-report.ts'
import { verificationProblem } from '../../../main/engine/runs/judge-backup.ts'
import { everything } from '../../../main/engine/selection/selection.ts'
import { chooseFiles } from '../../../main/engine/verify/choose-files.ts'
import { compareFile, compareLink, hashFile, touchedSince } from '../../../main/engine/verify/compare-file.ts'
import { compareLedger } from '../../../main/engine/verify/compare-ledger.ts'
import { noFindings } from '../../../main/engine/verify/findings.ts'
import { isInSample, planReadBack } from '../../../main/engine/verify/plan-read-back.ts'
import { itemsOfTar } from '../../../main/engine/verify/read-back-items.ts'
import { readBackWhole, relativeItem } from '../../../main/engine/verify/read-back-whole.ts'
import { isProven } from '../../../main/engine/verify/verify-snapshot.ts'
import { shownPath, walkSource } from '../../../main/engine/verify/walk-source.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { makeFifo } from '../../helpers/weird-tree.ts'

const hour = 3_600_000
const sha256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae' // of "foo"

describe('the plan of a read-back', () => {
  const size = fc.integer({ min: 0, max: 2 ** 40 })
  const files = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 5_000_000 }))

  it('reads nothing whole that is over the budget, and chooses at least a few files', () => {
    fc.assert(
      fc.property(files, size, fc.nat(), size, (number, bytes, added, budget) => {
        const plan = planReadBack({ files: number, bytes, added, budget })
        if (plan.how === 'whole') expect(bytes).toBeLessThanOrEqual(budget)
        else {
          expect(plan.most).toBeGreaterThanOrEqual(20)
          expect(plan.most).toBeLessThanOrEqual(1000)
          expect(Math.log2(plan.rotation) % 1).toBe(0)
        }
      }),
    )
  })

  it('reads a first backup whole when it fits, and picks from a large one of which little is new', () => {
    expect(planReadBack({ files: 500, bytes: 1e6, added: 500, budget: 1e8 })).toEqual({ how: 'whole' })
    expect(planReadBack({ files: 0, bytes: 0, added: 0, budget: 1e8 })).toEqual({ how: 'whole' })
    expect(planReadBack({ files: 20_000, bytes: 1e6, added: 3, budget: 1e8 })).toEqual({ how: 'selected', most: 1000, rotation: 1024 })
    expect(planReadBack({ files: 500, bytes: 1e9, added: 500, budget: 1e8 })).toMatchObject({ how: 'selected' })
  })

  it('gives every path its turn once in a rotation, and in each turn about as many', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 12 }), fc.nat(), (name, power, start) => {
        const rotation = 2 ** power
        let turns = 0
        for (let turn = start; turn < start + rotation; turn++) if (isInSample(name, rotation, turn)) turns += 1
        expect(turns).toBe(1)
      }),
    )
    const perTurn = new Array<number>(16).fill(0)
    for (let i = 0; i < 1600; i++)
      for (let turn = 0; turn < 16; turn++) if (isInSample(`notes/2026/${i}.md`, 16, turn)) perTurn[turn] = (perTurn[turn] ?? 0) + 1
    expect(Math.min(...perTurn)).toBeGreaterThan(60)
    expect(Math.max(...perTurn)).toBeLessThan(150)
  })
})

describe('choosing files', () => {
  const root = temporaryFolder('choose')
  const sizes = new Map<string, number>()
  for (let i = 0; i < 120; i++) {
    const name = `f${String(i).padStart(3, '0')}`
    sizes.set(name, i * 10)
    writeFileSync(path.join(root, name), 'x'.repeat(i * 10))
  }
  const total = [...sizes.values()].reduce((sum, one) => sum + one, 0)
  // Their ctime is now, whatever is done: as if it were later, they are old; as if it were earlier, they are this run's.
  const later = Date.now() + hour
  const choose = async (options: { since: number; added?: number; most?: number; budget?: number; turn?: number; begun?: number }) => {
    const found = noFindings()
    const usual = { begun: later, added: 0, most: 1000, budget: 1e9, rotation: 4, turn: 0 }
    const chosen = await chooseFiles(root, everything, { ...usual, ...options }, found)
    return { ...chosen, left: found.leftFiles }
  }

  it('takes what this run touched, up to the budget in files and bytes, and counts what it leaves', async () => {
    expect(await choose({ since: 0 })).toMatchObject({ bytes: total, files: 120, totalBytes: total, touched: 0, left: 0 })
    await fc.assert(
      fc.asyncProperty(fc.nat(150), fc.nat(total), async (most, budget) => {
        const { paths, bytes, files, left } = await choose({ since: 0, most, budget })
        expect(paths.length).toBeLessThanOrEqual(most)
        expect(bytes).toBeLessThanOrEqual(budget)
        expect(bytes).toBe(paths.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0))
        expect(paths.length + left).toBe(files)
      }),
      { numRuns: 15 },
    )
  })

  it('gives every old file its turn within one rotation', async () => {
    const turns = await Promise.all([0, 1, 2, 3].map((turn) => choose({ since: later, turn })))
    expect(turns.flatMap(({ paths }) => paths).toSorted()).toEqual([...sizes.keys()])
    for (const { left } of turns) expect(left).toBe(0)
  })

  it('leaves alone what was touched since the run began: nothing can be said of it', async () => {
    expect(await choose({ since: 0, begun: 1 })).toMatchObject({ paths: [], files: 120, touched: 120, left: 0 })
    expect(await choose({ since: 1, begun: 1, added: 9 })).toMatchObject({ paths: [], files: 120, touched: 120, left: 0 })
  })

  it('takes every file for new where times do not tell: since a time that is yet to come, and of fewer than were counted', async () => {
    expect(await choose({ since: later + 1, most: 50 })).toMatchObject({ files: 120, left: 70 })
    expect(await choose({ since: later, added: 1, most: 50 })).toMatchObject({ files: 120, left: 70 })
    expect(await choose({ since: 1, added: 120, most: 50 })).toMatchObject({ files: 120, left: 70 })
    expect((await choose({ since: later, most: 50 })).paths.length).toBeLessThan(50)
  })
})

describe('comparing a file', () => {
  const folder = temporaryFolder('compare')
  const file = path.join(folder, 'file')
  writeFileSync(file, 'foo')
  const { mtime } = statSync(file)
  const later = Date.now() + hour
  const back = { size: 3, mtime, sha256 }

  it('finds what is equal, and what is not though nobody touched it', async () => {
    expect(await compareFile(file, back, later)).toBe('equal')
    expect(await compareFile(file, { ...back, sha256: sha256.replace('2', '3') }, later)).toBe('different')
    expect(await compareFile(file, { ...back, size: 4 }, later)).toBe('different')
    expect(await compareFile(file, { ...back, size: 4, mtime: undefined }, later)).toBe('different')
  })

  it('calls nothing corrupt that was touched since, is of another time, is gone, or is something else now', async () => {
    const wrong = { ...back, sha256: sha256.replace('2', '3') }
    expect(await compareFile(file, wrong, Date.now() - hour)).toBe('changed-since')
    expect(await compareFile(file, { ...wrong, mtime: new Date(mtime.getTime() - 5_000) }, later)).toBe('changed-since')
    expect(await compareFile(path.join(folder, 'gone'), wrong, later)).toBe('changed-since')
    expect(await compareFile(folder, wrong, later)).toBe('changed-since')
    symlinkSync('file', path.join(folder, 'link'))
    expect(await compareFile(path.join(folder, 'link'), wrong, later)).toBe('changed-since')
  })

  it('cannot be deceived by a time that was set back: the ctime tells', async () => {
    const changed = path.join(folder, 'changed')
    writeFileSync(changed, 'foo')
    const begun = Date.now() - hour
    utimesSync(changed, new Date(begun - hour), new Date(begun - hour))
    expect(await compareFile(changed, { ...back, sha256: '0'.repeat(64) }, begun)).toBe('changed-since')
  })

  it('is not put off by a time that is yet to come, nor by one that is newer: the content is asked first', async () => {
    const ahead = path.join(folder, 'ahead')
    writeFileSync(ahead, 'foo')
    utimesSync(ahead, new Date(later * 2), new Date(later * 2))
    const since = statSync(ahead).ctimeMs + 1_000
    expect(touchedSince(statSync(ahead), since)).toBe(false)
    expect(await compareFile(ahead, { ...back, mtime: undefined }, since)).toBe('equal')
    expect(await compareFile(ahead, { ...back, mtime: undefined, sha256: '0'.repeat(64) }, since)).toBe('different')
    expect(await compareFile(file, back, Date.now() - hour)).toBe('equal')
  })

  it('reads a large file in pieces, and never waits for a FIFO or follows a link', async () => {
    const large = path.join(folder, 'large')
    writeFileSync(large, Buffer.alloc(9 * 1024 * 1024))
    expect(await hashFile(large, 9 * 1024 * 1024)).toBe(await hashFile(large, 1))
    expect(await hashFile(file, 3)).toBe(sha256)
    makeFifo(path.join(folder, 'fifo'))
    expect(await hashFile(path.join(folder, 'fifo'), 3)).not.toBe(sha256)
    expect(await hashFile(path.join(folder, 'link'), 3)).toBe('')
    expect(await hashFile(path.join(folder, 'gone'), 3)).toBe('')
  })

  it('compares a link by where it leads', () => {
    const link = path.join(folder, 'to-file')
    symlinkSync('file', link)
    expect(compareLink(link, 'file', later)).toBe('equal')
    expect(compareLink(link, 'file', Date.now() - hour)).toBe('equal')
    expect(compareLink(link, 'other', later)).toBe('different')
    expect(compareLink(link, 'other', Date.now() - hour)).toBe('changed-since')
    expect(compareLink(file, 'file', later)).toBe('changed-since')
  })
})

describe('a whole read-back', () => {
  const root = temporaryFolder('whole')
  for (const [name, content] of [
    ['a', 'foo'],
    ['b', 'bar'],
    ['d/e', 'foo'],
  ] as const) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), content)
  }
  const mtime = new Date()
  const against = async (entries: Record<string, string>, options: { begun?: number; unreadable?: string[] } = {}) => {
    const tar = pack()
    for (const [name, content] of Object.entries(entries)) {
      if (name.endsWith('/')) tar.entry({ name: `/${name}`, type: 'directory', mtime })
      else tar.entry({ name: `/${name}`, mtime }, content)
    }
    tar.finalize()
    const found = noFindings()
    const begun = options.begun ?? Date.now() + hour
    await readBackWhole(
      itemsOfTar(Readable.from(tar)),
      { root, selection: everything, begun, unreadable: new Set(options.unreadable), onFile: () => undefined },
      found,
    )
    return found
  }
  const sound = { a: 'foo', b: 'bar', 'd/': '', 'd/e': 'foo' }

  it('finds everything equal', async () => {
    expect(await against(sound)).toMatchObject({ comparedFiles: 3, comparedBytes: 9, readFiles: 3, changedSince: 0, findingCount: 0 })
  })

  it('finds what is different, and what is missing, wherever it stands', async () => {
    const { d: _, ...rest } = { ...sound, d: '' }
    expect((await against({ ...rest, b: 'baz' })).findings).toMatchObject([{ path: 'b', finding: 'different' }])
    expect((await against({ b: 'bar', 'd/': '', 'd/e': 'foo' })).findings).toMatchObject([{ path: 'a', finding: 'missing' }])
    expect((await against({ a: 'foo', b: 'bar', 'd/': '' })).findings).toMatchObject([{ path: 'd/e', finding: 'missing' }])
    expect((await against({})).findings.map((one) => one.path)).toEqual(['a', 'b', 'd', 'd/e'])
  })

  it('judges nothing that was touched since, was told as unreadable, or is only in the snapshot', async () => {
    expect(await against({ a: 'old' }, { begun: Date.now() - hour })).toMatchObject({ findingCount: 0, changedSince: 1 })
    expect(await against({ a: 'foo', b: 'bar' }, { unreadable: ['d'] })).toMatchObject({ findingCount: 0, comparedFiles: 2 })
    expect(await against({ ...sound, 'd/f': 'gone since', z: 'gone since' })).toMatchObject({ findingCount: 0, changedSince: 2 })
  })

  it.each([0.7, 0.05, 0.9])('fails when the archive is cut off, here at %d of it', async (part) => {
    const tar = pack()
    for (const name of ['/a', '/b']) tar.entry({ name }, 'x'.repeat(3000))
    tar.finalize()
    const chunks: Buffer[] = []
    for await (const chunk of tar) chunks.push(chunk as Buffer)
    const whole = Buffer.concat(chunks)
    const cut = Readable.from([whole.subarray(0, Math.floor((whole.length - 1024) * part))])
    const options = { root, selection: everything, begun: 0, unreadable: new Set<string>(), onFile: () => undefined }
    await expect(readBackWhole(itemsOfTar(cut), options, noFindings())).rejects.toThrow()
  })

  it('fails when the archive comes to grief', async () => {
    const broken = new Readable({ read: () => undefined })
    const options = { root, selection: everything, begun: 0, unreadable: new Set<string>(), onFile: () => undefined }
    const reading = readBackWhole(itemsOfTar(broken), options, noFindings())
    broken.destroy(new Error('torn away'))
    await expect(reading).rejects.toThrow('torn away')
  })
})

it('what restic calls an item is a path in the vault', () => {
  expect(relativeItem('/vault/a/b', '/vault')).toBe('a/b')
  expect(relativeItem('/a/b', '/vault')).toBe('a/b')
  expect(relativeItem('a/b', '/vault')).toBe('a/b')
  expect(relativeItem('/vaulted/b', '/vault')).toBe('vaulted/b')
})

it('the ledger tells what has vanished and what is new', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(9).map(String)), fc.uniqueArray(fc.nat(9).map(String)), (ledger, present) => {
      const { vanished, unknown } = compareLedger(ledger, present)
      expect(new Set([...present, ...vanished])).toEqual(new Set([...ledger, ...unknown]))
      for (const id of vanished) expect(present).not.toContain(id)
      for (const id of unknown) expect(ledger).not.toContain(id)
    }),
  )
})

describe('a report', () => {
  const good: VerificationReport = {
    how: 'whole',
    comparedFiles: 1,
    comparedBytes: 1,
    changedSince: 0,
    leftFiles: 0,
    countsAgree: true,
    findings: [],
    findingCount: 0,
    vanishedSnapshots: [],
    unknownSnapshots: [],
    duration: 1,
  }
  const counts = { files: 1, bytes: 1, filesNew: 1, filesChanged: 0, bytesStored: 1 }
  const finding = { path: 'ideas.md', finding: 'different' as const, why: 'it differs' }
  const problem = (report: VerificationReport | null) => verificationProblem({ report, label: 'manual/x', counts })

  it.each([
    ['nothing is wrong', good, true, undefined],
    ['files changed meanwhile', { ...good, changedSince: 5, countsAgree: null }, true, undefined],
    ['others use the repository too', { ...good, unknownSnapshots: ['x'] }, true, undefined],
    ['a file differs', { ...good, findings: [finding], findingCount: 3 }, false, 'read-back-failed'],
    ['findings were too many to name', { ...good, findingCount: 1 }, false, 'counts-differ'],
    ['nothing was read of what is new', { ...good, comparedFiles: 0, leftFiles: 3 }, false, 'nothing-read-back'],
    ['counts differ', { ...good, countsAgree: false }, false, 'counts-differ'],
    ['a snapshot vanished', { ...good, vanishedSnapshots: ['abc'] }, false, 'snapshots-vanished'],
  ] as const)('proves the snapshot or not: %s', (_, report, proven, code) => {
    expect(isProven(report as VerificationReport)).toBe(proven)
    expect(problem(report as VerificationReport)?.code).toBe(code)
  })

  it('that is not there proves nothing', () => {
    expect(problem(null)?.code).toBe('not-verified')
  })

  it('names the first file and counts the others', () => {
    expect(problem({ ...good, findings: [finding], findingCount: 3 })?.sentence).toContain('ideas.md and 2 more: it differs')
  })

  it('keeps findings within bounds, but counts them all', () => {
    const found = noFindings()
    for (let i = 0; i < 1000; i++) found.add(finding)
    expect([found.findings.length, found.findingCount]).toEqual([200, 1000])
  })
})

describe('the walk', () => {
  it('leaves out what it is told to, and shows bytes that are no UTF-8 as restic does', async () => {
    const root = temporaryFolder('walk')
    mkdirSync(path.join(root, 'home', 'deep'), { recursive: true })
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]), 'x')
    const paths: string[] = []
    for await (const { path: one } of walkSource(root, { ...everything, leftOut: new Set([path.join(root, 'home')]) })) paths.push(one)
    expect(paths).toEqual(['bad\u00ff'])
    expect(paths.map(shownPath)).toEqual(['bad\ufffd'])
    for await (const _ of walkSource(path.join(root, 'gone'), everything)) expect.unreachable()
  })
})
