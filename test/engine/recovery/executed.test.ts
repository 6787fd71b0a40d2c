import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { writeDocuments } from '../../../main/engine/recovery/write-document.ts'
import { beforeSafety, takeSafetySnapshot } from '../../../main/engine/restore/safety-snapshot.ts'
import { keepInFile } from '../../../main/engine/secrets/password.ts'
import { homeHost } from '../../../main/engine/state/queries.ts'
import { differences, writeWeirdTree } from '../../helpers/cli-tree.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { blocksBelow, emptyComputer } from '../../helpers/recovery-commands.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const password = 'the one of the kit'
const secrets = { user: 'of the server', id: 'key-of-ada', key: 'its secret' }

/** What was backed up, as it was when the last backup of it was made. */
let expected: string
let document: string
let home: TestHome
let agents: string
let vault: string

/**
 * One computer with a vault full of odd names, in which one agent lives that is a vault by itself, too, and another agent elsewhere. Of the vaults within it one was backed up after it, with a
 * file that was put back to how it was long ago, and one before it. What is in the repositories makes it hard: a newer partial
 * snapshot that took back a file to how it was long ago, a safety snapshot that is newer still, the same vault of another computer, and one from the year 2099.
 */
beforeAll(async () => {
  const folder = temporaryFolder('old')
  const person = path.join(folder, 'ada')
  const at = (name: string) => path.join(folder, name)
  vault = path.join(person, "My Life's $HOME")
  agents = at('srv/agents')
  writeWeirdTree(vault)
  const early = path.join(vault, 'early')
  for (const place of [path.join(vault, 'agents/em/memory'), agents, early]) mkdirSync(place, { recursive: true })
  const weights = path.join(vault, 'agents/em/memory/priority_weights.json')
  writeFileSync(weights, '{"bad": 1}')
  writeFileSync(path.join(vault, 'agents/em/SOUL.md'), 'the charter of em')
  writeFileSync(path.join(agents, 'SOUL.md'), 'the charter of z')
  const ca = testCa(temporaryFolder('ca'))
  const restFolder = temporaryFolder('rest')
  const rest = await startRestServer(restFolder, { certificate: ca.issue(), users: { ada: secrets.user } })
  const s3 = await startS3(temporaryFolder('s3'), { certificate: ca.issue(), buckets: ['backups'], keys: { [secrets.id]: secrets.key } })
  home = await testHome({ environment: { HOME: person }, shifted: true })
  const began = Date.now()
  const hoursAgo = (hours: number) => home.setTime(new Date(began - hours * 3_600_000))
  const { core, root } = home
  const repositories = {
    drive: { type: 'local', path: at('a drive/repository') },
    nas: { type: 'rest', url: `${rest.url}laptop`, user: 'ada', caCertificate: ca.certificate, mirror: { of: 'drive' } },
    cloud: {
      type: 's3',
      endpoint: s3.endpoint,
      bucket: 'backups',
      prefix: 'laptop',
      caCertificate: ca.certificate,
      mirror: { of: 'drive' },
    },
  }
  const configuration = {
    version: 1,
    vaults: {
      life: { name: 'My `Life` <Lab>', path: vault },
      agents: { path: agents, recoveryDocument: false },
      em: { path: path.join(vault, 'agents/em'), recoveryDocument: false },
      early: { path: early, recoveryDocument: false },
    },
    repositories,
    plans: {
      weekly: { kind: 'weekly', sources: ['life', 'agents'], repositories: ['drive'] },
      em: { kind: 'weekly', sources: ['em'], repositories: ['drive'] },
      early: { kind: 'weekly', sources: ['early'], repositories: ['drive'] },
      memory: { kind: 'daily', sources: [{ vault: 'life', include: ['agents/*/memory/**'] }], repositories: ['drive'] },
    },
    agents: {
      em: { path: path.join(vault, 'agents/em'), start: ['sh', '-c', 'pwd > "$HOME/em is up"'], dependsOn: ['z'] },
      z: { path: agents, start: ['touch', '../z is up'] },
    },
  }
  writeFileSync(path.join(root, 'backup_schedule.json'), JSON.stringify(configuration))
  core.settings.configuration = (await loadConfiguration(core)).configuration
  keepInFile(core.home, 'drive', password)
  const host = testHost()
  hoursAgo(4)
  writeFileSync(path.join(early, 'a.md'), 'as it was first')
  expect(await runPlanNow(core, 'early', host)).toMatchObject([{ verdict: 'done' }])
  writeFileSync(path.join(early, 'a.md'), 'as it was later')
  hoursAgo(3)
  expect((await runPlanNow(core, 'weekly', host)).map(({ verdict }) => verdict)).toEqual(['done', 'done'])
  cheapenKey(repositories.drive.path, password)
  writeFileSync(weights, '{"good": 1}')
  utimesSync(weights, new Date('2020-01-01'), new Date('2020-01-01'))
  writeFileSync(path.join(vault, 'agents/em/memory/today.md'), 'what em learned')
  hoursAgo(2)
  expect(await runPlanNow(core, 'memory', host)).toMatchObject([{ verdict: 'done' }])
  writeFileSync(path.join(vault, 'agents/em/SOUL.md'), 'the charter of em, as amended')
  utimesSync(path.join(vault, 'agents/em/SOUL.md'), new Date('2020-01-01'), new Date('2020-01-01'))
  hoursAgo(1)
  expect(await runPlanNow(core, 'em', host)).toMatchObject([{ verdict: 'done' }])
  home.setTime(undefined)
  document = readFileSync(path.join(vault, '00_system/docs/disaster-recovery.md'), 'utf8')
  expected = at('expected')
  execFileSync('cp', ['-a', person, expected])
  execFileSync('cp', ['-a', path.dirname(agents), path.join(expected, 'srv')])
  const touched = ['agents/em/SOUL.md', 'agents/em/memory/priority_weights.json']
  for (const file of touched) writeFileSync(path.join(vault, file), 'what a program wrote over it')
  const request = { run: 'r1', repository: 'drive', target: vault, touched }
  expect(await beforeSafety(core, 'drive', host, () => takeSafetySnapshot(core, request, host))).not.toBeNull()
  const raw = rawRestic(repositories.drive.path, password, vault)
  const tags = ['--tag', 'vault:life,plan:weekly', '--tag', 'vault:life,plan:memory']
  await raw('backup', 'agents', '--host', 'another', ...tags)
  await raw('backup', 'agents', '--host', homeHost(core.state.database) ?? '', '--time', '2099-01-01 00:00:00', ...tags)
  // What mirrors hold: the same snapshots. A REST server keeps a repository as a folder does.
  execFileSync('cp', ['-r', repositories.drive.path, path.join(restFolder, 'laptop')])
  const keys = { AWS_ACCESS_KEY_ID: secrets.id, AWS_SECRET_ACCESS_KEY: secrets.key }
  const passwords = { RESTIC_PASSWORD: password, RESTIC_FROM_PASSWORD: password }
  const env = { PATH: process.env['PATH'], RESTIC_CACHE_DIR: temporaryFolder('cache'), ...passwords, ...keys }
  const flags = ['-r', s3.location('backups', 'laptop'), '--cacert', ca.certificate, '--from-repo', repositories.drive.path]
  for (const command of [['init', '--copy-chunker-params'], ['copy']])
    execFileSync(process.env['VAULTKEEPER_RESTIC'] ?? '', [...flags, ...command], { env, stdio: 'pipe' })
  // The old computer is gone.
  renameSync(person, at('gone'))
  renameSync(path.dirname(agents), at('gone too'))
}, 120_000)

const places: [string, string, readonly string[]][] = [
  ['a drive', '## Place 1: drive', [password]],
  ['a REST server with a user and an own authority', '## Place 2: nas', [secrets.user, password]],
  ['S3 with an own authority', '## Place 3: cloud', [secrets.id, secrets.key, password]],
]

describe('the recovery document, executed on an empty computer with nothing but restic and the password', () => {
  it.each(places)('%s', { timeout: 120_000 }, async (_, heading, answers) => {
    const { home: newHome, run } = emptyComputer(process.env['VAULTKEEPER_RESTIC'] ?? '')
    const headings = ['## Make ready', heading, '## Agents', '## Vaultkeeper itself']
    const said = await run(
      headings.flatMap((one) => blocksBelow(document, one)),
      answers,
    )
    const all = `${said.stdout}${said.stderr}`
    expect(said.code, all).toBe(0)
    expect(said.stdout).toContain('no errors were found')
    expect(all).not.toContain('nothing of')
    expect(differences(path.join(newHome, path.basename(vault)), path.join(expected, path.basename(vault)))).toEqual([])
    expect(differences(agents, path.join(expected, 'srv/agents'))).toEqual([])
    const own = path.join(newHome, 'vaultkeeper-recovery/own')
    expect(readFileSync(path.join(own, 'backup_schedule.json'), 'utf8')).toContain('My `Life` <Lab>')
    await expect.poll(() => existsSync(path.join(newHome, 'em is up')) && existsSync(path.join(agents, '../z is up'))).toBe(true)
    renameSync(path.dirname(agents), path.join(newHome, 'done'))
  })

  it.each([
    ['a link', () => undefined],
    [
      'a link to where this was cut off',
      (disk: string) => {
        mkdirSync(path.join(disk, '.coming-back'))
        mkdirSync(path.join(disk, 'agents/em'), { recursive: true })
        writeFileSync(path.join(disk, 'agents/em/SOUL.md'), 'half of')
      },
    ],
  ])('into a folder that cannot be replaced, such as a disk that is mounted there: %s', { timeout: 60_000 }, async (_, before) => {
    const { home: newHome, run } = emptyComputer(process.env['VAULTKEEPER_RESTIC'] ?? '')
    const disk = temporaryFolder('disk')
    symlinkSync(disk, path.join(newHome, path.basename(vault)))
    before(disk)
    const said = await run(
      ['## Make ready', '## Place 1: drive'].flatMap((one) => blocksBelow(document, one)),
      [password],
    )
    expect(said.code, `${said.stdout}${said.stderr}`).toBe(0)
    expect(differences(disk, path.join(expected, path.basename(vault)))).toEqual([])
    expect(existsSync(path.join(newHome, `${path.basename(vault)}.coming-back`))).toBe(false)
    renameSync(path.dirname(agents), path.join(newHome, 'done'))
  })

  it('holds no secret, says what it needs by name, and comes to the same again', async () => {
    for (const secret of [password, ...Object.values(secrets)]) {
      expect(document).not.toContain(secret)
      expect(JSON.stringify(recorded(home.root))).not.toContain(secret)
    }
    for (const name of ['nas:user-password', 'cloud:access-key-id', 'cloud:secret-access-key']) expect(document).toContain(`\`${name}\``)
    renameSync(path.join(vault, '../../gone'), path.dirname(vault))
    const file = path.join(vault, '00_system/docs/disaster-recovery.md')
    expect(readFileSync(file, 'utf8')).toBe(document)
    expect(await writeDocuments(home.core, 'life')).toMatchObject([{ state: 'current', written: false }])
    expect(readdirSync(path.dirname(file))).toEqual(['disaster-recovery.md'])
  })
})
