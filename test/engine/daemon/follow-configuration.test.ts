import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Core } from '../../../main/engine/core.ts'
import { followConfiguration } from '../../../main/engine/daemon/follow-configuration.ts'
import { recorded, testHome } from '../../helpers/temporary-home.ts'

/** A home whose configuration is followed; its records can be written unless its disk is full. */
async function followed() {
  const { core: made, root, logged } = await testHome()
  const disk = { full: false }
  const record: Core['record'] = async (event) => {
    if (disk.full) throw new Error('ENOSPC: no space left on device')
    await made.record(event)
  }
  const core = { ...made, record }
  const write = (vault: string) =>
    writeFileSync(
      path.join(root, 'backup_schedule.json'),
      JSON.stringify({ version: 1, vaults: { [vault]: { path: `/${vault}`, recoveryDocument: false } } }),
    )
  write('one')
  const inForce: string[] = []
  const following = await followConfiguration(core, () => inForce.push(...Object.keys(core.settings.configuration?.vaults ?? {})))
  onTestFinished(() => following.close())
  const changes = () => recorded(root).filter(({ event }) => event === 'configuration.changed').length
  return { disk, write, inForce, following, changes, logged }
}

it('a configuration whose record cannot be written is told of all the same, once, and recorded when there is room again', async () => {
  const { disk, write, inForce, following, changes, logged } = await followed()
  expect([inForce, changes()]).toEqual([[], 1])
  disk.full = true
  write('two')
  for (let look = 0; look < 3; look++) await following.check()
  expect([inForce, changes()]).toEqual([['two'], 1])
  expect(logged.join()).toMatch(/no space left/)
  disk.full = false
  for (let look = 0; look < 3; look++) await following.check()
  expect([inForce, changes()]).toEqual([['two'], 2])
})

it('one that comes while another waits for its record takes its place', async () => {
  const { disk, write, inForce, following, changes } = await followed()
  disk.full = true
  write('two')
  await following.check()
  write('three')
  disk.full = false
  for (let look = 0; look < 2; look++) await following.check()
  expect([inForce, changes()]).toEqual([['two', 'three'], 2])
})
