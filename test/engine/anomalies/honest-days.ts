import { gzipSync } from 'node:zlib'
import { noise, ofKind, prose } from '../../helpers/model-vault.ts'
import { added, again, changed, type Day, edit, hour, inTurn, lock, move, nothing, remove, some } from './days.ts'

/** What people and their programs do, of which nobody is to be asked. */
export const honestDays: readonly (readonly [string, readonly Day[]])[] = [
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
  [
    'packages are installed',
    [
      added(
        3000,
        (n) => `code/node_modules/p${n % 200}/${n}.js`,
        (random) => prose(random, 80),
      ),
    ],
  ],
  [
    'packages are brought up to date',
    [
      added(
        300,
        (n) => `code/node_modules/p${n % 20}/${n}.js`,
        (random) => prose(random, 80),
      ),
      inTurn(some(0.25, edit, /node_modules/), some(0.1, remove, /node_modules/)),
    ],
  ],
  [
    'a program is built each day, under other names each time',
    Array.from(
      { length: 10 },
      (_, day): Day =>
        inTurn(
          (vault) => new Map([...vault].filter(([path]) => !path.startsWith('code/dist/'))),
          added(
            12,
            (n) => `code/dist/app-${day}-${n}.js`,
            (random) => prose(random, 900),
          ),
          added(
            2,
            (n) => `code/dist/app-${day}-${n}.wasm`,
            (random) => ofKind(random, '\0asm', 900),
          ),
        ),
    ),
  ],
  [
    'the folder of a vault is renamed within it',
    [
      some(
        0.7,
        move((path) => path.replace('notes/', 'Zettelkasten/')),
        /notes/,
      ),
    ],
  ],
  [
    'every heading gets a block of properties',
    [some(0.45, (path, file) => [[path, changed(file, Buffer.concat([Buffer.from('---\ntags: []\n---\n'), file.content]))]], /md/)],
  ],
  [
    'links are rewritten behind a renamed note',
    [some(0.4, (path, file) => [[path, changed(file, Buffer.concat([file.content, Buffer.from('\nSee [[2026 plan]].\n')]))]], /md/)],
  ],
  [
    'a note a day, and each day the one before is edited',
    again(
      60,
      inTurn(some(0.01, edit), (vault, random) =>
        added(
          1,
          () => `journal/${vault.size}.md`,
          () => prose(random, 300),
        )(vault, random),
      ),
    ),
  ],
  [
    'a year is put into an archive, and taken out of the vault',
    [
      inTurn(
        some(0.18, remove, /notes/),
        added(
          1,
          () => 'archive/2025.zip',
          (random) => ofKind(random, 'PK\x03\x04', 60_000),
        ),
      ),
    ],
  ],
  [
    'the trash is emptied',
    [
      inTurn(
        added(
          20,
          (n) => `.trash/${n}.md`,
          (random) => prose(random, 90),
        ),
      ),
      some(0.16, remove, /trash/),
    ],
  ],
  [
    'photos come from a camera, with what was done to them',
    [
      inTurn(
        added(
          400,
          (n) => `photos/2026/DSC_${n}.nef`,
          (random) => ofKind(random, 'MM\0*', 300),
        ),
        added(
          400,
          (n) => `photos/2026/DSC_${n}.xmp`,
          (random) => prose(random, 200),
        ),
      ),
    ],
  ],
  [
    'photos are turned, and their thumbnails made anew',
    [
      added(
        90,
        (n) => `.thumbnails/${n}.png`,
        (random) => ofKind(random, '\x89PNG\r\n\x1a\n', 90),
      ),
      inTurn(
        some(0.1, (path, file, random) => [[path, changed(file, ofKind(random, '\xff\xd8\xff\xe1', file.content.length))]], /jpg/),
        some(0.4, (path, file, random) => [[path, changed(file, ofKind(random, '\x89PNG\r\n\x1a\n', 95))]], /thumbnails/),
      ),
    ],
  ],
  [
    'photos of one kind become those of another',
    [
      some(
        0.1,
        (path, file, random) => [[path.replace('.jpg', '.heic'), changed(file, ofKind(random, '\0\0\0\x18ftypheic', file.content.length))]],
        /jpg/,
      ),
    ],
  ],
  [
    'sheets are saved by a newer program',
    [
      inTurn(
        some(0.1, (path, file, random) => [[path, changed(file, ofKind(random, 'PK\x03\x04', file.content.length + 900))]], /docx/),
        some(0.05, edit, /notes/),
      ),
    ],
  ],
  [
    'passwords are changed each day in their one file',
    [
      added(
        1,
        () => 'passwords.kdbx',
        (random) => ofKind(random, '\x03\xd9\xa2\x9a', 4000),
      ),
      ...again(
        30,
        some(0.01, (path, file, random) => [[path, changed(file, ofKind(random, '\x03\xd9\xa2\x9a', 4100))]], /kdbx/),
      ),
    ],
  ],
  [
    'encrypted notes are made readable again',
    [
      added(
        40,
        (n) => `private/${n}.md.gpg`,
        (random) => noise(random, 300),
      ),
      some(0.28, (path, file, random) => [[path.replace('.gpg', ''), changed(file, prose(random, 280))]], /gpg/),
    ],
  ],
  [
    'logs are turned over and packed',
    again(
      5,
      inTurn(
        added(
          6,
          (n) => `logs/agent-${n}.log`,
          (random) => prose(random, 900),
        ),
        some(0.05, (path, file) => [[`${path}.gz`, changed(file, gzipSync(file.content))]], /log$/),
      ),
    ),
  ],
  [
    'mail comes from another program',
    [
      added(
        1500,
        (n) => `mail/cur/${n}.eml`,
        (random) => prose(random, 150),
      ),
    ],
  ],
  [
    'a sync leaves conflict copies, and they are cleared away',
    [
      some(
        0.15,
        (path, file) => [
          [path, file],
          [`${path} (conflict copy)`, changed(file, file.content)],
        ],
        /md/,
      ),
      some(0.13, remove, /conflict/),
    ],
  ],
  ['an older state of a third is brought back', [some(0.3, edit), some(0.3, edit)]],
  [
    'a formatter goes over the code, and over all notes the day after',
    [
      some(0.1, edit, /code/),
      some(0.45, (path, file) => [[path, changed(file, Buffer.concat([file.content, Buffer.from('\n')]))]], /notes/),
    ],
  ],
  [
    'a database of cards is compacted',
    [
      added(
        3,
        (n) => `cards/${n}.anki2`,
        (random) => ofKind(random, 'SQLite format 3\0', 9000),
      ),
      some(0.03, (path, file, random) => [[path, changed(file, ofKind(random, 'SQLite format 3\0', 2000))]], /anki2/),
    ],
  ],
  [
    'an agent forgets what is old: some memories go, some are summed up',
    again(
      4,
      inTurn(
        some(0.08, remove, /notes/),
        some(0.1, edit, /notes/),
        added(
          4,
          (n) => `notes/sum-${n}.md`,
          (random) => prose(random, 500),
        ),
      ),
    ),
  ],
]
