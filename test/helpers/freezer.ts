import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { waitFor } from './cli-processes.ts'

/** A group of processes that can be suspended together, as by a machine that sleeps: whatever they start belongs to it. */
export type Freezer = {
  /** Stands in front of a command, which then is of the group. */
  readonly prefix: readonly string[]
  /** Resolves when all of them stand still. */
  readonly freeze: () => Promise<void>
  readonly thaw: () => void
  /** Lets all go on that still stand, and takes the group away once they have ended. */
  readonly end: () => Promise<void>
}

const groups = '/sys/fs/cgroup/freezer'

/** Makes one, of version 1 of Linux's control groups. */
export function openFreezer(): Freezer {
  const folder = path.join(groups, `vaultkeeper-${randomUUID()}`)
  mkdirSync(folder)
  const file = (of: string) => path.join(folder, of)
  const thaw = () => writeFileSync(file('freezer.state'), 'THAWED')
  return {
    prefix: ['sh', '-c', `echo $$ > '${file('cgroup.procs')}'; exec "$@"`, 'sh'],
    freeze: async () => {
      // It is said once, and again where one of them was just being started.
      await waitFor('all to stand still', () => {
        writeFileSync(file('freezer.state'), 'FROZEN')
        return readFileSync(file('freezer.state'), 'utf8').trim() === 'FROZEN'
      })
    },
    thaw,
    end: async () => {
      thaw()
      await waitFor('the end of all that was suspended', () => readFileSync(file('cgroup.procs'), 'utf8') === '')
      rmdirSync(folder)
    },
  }
}

/** Whether this machine has such groups, and lets us make one. */
export function canFreeze(): boolean {
  const folder = path.join(groups, `vaultkeeper-${randomUUID()}`)
  try {
    mkdirSync(folder)
    rmdirSync(folder)
    return true
  } catch {
    return false
  }
}
