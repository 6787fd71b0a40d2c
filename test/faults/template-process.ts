// Run by run.ts in namespaces of its own: makes the home, the vault and the repositories with which every case begins, measures how long each operation takes
// on this machine, and writes it all down. Parameters: the case's folder, where the template is to lie, whose it is: root or person.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { seeded } from '../helpers/seeded.ts'
import { openFaultBench } from './fault-bench.ts'
import { environmentFile } from './marked-secrets.ts'
import { changeVault, noteOf, notes, type OperationName, operations, randomBytes } from './operations.ts'
import { rawRepository } from './raw-repository.ts'
import type { Template } from './template.ts'

const [folder = '', kept = '', owner = ''] = process.argv.slice(2)
const bench = openFaultBench(folder, owner === 'person')
const random = seeded(1)
const keys = path.join(folder, 'keys')
for (const place of [bench.home, bench.vault, bench.person, bench.temporary, keys, path.dirname(bench.drive), path.join(folder, 'fault')])
  mkdirSync(place, { mode: 0o700 })
for (const [number, name] of ['default', 'drive'].entries())
  writeFileSync(path.join(keys, name), `${bench.secrets[number]}\n`, { mode: 0o600 })
writeFileSync(path.join(keys, 'oracle'), `${bench.oraclePassword}\n`, { mode: 0o600 })
for (let number = 0; number < notes; number++) {
  mkdirSync(path.dirname(noteOf(bench.vault, number)), { recursive: true })
  writeFileSync(noteOf(bench.vault, number), randomBytes(random, 500 + (number % 40) * 300))
}
const configuration = {
  version: 1,
  vaults: { notes: { path: bench.vault, recoveryDocument: false } },
  repositories: { drive: { type: 'local', path: bench.drive } },
  plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['default'], keep: { last: 30 } } },
}
writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify(configuration, null, 2))

writeFileSync(path.join(bench.home, '.env'), environmentFile, { mode: 0o600 })

await mustWork(['init'])
await mustWork(['init', '--repository', 'drive'])
for (let number = 0; number < 5; number++) {
  if (number > 0) changeVault(bench, random)
  await mustWork(['backup', 'daily'])
  if (number === 1) await mustWork(['copy', 'default', 'drive'])
}
for (const [name, location] of [
  ['default', bench.repository],
  ['drive', bench.drive],
] as const)
  execFileSync(bench.restic, [
    '-r',
    location,
    '--no-cache',
    '--password-file',
    path.join(keys, name),
    'key',
    'add',
    '--new-password-file',
    path.join(keys, 'oracle'),
  ])
const snapshots = {
  default: await rawRepository(bench, bench.repository).snapshotIds(),
  drive: await rawRepository(bench, bench.drive).snapshotIds(),
}
// Before anything is measured: that changes it.
execFileSync('cp', ['-a', `${folder}/.`, path.join(kept, 'case')])

const spans: Partial<Record<OperationName, number>> = {}
for (const name of ['drill', 'verify', 'restore', 'copy', 'backup', 'scheduled', 'prune'] as const) {
  operations[name].prepare(bench, random)
  spans[name] = await mustWork(operations[name].parameters(bench))
}
const template: Template = { spans: spans as Template['spans'], snapshots }
writeFileSync(path.join(kept, 'template.json'), JSON.stringify(template))

/** @returns how long it took, in ms */
async function mustWork(parameters: readonly string[]): Promise<number> {
  const end = await bench.json(parameters)
  if (end.code !== 0) throw new Error(`${parameters.join(' ')} ended with ${end.code}: ${end.stdout}${end.stderr}`)
  return end.took
}
