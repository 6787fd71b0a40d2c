import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { processesNaming, waitFor } from '../helpers/cli-processes.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { endContained, inNamespaces, noNamespaces } from './in-namespaces.ts'
import { openRunFolder } from './run-folder.ts'

/** A file that says that it has begun, and hears no polite signal. */
function deafFile(): { readonly folder: string; readonly file: string } {
  const folder = temporaryFolder('contained')
  const file = path.join(folder, 'deaf.ts')
  const lines = [
    "for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => undefined)",
    "console.log('begun')",
    'setInterval(() => undefined, 1_000)',
  ]
  writeFileSync(file, lines.join('\n'))
  const place = path.join(folder, 'case')
  mkdirSync(place)
  return { folder: place, file }
}

test.skipIf(noNamespaces() !== null)('what hangs is killed at its cap, deaf or not', async () => {
  const { folder, file } = deafFile()
  const ended = await inNamespaces(file, [], { folder, copy: null, cap: 3 })
  expect(ended).toMatchObject({ capped: true, code: null })
  expect(processesNaming(file)).toEqual([])
})

test.skipIf(noNamespaces() !== null)('all that runs is ended at once, and nothing of it is left', async () => {
  const { folder, file } = deafFile()
  const ended = inNamespaces(file, [], { folder, copy: null, cap: 60 })
  await waitFor('its process', () => processesNaming(file).some(({ command }) => command.at(-1) === file))
  endContained()
  expect(await ended).toMatchObject({ capped: false, code: null })
  await waitFor('its end', () => processesNaming(file).length === 0)
})

test('the folder of a run that was killed goes with the next one, and others stay', () => {
  const parent = temporaryFolder('runs')
  const before = process.env['TMPDIR']
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  })
  process.env['TMPDIR'] = parent
  const names = ['vaultkeeper-faults-4194305-gone', 'vaultkeeper-faults-mine', 'something else']
  for (const name of names) mkdirSync(path.join(parent, name))
  const { folder, remove } = openRunFolder()
  expect(readdirSync(parent).sort()).toEqual([path.basename(folder), ...names.slice(1)].sort())
  remove()
  expect(readdirSync(parent).sort()).toEqual(names.slice(1).sort())
})
