import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { type Bench, type JsonAnswer, openBench, verdictsOf } from '../cli-bench.ts'
import { watchForSecrets } from '../cli-processes.ts'
import { differences, writeNotes } from '../cli-tree.ts'
import { type Keyring, startBus } from '../keyring.ts'
import { filesHolding, formsOf } from '../secret-forms.ts'

/** A place as a person sets it up. */
export type PlaceToLiveOn = {
  /** As in the configuration: `type`, `url` and so on. */
  readonly settings: Readonly<Record<string, string | number>>
  /** What its server asks for, by part. Marked: long, and found nowhere by chance. */
  readonly secrets?: Readonly<Record<string, string>>
  /** Parts that restic takes from nowhere but its environment. */
  readonly inEnvironment?: readonly string[]
  /** The server lets nobody remove anything. */
  readonly refusesToRemove?: boolean
}

/** A home with the vault `notes`, and a real keychain that holds what it is to hold. */
export type ServerBench = Bench & { readonly keyring: Keyring }

/** The marked password that encrypts. */
const encrypting = 'M4rked-Encryption "Secret" /+?&=é 6104'

/** @param folders further folders in which programs are found */
export async function openServerBench(folders: readonly string[] = []): Promise<ServerBench> {
  const bench = openBench()
  const keyring = await startBus()
  await keyring.start()
  for (const [name, value] of Object.entries(keyring.environment))
    if (name !== 'PATH' && value !== undefined) bench.environment[name] = value
  bench.environment['PATH'] = [...folders, bench.environment['PATH']].join(path.delimiter)
  writeNotes(bench.vault, 20)
  mkdirSync(bench.home, { recursive: true, mode: 0o700 })
  configure(bench, { version: 1, vaults: { notes: { path: bench.vault, recoveryDocument: false } } })
  return Object.assign(bench, { keyring })
}

const configurationOf = ({ home }: Bench) => path.join(home, 'backup_schedule.json')

function configure(bench: Bench, configuration: object): void {
  writeFileSync(configurationOf(bench), JSON.stringify(configuration))
}

/** `repository add`, with the secrets by standard input. */
function addPlace(bench: Bench, { settings, secrets = {} }: PlaceToLiveOn): Promise<JsonAnswer> {
  const flags = Object.entries(settings).flatMap(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ])
  const lines = Object.entries({ ...secrets, password: encrypting }).map(([part, value]) => `${part}=${value}\n`)
  return bench.json(['repository', 'add', 'offsite', ...flags, '--secrets-from-stdin'], { input: lines.join('') })
}

/**
 * A whole life of a plan in a place, by the command line: the place is added and tested, backed up to twice, verified, restored from, thinned out, and
 * looked at; all the while every process is watched for the secrets, and behind it every file of this home is searched for them.
 */
export async function liveOn(bench: ServerBench, place: PlaceToLiveOn): Promise<void> {
  const secrets = [encrypting, ...Object.values(place.secrets ?? {})]
  const forms = secrets.flatMap(formsOf)
  const watch = watchForSecrets(forms, { allowed: (place.inEnvironment ?? []).flatMap((part) => formsOf(place.secrets?.[part] ?? '')) })
  const answers: JsonAnswer[] = []
  const done = async (...parameters: string[]) => {
    const answer = await bench.json(parameters)
    expect(answer, JSON.stringify(answer)).toMatchObject({ exitCode: 0 })
    answers.push(answer)
    return answer
  }
  try {
    const added = await addPlace(bench, place)
    expect(added, JSON.stringify(added)).toMatchObject({ verdict: 'done', result: { existed: false, password: 'keychain' } })
    // A place that takes and never gives back is worth a word.
    expect(await bench.json(['repository', 'test', 'offsite'])).toMatchObject({
      exitCode: place.refusesToRemove ? 3 : 0,
      holds: 'repository',
      checks: expect.arrayContaining([
        expect.objectContaining({ about: 'writable', state: 'good' }),
        expect.objectContaining({ about: 'remove', state: place.refusesToRemove ? 'attention' : 'good' }),
      ]),
    })

    const { repositories } = JSON.parse(readFileSync(configurationOf(bench), 'utf8'))
    const plans = { daily: { kind: 'daily', sources: ['notes'], repositories: ['offsite'], keep: { last: 1 } } }
    configure(bench, { version: 1, vaults: { notes: { path: bench.vault, recoveryDocument: false } }, repositories, plans })
    for (const version of [1, 2, 3, 4]) {
      writeFileSync(path.join(bench.vault, 'one.md'), `version ${version}`)
      expect(await done('backup', 'daily')).toMatchObject({
        runs: [{ verdict: 'done', result: { repository: 'offsite', onDisk: 'server' } }],
      })
    }
    // The newest three are always kept: the fourth run has removed the first snapshot, where that is allowed.
    const snapshots = place.refusesToRemove ? 4 : 3
    expect(verdictsOf(bench, 'retention')).toEqual([place.refusesToRemove ? 'skipped' : 'done'])
    expect(await done('verify', '--repository', 'offsite')).toMatchObject({ verdict: 'done', result: { snapshots, damage: null } })
    const back = path.join(bench.folder, 'back')
    expect(await done('restore', 'latest', '--repository', 'offsite', '--to', back)).toMatchObject({ result: { verified: true } })
    expect(differences(bench.vault, back)).toEqual([])

    const pruned = await done('prune', '--repository', 'offsite')
    if (place.refusesToRemove)
      expect(pruned).toMatchObject({
        retention: [],
        prune: [],
        appendOnly: [expect.stringMatching(/append-only: nothing is removed there, as its place refused/)],
      })
    else expect(pruned).toMatchObject({ prune: [{ verdict: 'done', result: { remainingBytes: expect.any(Number) } }], appendOnly: [] })
    expect(await done('status')).toMatchObject({
      repositories: [{ name: 'offsite', snapshots, vanished: 0, damagedSince: null }],
      plans: [{ plan: 'daily', repository: 'offsite', state: 'protected' }],
    })
  } finally {
    watch.stop()
  }
  expect(watch.looks()).toBeGreaterThan(50)
  expect(watch.sightings).toEqual([])
  expect(forms.filter((form) => JSON.stringify(answers).includes(form))).toEqual([])
  expect(filesHolding(bench.folder, forms)).toEqual([])
}
