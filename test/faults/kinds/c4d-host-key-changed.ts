import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { overSsh } from '../over-ssh.ts'
import { toldAs } from '../told-as.ts'

/** Another host key is shown than before, or one where none is known. It is never taken on trust, however often it is tried: only a person takes it. */
export const kind: Kind = {
  id: 'C4d',
  says: "SFTP: the server's host key is another one, or not known",
  operations: ['backup', 'verify', 'copy', 'drill'],
  needs: ['sshd'],
  weight: 0.5,
  arm: async (bench, { operation, random }) => {
    const net = await overSsh(bench, operation)
    const right = readFileSync(net.knownHosts, 'utf8')
    const way = random() < 0.5 ? 'changed' : 'unknown'
    // The other key of the same server stands for the one that it had before.
    const other = readFileSync(`${net.server.otherIdentity}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
    writeFileSync(net.knownHosts, way === 'unknown' ? '' : `[127.0.0.1]:${net.line.port} ${other}\n`)
    const code = new RegExp(`^host-key-${way}$`)
    return {
      hit: () => true,
      wrong: async (end) => {
        const again = await bench.json(net.parameters)
        const shown = right.split(' ')[2]?.trim() ?? ''
        const accepted = [net.knownHosts, path.join(bench.home, 'known_hosts')].filter(
          (file) => existsSync(file) && readFileSync(file, 'utf8').includes(shown),
        )
        return [
          ...toldAs(`C4d, ${way}`, end, code, 15_000, end.took),
          ...toldAs(`C4d, ${way}, again`, again, code),
          ...accepted.map((file) => `C4d: the key was taken into ${file} with nobody asked`),
        ]
      },
      disarm: () => writeFileSync(net.knownHosts, right),
      parameters: net.parameters,
      end: net.end,
    }
  },
}
