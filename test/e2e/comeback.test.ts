import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Bench, expectFailure, expectTidy, historyOf, openBench } from '../helpers/cli-bench.ts'
import { signal } from '../helpers/cli-processes.ts'
import { differences, writeNotes } from '../helpers/cli-tree.ts'
import { filesHolding, formsOf } from '../helpers/secret-forms.ts'
import { startRestServer } from '../helpers/servers/rest-server.ts'
import { startS3 } from '../helpers/servers/s3.ts'
import { testCa } from '../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const password = 'M4rked-Encryption "Secret" /+?&=é 6104'

/** A machine with the vault `notes` and the plan `daily` into a place, which has run once. */
async function livedMachine(flags: readonly string[], secrets: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const bench = openBench()
  writeNotes(bench.vault, 30)
  const lines = Object.entries({ ...secrets, password }).map(([part, value]) => `${part}=${value}\n`)
  const added = await bench.json(['repository', 'add', 'offsite', ...flags, '--in', 'file', '--secrets-from-stdin'], {
    input: lines.join(''),
  })
  expect(added, JSON.stringify(added)).toMatchObject({ verdict: 'done' })
  const file = path.join(bench.home, 'backup_schedule.json')
  const configuration = JSON.parse(readFileSync(file, 'utf8'))
  const vaults = { notes: { path: bench.vault, recoveryDocument: false } }
  const plans = { daily: { kind: 'daily', sources: ['notes'], repositories: ['offsite'], schedule: '0 7 * * *' } }
  writeFileSync(file, `// as I wrote it\n${JSON.stringify({ ...configuration, vaults, plans }, undefined, 2)}\n`)
  const backed = await bench.json(['backup', 'daily'])
  expect(backed, JSON.stringify(backed)).toMatchObject({ exitCode: 0 })
  return bench
}

/** Loses the home and the vault, and keeps a copy of both to compare with. */
function lose(bench: Bench): string {
  const kept = path.join(bench.folder, 'before')
  renameSync(bench.home, kept)
  renameSync(bench.vault, path.join(bench.folder, 'Notes-before'))
  return kept
}

async function expectBack(bench: Bench, kept: string, from: string, more: Parameters<Bench['json']>): Promise<void> {
  const [flags, options] = more
  const back = await bench.json(['init', '--from', from, '--vaults', 'all', '--in', 'file', ...flags], options)
  expect(back, JSON.stringify(back)).toMatchObject({
    command: 'init',
    verdict: 'done',
    exitCode: 0,
    result: { repository: 'offsite', seen: 1 },
  })
  expect(readFileSync(path.join(bench.home, 'backup_schedule.json'))).toEqual(readFileSync(path.join(kept, 'backup_schedule.json')))
  expect(differences(path.join(bench.folder, 'Notes-before'), bench.vault)).toEqual([])
  // The next backup goes on from the one before: all of it is known, and nothing is stored again.
  const next = await bench.json(['backup', 'daily'])
  expect(next, JSON.stringify(next)).toMatchObject({ exitCode: 0 })
  const snapshot = historyOf(bench).findLast(({ event }) => event === 'run.snapshot')
  expect(snapshot).toMatchObject({ counts: { filesNew: 0 } })
  const history = await bench.cli(['history', '--verify'])
  expect(`${history.stdout}${history.stderr}`).toMatch(/The history holds/)
  const events = historyOf(bench).map(({ event }) => event)
  expect(events.filter((event) => event === 'home.created')).toHaveLength(1)
}

test('a home that is lost is back by one command and one password, from a folder; who has one is refused', async () => {
  const folder = path.join(temporaryFolder('drive'), 'backups')
  const bench = await livedMachine(['--type', 'local', '--path', folder])
  const given = { environment: { VAULTKEEPER_PASSWORD: password } }
  await expectFailure(
    bench,
    ['init', '--from', folder],
    {
      exit: 1,
      code: 'home-taken',
      sentence: /set up here already .*nothing of that is overwritten/,
      remedy: /VAULTKEEPER_HOME .*repository adopt/,
    },
    given,
  )
  const kept = lose(bench)
  await expectFailure(
    bench,
    ['init', '--from', folder],
    {
      exit: 1,
      code: 'wrong-password',
      sentence: /does not open the backups/,
      remedy: /emergency kit/,
    },
    { input: 'another one\n' },
  )
  await expectFailure(
    bench,
    ['init', '--from', `${folder}-not`],
    {
      exit: 1,
      code: 'nothing-to-come-back',
      sentence: /There is no repository at/,
      remedy: /emergency kit/,
    },
    given,
  )
  await expectBack(bench, kept, folder, [[], given])
  expect(filesHolding(bench.folder, formsOf(password)).map((file) => path.basename(file))).toEqual(['offsite.password', 'offsite.password'])
  await expectTidy(bench)
}, 120_000)

test('one that was cut off for good is left as it is by one command, with no repository to be had', async () => {
  const folder = path.join(temporaryFolder('drive'), 'backups')
  const bench = await livedMachine(['--type', 'local', '--path', folder])
  const left = path.join(bench.home, 'comeback.json')
  const begun = [{ vault: 'notes', states: [] }]
  writeFileSync(left, JSON.stringify({ host: 'laptop', repository: 'x', from: folder, history: true, begun }))
  rmSync(folder, { recursive: true })
  const { stdout } = await bench.cli(['status'])
  expect(stdout).toMatch(/was on its way back here from .* Or leave it as it is now: vaultkeeper init --as-it-is/s)
  expect(await bench.json(['init', '--as-it-is'])).toMatchObject({ command: 'init', exitCode: 0 })
  expect(existsSync(left)).toBe(false)
}, 60_000)

test('killed again and again on its way, it comes to the same', async () => {
  const folder = path.join(temporaryFolder('drive'), 'backups')
  const bench = await livedMachine(['--type', 'local', '--path', folder])
  const kept = lose(bench)
  const given = { environment: { VAULTKEEPER_PASSWORD: password } }
  const parameters = ['init', '--from', folder, '--vaults', 'all', '--in', 'file']
  for (let after = 0; after < 5; after++) {
    const running = bench.start(parameters, given)
    await Promise.race([delay(700 + 600 * after), running.ended])
    signal(running.pid, 'SIGKILL')
    await running.ended
  }
  const again = await bench.json(parameters, given)
  // One that had come to its end already is set up, and says so.
  if (again.problem?.code !== 'home-taken') expect(again, JSON.stringify(again)).toMatchObject({ verdict: 'done' })
  expect(readFileSync(path.join(bench.home, 'backup_schedule.json'))).toEqual(readFileSync(path.join(kept, 'backup_schedule.json')))
  expect(differences(path.join(bench.folder, 'Notes-before'), bench.vault)).toEqual([])
  expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 0 })
  await expectTidy(bench)
}, 180_000)

test('from a REST server that only takes, with a user and his password', async () => {
  const user = 'M4rked-User "Secret" /+?&=é 7215'
  const server = await startRestServer(path.join(temporaryFolder('rest'), 'data'), { appendOnly: true, users: { ann: user } })
  const bench = await livedMachine(['--type', 'rest', '--url', `${server.url}laptop`, '--user', 'ann'], { 'user-password': user })
  // By what the kit says, and nothing else.
  const [, address = ''] = /vaultkeeper init --from (\S+)/.exec((await bench.cli(['kit', '--repository', 'offsite'])).stdout) ?? []
  const kept = lose(bench)
  await expectFailure(
    bench,
    ['init', '--from', address],
    {
      exit: 1,
      code: 'credential-not-set',
      sentence: /asks for "Password of the user ann"/,
      remedy: /emergency kit/,
    },
    { environment: { VAULTKEEPER_PASSWORD: password } },
  )
  await expectBack(bench, kept, address, [['--secrets-from-stdin'], { input: `user-password=${user}\npassword=${password}\n` }])
}, 120_000)

test('from an S3 server over TLS with an authority of its own, by the variables that restic takes', async () => {
  const folder = temporaryFolder('s3')
  const ca = testCa(folder)
  const [id, secret] = ['M4rkedAccessKey8326', 'M4rked+Secret/Access=Key9437']
  const server = await startS3(path.join(folder, 's3'), { certificate: ca.issue(), buckets: ['backups'], keys: { [id]: secret } })
  const place = [
    '--type',
    's3',
    '--endpoint',
    server.endpoint,
    '--bucket',
    'backups',
    '--prefix',
    'laptop',
    '--ca-certificate',
    ca.certificate,
  ]
  const bench = await livedMachine(place, { 'access-key-id': id, 'secret-access-key': secret })
  const kept = lose(bench)
  const environment = { VAULTKEEPER_PASSWORD: password, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret }
  await expectBack(bench, kept, server.location('backups', 'laptop'), [['--ca-certificate', ca.certificate], { environment }])
}, 120_000)
