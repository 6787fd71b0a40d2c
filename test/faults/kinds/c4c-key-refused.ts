import type { Kind } from '../kind.ts'
import { overSsh } from '../over-ssh.ts'
import { toldAs } from '../told-as.ts'

/** The SSH server takes our key no more. */
export const kind: Kind = {
  id: 'C4c',
  says: 'SFTP: our key is refused',
  tellsOf: 'refused',
  operations: ['backup', 'verify', 'copy', 'drill'],
  needs: ['sshd'],
  weight: 0.5,
  arm: async (bench, { operation }) => {
    const { server, configure, parameters, end } = await overSsh(bench, operation)
    configure({ identityFile: server.otherIdentity })
    return {
      hit: () => true,
      wrong: (end) => toldAs('C4c', end, /^repository-refused$/, 15_000, end.took),
      disarm: () => configure({}),
      parameters,
      end,
    }
  },
}
