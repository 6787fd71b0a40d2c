import { createCipheriv } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { usualAnomaly } from '../../../main/contract/configuration/usual-anomaly.ts'
import { type AnomalyCode, judgeChanges, judgeEncryption, noiseIn } from '../../../main/engine/anomalies/judge-changes.ts'
import { churnOf, mayBeAnomaly } from '../../../main/engine/anomalies/may-be-anomaly.ts'
import { measureChanges } from '../../../main/engine/anomalies/measure-changes.ts'
import { type ModelFile, type ModelVault, modelChanges, modelCounts, noise, ofKind, prose } from '../../helpers/model-vault.ts'
import { between, type Random, seeded } from '../../helpers/seeded.ts'

const rules = usualAnomaly
const first = Date.parse('2026-11-01T08:00:00Z')
const hour = 3_600_000

/** Notes, images, documents and a bit of code, as a person has them. */
function vaultOf(random: Random, files = 100): ModelVault {
  const vault: ModelVault = new Map()
  for (let index = 0; index < files; index += 1) {
    const [path, content] = fileOf(random, index)
    vault.set(path, { content, mtime: first + index * 60_000 })
  }
  return vault
}

function fileOf(random: Random, index: number): [string, Buffer] {
  const size = between(random, 40, 3000)
  switch (index % 10) {
    case 7:
      return [`photos/2026/IMG_${index}.jpg`, ofKind(random, '\xff\xd8\xff\xe0', size)]
    case 8:
      return [`papers/paper ${index}.docx`, ofKind(random, 'PK\x03\x04', size)]
    case 9:
      return [`code/src/module-${index}.ts`, prose(random, size)]
    default:
      return [`notes/${index % 3}/note-${index}.md`, prose(random, size)]
  }
}

/** What a day is to a vault: from the state before to the one after it. */
type Day = (vault: ModelVault, random: Random) => ModelVault

const encrypted = (content: Buffer, random: Random): Buffer => {
  const cipher = createCipheriv('aes-256-ctr', noise(random, 32), noise(random, 16))
  return Buffer.concat([cipher.update(content), cipher.final()])
}
/** Does something with a part of the files, those of some kind first where there is one. */
const some =
  (part: number, act: (path: string, file: ModelFile, random: Random) => readonly (readonly [string, ModelFile])[], only = /./): Day =>
  (vault, random) => {
    const chosen = [...vault.keys()].filter((path) => only.test(path))
    const wanted = new Set(chosen.toSorted(() => random() - 0.5).slice(0, Math.round(part * vault.size)))
    return new Map([...vault].flatMap(([path, file]) => (wanted.has(path) ? act(path, file, random) : ([[path, file]] as const))))
  }
const changed = (file: ModelFile, content: Buffer): ModelFile => ({ content, mtime: file.mtime + 30 * 24 * hour })
const added = (count: number, path: (index: number) => string, content: (random: Random) => Buffer): Day => {
  return (vault, random) =>
    new Map([
      ...vault,
      ...Array.from({ length: count }, (_, index) => [path(index), { content: content(random), mtime: first - index * hour }] as const),
    ])
}
const inTurn =
  (...days: Day[]): Day =>
  (vault, random) =>
    days.reduce((state, day) => day(state, random), vault)
const again = (times: number, day: Day): Day[] => Array.from({ length: times }, () => day)
const nothing: Day = (vault) => vault

const remove: Parameters<typeof some>[1] = () => []
const lock: Parameters<typeof some>[1] = (path, file, random) =>
  path.endsWith('.locked') ? [[path, file]] : [[`${path}.locked`, changed(file, encrypted(file.content, random))]]
const lockInPlace: Parameters<typeof some>[1] = (path, file, random) => [[path, changed(file, encrypted(file.content, random))]]
const edit: Parameters<typeof some>[1] = (path, file, random) => [
  [path, changed(file, prose(random, file.content.length + between(random, 0, 200)))],
]
const move =
  (to: (path: string) => string): Parameters<typeof some>[1] =>
  (path, file) => [[to(path), file]]

const bad: readonly (readonly [string, readonly Day[], AnomalyCode])[] = [
  ['rm -rf of what is in it', [some(1, remove)], 'vault-emptied'],
  [
    'a drive is not mounted, something else has been written there',
    [
      inTurn(
        some(1, remove),
        added(
          3,
          (n) => `.cache/${n}`,
          (random) => prose(random, 99),
        ),
      ),
    ],
    'vault-emptied',
  ],
  ['60 % are deleted', [some(0.6, remove)], 'mass-deletion'],
  [
    'a quarter is deleted, and as much is new',
    [
      inTurn(
        some(0.25, remove),
        added(
          60,
          (n) => `in/${n}.md`,
          (random) => prose(random, 500),
        ),
      ),
    ],
    'mass-deletion',
  ],
  ['60 % are encrypted under a new ending', [some(0.6, lock)], 'encryption'],
  [
    '60 % are encrypted under names that tell nothing',
    [some(0.6, (_path, file, random) => [[`${noise(random, 8).toString('hex')}`, changed(file, encrypted(file.content, random))]])],
    'encryption',
  ],
  ['30 % are encrypted in place, of the same size', [some(0.3, lockInPlace)], 'encryption'],
  ['encrypted slowly, over four days', again(4, some(0.15, lock)), 'encryption'],
  [
    'encrypted very slowly, in place, among honest edits',
    again(8, inTurn(some(0.04, lockInPlace, /notes/), some(0.02, edit, /code/))),
    'encryption',
  ],
  [
    'encrypted and made mailable',
    [
      some(0.5, (path, file, random) => [
        [
          `${path}.asc`,
          changed(file, Buffer.from((encrypted(file.content, random).toString('base64') + 'A'.repeat(160)).replace(/(.{76})/g, '$1\n'))),
        ],
      ]),
    ],
    'encryption',
  ],
  [
    'all notes are written over with the same text',
    [some(0.8, (path, file) => [[path, changed(file, Buffer.from('Oops, your files are mine now.\n'))]])],
    'mass-change',
  ],
  ['70 % have nothing in them any more', [some(0.7, (path, file) => [[path, changed(file, Buffer.alloc(0))]])], 'mass-deletion'],
]

const honest: readonly (readonly [string, readonly Day[]])[] = [
  ['nothing', [nothing]],
  ['a note a day, for a month', again(30, some(0.01, edit))],
  ['much writing, for two weeks', again(14, some(0.09, edit))],
  [
    'everything is renamed',
    [
      some(
        1,
        move((path) => path.replace(/([^/]+)$/, '2026 $1')),
      ),
    ],
  ],
  [
    'everything moves to another folder',
    [
      some(
        1,
        move((path) => `archive/${path}`),
      ),
    ],
  ],
  ['everything moves, and loses its times', [some(1, (path, file) => [[`archive/${path}`, { ...file, mtime: file.mtime + hour }]])]],
  [
    'a folder is renamed and edited a bit',
    [
      inTurn(
        some(
          0.5,
          move((path) => path.replace('notes/', 'journal/')),
          /notes/,
        ),
        some(0.05, edit),
      ),
    ],
  ],
  ['touch of everything', [some(1, (path, file) => [[path, { ...file, mtime: file.mtime + 90 * 24 * hour }]])]],
  [
    'a big import of notes',
    [
      added(
        5000,
        (n) => `import/${n}.md`,
        (random) => prose(random, 60),
      ),
    ],
  ],
  [
    'a big import of photos',
    [
      added(
        2000,
        (n) => `photos/new/${n}.jpg`,
        (random) => ofKind(random, '\xff\xd8\xff\xe1', 60),
      ),
    ],
  ],
  [
    'a big import of keys and other noise',
    [
      added(
        500,
        (n) => `secrets/${n}.key`,
        (random) => noise(random, 64),
      ),
    ],
  ],
  [
    'an import, and a few go',
    [
      inTurn(
        added(
          300,
          (n) => `import/${n}.md`,
          (random) => prose(random, 60),
        ),
        some(0.03, remove),
      ),
    ],
  ],
  ['a handful of a few files is deleted', [some(0.15, remove)]],
  ['19 files are deleted', [some(0.19, remove)]],
  [
    'photos are made smaller under new names',
    [
      some(
        0.1,
        (path, file, random) => [[path.replace('.jpg', '.webp'), changed(file, ofKind(random, 'RIFF', file.content.length / 2))]],
        /jpg/,
      ),
    ],
  ],
  [
    'photos are made smaller in place',
    [some(0.1, (path, file, random) => [[path, changed(file, ofKind(random, '\xff\xd8\xff\xe0', file.content.length / 2))]], /jpg/)],
  ],
  ['notes are packed with gzip', [some(0.6, (path, file) => [[`${path}.gz`, changed(file, gzipSync(file.content))]], /notes/)]],
  [
    'documents are saved anew',
    [some(0.1, (path, file, random) => [[path, changed(file, ofKind(random, 'PK\x03\x04', file.content.length + 9))]], /docx/)],
  ],
  [
    'documents are converted',
    [
      some(
        0.1,
        (path, file, random) => [[path.replace('.docx', '.pdf'), changed(file, ofKind(random, '%PDF-1.7', file.content.length))]],
        /docx/,
      ),
    ],
  ],
  [
    'another branch is checked out',
    [
      inTurn(
        some(0.1, edit),
        some(0.1, remove),
        added(
          30,
          (n) => `code/feature/${n}.ts`,
          (random) => prose(random, 300),
        ),
      ),
    ],
  ],
  ['40 % are edited by a program', [some(0.4, edit)]],
  [
    'line ends change in 45 %',
    [some(0.45, (path, file) => [[path, changed(file, Buffer.from(file.content.toString('latin1').replaceAll(' ', '\r\n')))]], /md|ts/)],
  ],
  ['files become executable or change owner', [some(1, (path, file) => [[path, { ...file, mtime: file.mtime + 1 }]])]],
  [
    'git packs its objects',
    [
      added(
        400,
        (n) => `code/.git/objects/${(n % 256).toString(16)}/${n}`,
        (random) => ofKind(random, 'x\x01', 40),
      ),
      inTurn(
        (vault) => new Map([...vault].filter(([path]) => !path.startsWith('code/.git/objects/'))),
        added(
          1,
          () => 'code/.git/objects/pack/pack-1.pack',
          (random) => ofKind(random, 'PACK', 4000),
        ),
      ),
    ],
  ],
  [
    'secrets are encrypted anew',
    [
      added(
        60,
        (n) => `secrets/${n}.gpg`,
        (random) => noise(random, 300),
      ),
      some(0.37, (path, file, random) => [[path, changed(file, noise(random, 320))]], /secrets/),
    ],
  ],
  ['a person encrypts ten notes', [some(0.09, lock, /notes/)]],
  [
    'drafts come and go',
    again(
      5,
      inTurn(
        some(0.1, remove, /notes|drafts/),
        added(
          10,
          (n) => `drafts/${n}.md`,
          (random) => prose(random, 200),
        ),
      ),
    ),
  ],
  [
    'a database and a log grow',
    [
      added(
        2,
        (n) => `data/${n}.db`,
        (random) => ofKind(random, 'SQLite format 3\0', 4000),
      ),
      ...again(
        10,
        some(0.02, (path, file, random) => [[path, changed(file, ofKind(random, 'SQLite format 3\0', 5000))]], /data/),
      ),
    ],
  ],
  [
    'duplicates are removed, the originals stay',
    [
      added(
        15,
        (n) => `copies/note-${n}.md`,
        (random) => prose(random, 100),
      ),
      some(0.13, remove, /copies/),
    ],
  ],
  [
    'notes get Latin letters, and another encoding',
    [
      some(
        0.3,
        (path, file) => [
          [path, changed(file, Buffer.concat([Buffer.from('\xdcber Gr\xf6\xdfe und \xc4hnliches: ', 'latin1'), file.content]))],
        ],
        /md/,
      ),
    ],
  ],
]

/** Does to a made-up vault what engine and restic do to a real one, day by day. */
async function judge(days: readonly Day[], random: Random, files: number): Promise<string> {
  let good = vaultOf(random, files)
  let reference = good
  let churn = 0
  for (const day of days) {
    const next = day(good, random)
    const counted = modelCounts(good, next)
    if (mayBeAnomaly(good.size, counted, churn, rules)) {
      const found = judgeChanges(await measure(good, next), rules)
      if (found.kind === 'anomaly') return found.code
      const since = await measure(reference, next)
      const little = judgeEncryption(since, rules)
      if (little.kind === 'anomaly') return little.code
      if (noiseIn(since) === 0) reference = next
      churn = 0
    } else churn += churnOf(good.size, counted)
    good = next
  }
  return 'none'
}

const measure = (before: ModelVault, after: ModelVault) => {
  const reader = (vault: ModelVault) => async (asked: readonly { path: string }[]) =>
    new Map(asked.map(({ path }) => [path, vault.get(path)?.content.subarray(0, 65536) ?? Buffer.alloc(0)]))
  const comparison = { changes: modelChanges(before, after), filesBefore: before.size, filesAfter: after.size, root: null }
  return measureChanges(comparison, rules, { before: reader(before), after: reader(after) })
}

describe('what is asked about', () => {
  it('has twelve bad days and thirty honest ones', () => expect([bad.length, honest.length]).toEqual([12, 30]))

  it.each(bad)('is when %s', async (_what, days, code) => {
    const found: string[] = []
    for (const seed of [1, 2, 3, 4, 5]) found.push(await judge(days, seeded(seed), seed === 5 ? 400 : 100))
    expect(found).toEqual(found.map(() => code))
  })

  it.each(honest)('is not when %s', async (_what, days) => {
    const found: string[] = []
    for (const seed of [1, 2, 3, 4, 5, 6, 7]) found.push(await judge(days, seeded(seed), 100))
    expect(found).toEqual(found.map(() => 'none'))
  })

  it('is never about fewer files than the plan says', async () => {
    for (const [, days] of bad) expect(await judge(days, seeded(9), 19)).toBe('none')
  })
})
