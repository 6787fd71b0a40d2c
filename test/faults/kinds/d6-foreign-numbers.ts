import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from '../../helpers/cli-processes.ts'
import type { Kind } from '../kind.ts'

/** Notes of a Vaultkeeper that was killed name processes whose numbers somebody else has by now. Nobody is waited for, and nobody is ended. */
export const kind: Kind = {
  id: 'D6',
  says: "our notes name a number that is somebody else's now",
  operations: ['backup', 'prune', 'verify', 'copy', 'restore'],
  arm: (bench, { operation, random }) => {
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore', detached: true })
    const ended = once(stranger, 'exit')
    const pid = stranger.pid ?? 0
    const locks = path.join(bench.home, 'locks')
    const repository = operation === 'copy' ? 'drive' : 'default'
    const long = String(1_000_000 + Math.floor(random() * 1_000_000))
    const note = { pid, started: long, command: 'backup', owner: pid, ownerStarted: long }
    writeFileSync(path.join(locks, `${repository}.${pid}.restic.json`), JSON.stringify(note))
    const owner = { pid, started: long, doing: 'backing up', since: new Date().toISOString(), version: '0.0.1' }
    writeFileSync(
      path.join(locks, `${repository === 'default' ? repository : `repository-${repository}`}.owner.json`),
      JSON.stringify(owner),
    )
    return {
      hit: () => true,
      wrong: ({ code, took, answer }) => [
        ...(code === 0 ? [] : [`D6: ended with ${code}: ${answer?.problem?.sentence}`]),
        ...(isAlive(pid) ? [] : ['D6: a process that is none of ours was ended']),
        ...(took > 30_000 ? [`D6: it waited ${Math.round(took)} ms`] : []),
      ],
      disarm: async () => {
        stranger.kill('SIGKILL')
        await ended
      },
    }
  },
}
