import type { Kind } from '../kind.ts'
import { overSsh } from '../over-ssh.ts'
import { toldAs } from '../told-as.ts'

/** The SSH server takes connections, and not a byte comes back: told within a quarter of a minute, with the patience of everyday life. */
export const kind: Kind = {
  id: 'C3',
  says: 'SFTP: a black hole from the beginning',
  operations: ['backup', 'verify', 'copy', 'drill'],
  needs: ['sshd'],
  weight: 0.25,
  waits: true,
  arm: async (bench, { operation }) => {
    const { line, parameters, end } = await overSsh(bench, operation)
    line.blackHole()
    return {
      hit: () => line.count().connections > 0,
      wrong: (end) => toldAs('C3', end, /^repository-offline$/, 20_000, end.took),
      disarm: () => line.heal(),
      parameters,
      end,
    }
  },
}
