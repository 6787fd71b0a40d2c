import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { lookAtAgents } from '../../../../main/engine/agents/watch/look-at-agents.ts'
import { takeLock } from '../../../../main/engine/home/lock.ts'
import { schedulerLock } from '../../../../main/engine/schedule/running-daemon.ts'
import { agentOf } from '../../../helpers/agent-of.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { testHome } from '../../../helpers/temporary-home.ts'

it('the command of a heartbeat is run by whoever watches, and not besides by everybody who asks how the agents stand', async () => {
  const { core } = await testHome()
  const folder = temporaryFolder('asked')
  const agent = agentOf('jay', folder, { heartbeat: { command: ['touch', 'was-asked'] } })
  const asked = () => existsSync(path.join(folder, 'was-asked'))
  const look = async () => (await lookAtAgents(core, [agent], new AbortController().signal)).get('jay')
  const known = { state: 'late', since: '2026-11-21T10:00:00Z', why: 'it says so', beat: '2026-11-21T09:58:00Z' } as const
  await core.record({ event: 'agent.state', agent: 'jay', ...known })
  const lock = await takeLock(core.home.locks, schedulerLock, { doing: 'running the schedule' })
  expect(await look()).toEqual({ ...known, pid: null })
  expect(asked()).toBe(false)
  lock?.release()
  expect(await look()).toMatchObject({ state: 'alive' })
  expect(asked()).toBe(true)
})
