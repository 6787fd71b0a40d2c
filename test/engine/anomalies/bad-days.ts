import type { AnomalyCode } from '../../../main/engine/anomalies/judge-changes.ts'
import { type ModelVault, noise, ofKind, prose } from '../../helpers/model-vault.ts'
import { added, again, changed, type Day, edit, encrypted, inTurn, lock, lockInPlace, remove, some } from './days.ts'

/** As malware does that does not want to be found: the time is what it was. */
function keepTime(act: typeof lockInPlace): typeof lockInPlace {
  return (path, file, random) => act(path, file, random).map(([to, done]) => [to, { ...done, mtime: file.mtime }] as const)
}

/** Does something with the newest part of the files. */
function newest(part: number, act: typeof lockInPlace): Day {
  return (vault, random) => {
    const byTime = [...vault].toSorted(([, one], [, other]) => other.mtime - one.mtime)
    const chosen = new Set(byTime.slice(0, Math.round(part * vault.size)).map(([path]) => path))
    return new Map([...vault].flatMap(([path, file]) => (chosen.has(path) ? act(path, file, random) : ([[path, file]] as const))))
  }
}

function ransomNote(vault: ModelVault): ModelVault {
  const note = { content: Buffer.from('All your files are ours. Pay to have them back.\n'), mtime: Date.parse('2026-12-24T03:00:00Z') }
  return new Map([...vault, ['HOW TO RECOVER.txt', note]])
}

const keepBeginning: typeof lockInPlace = (path, file, random) => [
  [path, changed(file, Buffer.concat([file.content.subarray(0, 12), encrypted(file.content.subarray(12), random)]))],
]

const everyOther: typeof lockInPlace = (path, file, random) => {
  const pieces = Array.from({ length: Math.ceil(file.content.length / 16) }, (_, at) => file.content.subarray(at * 16, at * 16 + 16))
  return [[path, changed(file, Buffer.concat(pieces.map((piece, at) => (at % 2 === 0 ? encrypted(piece, random) : piece))))]]
}

/** Each file with the content of the next one. */
function swapped(vault: ModelVault): ModelVault {
  const files = [...vault]
  return new Map(files.map(([path, file], at) => [path, changed(file, files[(at + 1) % files.length]?.[1].content ?? Buffer.alloc(0))]))
}

/** What malware and mishaps do to a vault, and as what it has to be told. */
export const badDays: readonly (readonly [string, readonly Day[], AnomalyCode])[] = [
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
  ['encrypted in place at 5 % a day, with the times put back', again(12, some(0.05, keepTime(lockInPlace), /notes|code/)), 'encryption'],
  ['images alone are encrypted, and keep their endings', [some(0.1, lockInPlace, /jpg/), some(0.1, lockInPlace, /docx/)], 'encryption'],
  ['the newest quarter is encrypted, and a note is left', [inTurn(newest(0.25, lockInPlace), ransomNote)], 'encryption'],
  ['a quarter is encrypted, whatever it is', [some(0.25, lockInPlace)], 'encryption'],
  ['encrypted but for the first line', [some(0.4, keepBeginning, /notes|code/)], 'encryption'],
  ['sixteen bytes are encrypted and sixteen are left', [some(0.4, everyOther, /notes|code/)], 'encryption'],
  [
    'encrypted under the old endings, and moved into one folder',
    [
      some(
        0.5,
        (path, file, random) => [[`00/${path.replaceAll('/', '_')}`, changed(file, encrypted(file.content, random))]],
        /notes|code/,
      ),
    ],
    'encryption',
  ],
  [
    'packed with a password, and deleted',
    [
      inTurn(
        some(0.6, remove, /notes/),
        added(
          1,
          () => 'notes.zip',
          (random) => ofKind(random, 'PK\x03\x04', 90_000),
        ),
      ),
    ],
    'mass-deletion',
  ],
  [
    'everything is cut to its first bytes',
    [some(0.8, (path, file) => [[path, changed(file, file.content.subarray(0, 8))]])],
    'mass-change',
  ],
  [
    '80 % are zeros of the old length',
    [some(0.8, (path, file) => [[path, changed(file, Buffer.alloc(file.content.length))]])],
    'mass-change',
  ],
  ['every note has the content of another', [(vault) => swapped(vault)], 'mass-change'],
  [
    'half of it is moved out by a sync that went wrong',
    [some(0.3, remove, /photos|papers|code/), some(0.3, remove, /notes/)],
    'mass-deletion',
  ],
  ['encrypted on a weekend, and the drive is gone on Monday', [some(0.3, lock), some(1, remove)], 'encryption'],
]
