import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { settleRemovals } from '../../../main/engine/runs/settle-removals.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

it('a drive that was pulled while snapshots were removed says nothing of what became of them; plugged in again, it does', async () => {
  const { core } = await testHome()
  const vault = temporaryFolder('vault')
  writeFileSync(path.join(vault, 'note.md'), 'a note')
  const ended = await backup(core, { folder: vault, verify: false }, testHost())
  const { run, result } = ended
  const id = result?.snapshot ?? ''
  await core.record({ event: 'snapshots.removing', repository: 'default', run, ids: [id] })
  const opened = await openRepository(core, 'default', 'read', testHost())
  const standing = () => knownSnapshots(core.state.database, 'default').map((one) => [one.id, one.removing])

  renameSync(opened.location, `${opened.location}-pulled`)
  await settleRemovals(core, opened)
  expect(standing()).toEqual([[id, run]])

  renameSync(`${opened.location}-pulled`, opened.location)
  await settleRemovals(core, opened)
  expect(standing()).toEqual([[id, null]])
})
