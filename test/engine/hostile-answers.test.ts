import { describe, expect, it } from 'vitest'
import { parsePs, parseStat } from '../../main/engine/agents/process/process-table.ts'
import { kindOfBytes } from '../../main/engine/anomalies/kind-of-bytes.ts'
import { diffTexts } from '../../main/engine/content/diff-texts.ts'
import { decodeText, encodingOf } from '../../main/engine/content/encoding.ts'
import { kindOf } from '../../main/engine/content/kind-of.ts'
import { prettyJson } from '../../main/engine/content/pretty-json.ts'
import { packIndexHas } from '../../main/engine/git/pack-index.ts'
import { readPush } from '../../main/engine/git/read-push.ts'
import { sideCounter } from '../../main/engine/git/read-remote.ts'
import { statusReader } from '../../main/engine/git/read-status.ts'
import { lineOf, withoutUser } from '../../main/engine/git/remote-failure.ts'
import { findSecrets } from '../../main/engine/guard/find-secrets.ts'
import { indexEntries, statusEntries } from '../../main/engine/guard/set-up-entries.ts'
import { readLine } from '../../main/engine/history/chain.ts'
import { readSearchPattern } from '../../main/engine/index/search-pattern.ts'
import { meteredOfNetworkManager } from '../../main/engine/machine/network.ts'
import { powerOfPmset, powerOfWindows } from '../../main/engine/machine/power.ts'
import { ProblemError } from '../../main/engine/problem-error.ts'
import { readSealed, seal } from '../../main/engine/recovery/sealed-document.ts'
import { putTogether, takeApart } from '../../main/engine/recovery/yours.ts'
import { sourcesForSuite } from '../../main/engine/restic/apt-sources.ts'
import { parseResticVersion } from '../../main/engine/restic/restic-version.ts'
import { parseReference } from '../../main/engine/runs/resolve-snapshot.ts'
import { parseSchedule } from '../../main/engine/schedule/parse-schedule.ts'
import { parsePattern } from '../../main/engine/selection/parse-pattern.ts'
import { planBackup } from '../../main/restic-wrapper/src/commands/backup.ts'
import { planCatConfig } from '../../main/restic-wrapper/src/commands/cat-config.ts'
import { planCheck } from '../../main/restic-wrapper/src/commands/check.ts'
import { planDiff } from '../../main/restic-wrapper/src/commands/diff.ts'
import { planFind } from '../../main/restic-wrapper/src/commands/find.ts'
import { planForget } from '../../main/restic-wrapper/src/commands/forget.ts'
import { planKeyList } from '../../main/restic-wrapper/src/commands/keys.ts'
import { planList } from '../../main/restic-wrapper/src/commands/list.ts'
import { planCatLock, planUnlock } from '../../main/restic-wrapper/src/commands/locks.ts'
import { planLs } from '../../main/restic-wrapper/src/commands/ls.ts'
import { planPrune } from '../../main/restic-wrapper/src/commands/prune.ts'
import { planRepairSnapshots } from '../../main/restic-wrapper/src/commands/repair.ts'
import { planRestore } from '../../main/restic-wrapper/src/commands/restore.ts'
import { planSnapshots } from '../../main/restic-wrapper/src/commands/snapshots.ts'
import { planStats } from '../../main/restic-wrapper/src/commands/stats.ts'
import { planVersion } from '../../main/restic-wrapper/src/commands/version.ts'
import { readRecording, recordingNames, replay } from '../../main/restic-wrapper/test/helpers/recording.ts'
import { howMany, noteFigure, seedOf } from '../helpers/figure.ts'
import { mutantOf } from '../helpers/mutate-bytes.ts'
import { between, pick, type Random, seeded } from '../helpers/seeded.ts'

const seed = seedOf(20261122)

const plans = [
  planBackup({ cwd: '/' }),
  planRestore({ snapshot: 'x', target: '/t' }),
  planCatConfig(),
  planSnapshots({}),
  planCheck({}),
  planCheck({ progress: true }),
  planLs({ snapshot: 'x' }),
  planFind({ patterns: ['x'] }),
  planForget({ keepLast: 1 }),
  planDiff({ from: 'a', to: 'b' }),
  planStats({}),
  planPrune({}),
  planKeyList(),
  planRepairSnapshots({}),
  planCatLock('x'),
  planList('locks'),
  planUnlock({}),
  planVersion(),
]

/** Whoever reads what others wrote, with something that they write. */
type Reader = {
  readonly sample: string | Buffer
  readonly read: (bytes: Buffer) => unknown /** In ms; a second where it is not said. */
  readonly within?: number
}

const reading = (sample: string, read: (text: string) => unknown): Reader => ({ sample, read: (bytes) => read(bytes.toString('utf8')) })
const object = 'a'.repeat(40)
const sealed = seal(['# Recovery', '', ...takeApart('').places.map(({ name }) => name), 'text'].join('\n'), [
  { name: 'Who to ask', lines: ['me'] },
])

const readers: Readonly<Record<string, Reader>> = {
  push: reading(
    'To x\n=\trefs/heads/main:refs/heads/main\t[up to date]\n!\trefs/heads/a:refs/heads/a\t[rejected] (fetch first)\nDone\n',
    readPush,
  ),
  status: {
    sample: [
      `# branch.oid ${object}`,
      '# branch.head main',
      `1 .M N... 100644 100644 100644 ${object} ${object} a b.md`,
      `2 R. N... 100644 100644 100644 ${object} ${object} R100 new`,
      'old',
      '? x',
      '',
    ].join('\0'),
    read: (bytes) => {
      const reader = statusReader()
      reader.take(bytes)
      return reader.facts()
    },
  },
  sides: {
    sample: `1700000000 <${object}\n1700000001 >${object}\n`,
    read: (bytes) => {
      const counter = sideCounter()
      counter.take(bytes)
      return counter.counts()
    },
  },
  'words of git': reading(
    "remote: no\nfatal: unable to access 'https://me:secret@example.org/x.git?token=1': Could not resolve host: example.org\n",
    (text) => [withoutUser(text), lineOf({ stderr: text, ended: null })],
  ),
  'index of git': reading([`100644 ${object} 0\ta.md`, `100755 ${object} 0\tb c`, ''].join('\0'), (text) => [...indexEntries(text)]),
  'status of a set-up': reading([`1 .M N... 100644 100644 100644 ${object} ${object} a`, '? b', ''].join('\0'), statusEntries),
  'index of a pack': {
    sample: Buffer.concat([Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]), Buffer.alloc(1024, 1), Buffer.alloc(60, 0xaa)]),
    read: (bytes) => packIndexHas(bytes, object),
  },
  ps: reading('  1  0  1 Ss   Mon Nov 22 07:00:00 2026 /sbin/init x\n 22 1 22 S Mon Nov 22 07:00:00 2026 sh -c a\n', parsePs),
  stat: reading(`1 (a b) c) S 1 1 1 ${'0 '.repeat(40)}`, (text) => parseStat(1, text)),
  metered: reading('u 2\n', meteredOfNetworkManager),
  pmset: reading(
    "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t83%; discharging; 4:03 remaining present: true\n",
    powerOfPmset,
  ),
  'power of Windows': reading('ok\n1 83\n2 \n', powerOfWindows),
  apt: reading(
    'Types: deb\nURIs: http://archive.example/debian\nSuites: bookworm\nComponents: main\nSigned-By: /usr/share/keyrings/x.gpg\n',
    (text) =>
      sourcesForSuite(
        [
          { name: 'a.sources', text },
          { name: 'b.list', text },
          { name: 'c.list', text: 'deb [arch=amd64] http://archive.example/debian bookworm main\n' },
        ],
        'sid',
      ),
  ),
  version: reading('restic 0.19.1 compiled with go1.25 on linux/amd64\n', parseResticVersion),
  document: reading(sealed, (text) => [readSealed(text), putTogether(text, takeApart(text).places)]),
  line: reading(`{"seq":1,"time":"t","previous":"${'0'.repeat(64)}","event":"x","hash":"${'1'.repeat(64)}"}`, readLine),
  reference: reading('1a2b3c4d:deep/a b.md', parseReference),
  schedule: reading('*/15 7-19 * * 1-5', parseSchedule),
  pattern: reading('!/deep/**/[a-z]*.{md,txt}', parsePattern),
  search: reading('no*te ?.md', readSearchPattern),
  json: reading('{"a": [1, 2, {"b": null}], "c": "\\u0041"}', (text) => prettyJson(text, true)),
  texts: reading('# A\n\none two three\nfour\n', (text) => diffTexts('# A\n\none 2 three\n', text)),
  bytes: {
    sample: Buffer.from('\ufeff# A\r\ntext \u00e4 \ud83d\ude00\n'),
    read: (bytes) => {
      const encoding = encodingOf(bytes)
      return [kindOf('a.md', bytes), kindOfBytes(bytes), encoding && decodeText(bytes, encoding)]
    },
  },
  // Some sixty patterns.
  secrets: {
    within: 10_000,
    ...reading('DB_PASSWORD="hunter2hunter2"\nurl = postgres://me:pw12345678@host/db\n', (text) => findSecrets(text, '.env')),
  },
}

/** A mutant, or some of its bytes so often that whoever looks at them again and again does not come to an end. */
function hostile(random: Random, sample: Buffer): { how: string; bytes: Buffer } {
  if (random() > 0.06) return mutantOf(random, sample)
  const at = between(random, 0, Math.max(0, sample.length - 1))
  const piece = sample.subarray(at, at + between(random, 1, 6))
  const flood = Buffer.concat(Array.from({ length: 20_000 }, () => piece))
  return {
    how: `${JSON.stringify(piece.toString('latin1'))} twenty thousand times at ${at}`,
    bytes: Buffer.concat([sample.subarray(0, at), flood, sample.subarray(at)]),
  }
}

/** In ms, the least of three: on a busy machine any one of thousands waits for its turn. */
function timeOf(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY
  for (let times = 0; times < 3 && least > 500; times++) {
    const began = performance.now()
    work()
    least = Math.min(least, performance.now() - began)
  }
  return least
}

describe('what others wrote', { timeout: 3_600_000 }, () => {
  it('mutated outputs of restic: read leniently, by whichever command, to one end each', () => {
    const random = seeded(seed)
    const wrong: string[] = []
    const cases = howMany(1_000, 20_000)
    for (let at = 0; at < cases; at++) {
      const name = recordingNames[at % recordingNames.length] ?? ''
      const recording = readRecording(name)
      const stdout = hostile(random, recording.stdout)
      const stderr = random() < 0.3 ? hostile(random, recording.stderr) : { how: 'as it was', bytes: recording.stderr }
      const plan = pick(random, plans)
      const said = {
        ...recording,
        exitCode: random() < 0.3 ? between(random, 0, 130) : recording.exitCode,
        stdout: stdout.bytes,
        stderr: stderr.bytes,
      }
      const tell = (what: string) => wrong.push(`mutant ${at}, ${name}, ${stdout.how}, ${stderr.how}: ${what}`)
      try {
        const took = timeOf(() => replay(plan as never, said))
        if (took > 1_000) tell(`it takes ${took} ms`)
        const { outcome } = replay(plan as never, said)
        if (!['done', 'partial', 'failed'].includes(outcome.kind)) tell(outcome.kind)
        if (outcome.kind === 'failed' && (outcome.message === '' || /undefined|\[object/.test(outcome.message)))
          tell(`it says ${outcome.message}`)
        if (/:(?:null|NaN)/.test(JSON.stringify(outcome.kind === 'done' ? outcome.result : {})) && !/null/.test(said.stdout.toString()))
          tell(JSON.stringify(outcome))
      } catch (error) {
        tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
      }
    }
    expect(wrong).toEqual([])
    noteFigure('mutated-outputs', {
      says: 'mutated outputs of restic: crashes, commands without one end',
      seed,
      cases,
      wrong: wrong.length,
    })
  })

  it('words of a remote that are all beginnings of addresses are read in no time', () => {
    const words = `fatal: ${'e.org'.repeat(20_000)}`
    expect(timeOf(() => withoutUser(words))).toBeLessThan(1_000)
    expect(withoutUser(words)).toBe(words)
    expect(withoutUser('to https://me:pw@example.org/x.git?token=1 and ssh://git:pw@host/x')).toBe(
      'to https://example.org/x.git and ssh://git@host/x',
    )
  })

  it.each(Object.entries(readers))(
    '%s: read or left out; nothing is thrown, nothing takes long',
    (name, { sample, read, within = 1_000 }) => {
      const random = seeded(seed)
      const whole = Buffer.from(sample)
      expect(() => read(whole)).not.toThrow()
      const wrong: string[] = []
      const cases = howMany(100, 2_000)
      for (let at = 0; at < cases; at++) {
        const { how, bytes } = hostile(random, whole)
        try {
          const took = timeOf(() => JSON.stringify(read(bytes)))
          if (took > within) wrong.push(`mutant ${at}, ${how}: it takes ${Math.round(took)} ms`)
        } catch (error) {
          // What a person wrote is refused in words.
          if (!(error instanceof ProblemError)) wrong.push(`mutant ${at}, ${how}: ${error instanceof Error ? error.stack : String(error)}`)
        }
      }
      expect(wrong).toEqual([])
      noteFigure(`hostile-answers-${name.replaceAll(' ', '-')}`, {
        says: `what others wrote, mutated: ${name}`,
        seed,
        cases,
        wrong: wrong.length,
      })
    },
  )
})
