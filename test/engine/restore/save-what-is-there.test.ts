import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { undo } from '../../../main/engine/runs/undo-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

/** A vault with a snapshot, and a word for what somebody writes each time that a safety snapshot of it was just taken. */
async function busyVault(): Promise<TestHome & { readonly vault: string; readonly write: (work: (taken: number) => void) => void }> {
  const home = await testHome()
  const vault = temporaryFolder('busy')
  for (const name of ['a.md', 'b.md']) writeFileSync(path.join(vault, name), name)
  await backup(home.core, { folder: vault, verify: false }, testHost())
  const record = home.core.record.bind(home.core)
  const write = (work: (taken: number) => void) => {
    let taken = 0
    vi.spyOn(home.core, 'record').mockImplementation(async (event) => {
      await record(event)
      if (event.event !== 'snapshots.seen' || !event.snapshots.some(({ safety }) => safety)) return
      taken += 1
      work(taken)
    })
  }
  return { ...home, vault, write }
}

const over = (target: string) => ({ reference: 'latest', vault: undefined, target, overwrite: 'always', verify: true }) as const

const safeties = ({ core }: TestHome) => knownSnapshots(core.state.database, 'default').filter(({ safety }) => safety).length

it('what is written behind a safety snapshot, and before the first write of a restore, is in the next one, and comes back', async () => {
  const busy = await busyVault()
  const { core, vault, write } = busy
  const at = (name: string) => path.join(vault, name)
  writeFileSync(at('a.md'), 'mine')
  write((taken) => {
    if (taken === 1) writeFileSync(at('a.md'), 'mine, and what came to me meanwhile')
    if (taken === 2) writeFileSync(at('new.md'), 'new')
  })
  const host = testHost()
  expect(await restore(core, over(vault), host)).toMatchObject({ verdict: 'done', warnings: [] })
  expect([readFileSync(at('a.md'), 'utf8'), safeties(busy)]).toEqual(['a.md', 3])
  expect(host.notes()).toContain('a.md was changed meanwhile: saving it again')
  // So does what is written behind that of taking it back.
  write((taken) => {
    if (taken === 1) writeFileSync(at('b.md'), 'written later')
  })
  const { run, verdict } = await undo(core, undefined, testHost())
  expect([verdict, readFileSync(at('a.md'), 'utf8'), readFileSync(at('b.md'), 'utf8')]).toEqual([
    'done',
    'mine, and what came to me meanwhile',
    'b.md',
  ])
  vi.restoreAllMocks()
  await undo(core, run, testHost())
  expect([readFileSync(at('b.md'), 'utf8'), readFileSync(at('new.md'), 'utf8')]).toEqual(['written later', 'new'])
})

it('what never rests is told, and keeps nobody from restoring', async () => {
  const busy = await busyVault()
  busy.write((taken) => writeFileSync(path.join(busy.vault, 'b.md'), `${taken}`))
  expect(await restore(busy.core, over(busy.vault), testHost())).toMatchObject({
    verdict: 'warnings',
    warnings: ['Another program wrote to it while it was saved, so its last words may be lost: b.md'],
  })
  expect(safeties(busy)).toBe(3)
})
