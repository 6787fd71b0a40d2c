import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openMountNamespace } from '../helpers/cli-namespace.ts'
import { startShellProcess } from '../helpers/shell-process.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

test('started on a disk that is full the app is there, says why nothing can be backed up, and backs up when there is room', async () => {
  const folder = temporaryFolder('full')
  const [root, person] = [path.join(folder, 'home'), path.join(folder, 'ada')]
  mkdirSync(path.join(person, 'Notes'), { recursive: true })
  mkdirSync(root)
  writeFileSync(path.join(person, 'Notes', 'a.md'), 'a note')
  const namespace = await openMountNamespace(`mount -t tmpfs -o size=64m tmpfs '${root}'`)
  const plans = { daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'] } }
  writeFileSync(
    path.join(folder, 'plan.json'),
    JSON.stringify({ version: 1, vaults: { notes: { path: '~/Notes', recoveryDocument: false } }, plans }),
  )
  await namespace.shell(`cp '${folder}/plan.json' '${root}/backup_schedule.json'`)
  const { PATH, VAULTKEEPER_RESTIC } = process.env
  const environment = { PATH, VAULTKEEPER_RESTIC, HOME: person, VAULTKEEPER_PASSWORD: 'a password of the test' }
  const start = () => startShellProcess(root, environment, namespace.prefix)
  const fill = (name: string) => namespace.shell(`dd if=/dev/zero of='${root}/${name}' bs=4k 2> /dev/null || true`)

  const first = start()
  await first.sees('Back up now', ({ menu }) => menu.includes('Back up now'))
  first.tell({ choose: 'Back up now' })
  await first.sees('its end', ({ toolTip }) => toolTip.startsWith('Protected'))
  first.kill('SIGTERM')
  expect(await first.ended).toBe(0)

  await fill('filler 1')
  const second = start()
  await second.sees('Back up now', ({ menu }) => menu.includes('Back up now'))
  // What it had in reserve is gone, too.
  await fill('filler 2')
  second.tell({ choose: 'Back up now' })
  const { question } = await second.sees('why not', (seen) => seen.question !== null)
  expect(question).toMatch(/^The disk that holds Vaultkeeper's folder .*home is full\.$/)
  await namespace.shell(`rm '${root}'/filler*`)
  second.tell({ press: 'Close' })
  second.tell({ choose: 'Back up now' })
  await second.sees('the backup', ({ menu }) => menu.some((line) => line.startsWith('Backing up notes')))
  await second.sees('its end', ({ toolTip, menu }) => toolTip.startsWith('Protected') && menu.includes('Back up now'))
  second.kill('SIGTERM')
  expect(await second.ended).toBe(0)
})
