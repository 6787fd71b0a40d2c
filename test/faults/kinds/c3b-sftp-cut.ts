import type { Kind } from '../kind.ts'
import { onceAsked } from '../over-network.ts'
import { overSsh } from '../over-ssh.ts'
import { toldAs } from '../told-as.ts'

/** The line to an SSH server is cut in the middle. restic does not connect again there: the run says so, and what was sent is of use to the next one. */
export const kind: Kind = {
  id: 'C3b',
  says: 'SFTP: line cut in the middle',
  operations: ['backup', 'copy', 'restore', 'verify'],
  needs: ['sshd'],
  waits: true,
  arm: async (bench, { operation, moment, span }) => {
    const net = await overSsh(bench, operation)
    let struck = false
    return {
      strike: async (running) => {
        if (!(await onceAsked(net, running, moment * span))) return
        net.line.cut()
        struck = true
      },
      hit: ({ code }) => struck && code !== 0,
      // ssh gives up after a quarter of a minute; a copy asks then which of the two has gone, which ssh takes as long for.
      wrong: (end) => (end.code === 0 ? [] : toldAs('C3b', end, /^(repository-offline|copy-cut-off)$/, 45_000, end.took)),
      disarm: () => net.line.heal(),
      parameters: net.parameters,
      end: net.end,
    }
  },
}
