import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { driveElsewhere } from '../drive-elsewhere.ts'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** The repository lies on a network mount whose server answers nothing: whoever asks for a file there waits for ever. It is told, and nobody hangs. */
export const kind: Kind = {
  id: 'B13',
  says: 'network mount of the repository that hangs',
  operations: ['backup', 'verify', 'copy'],
  needs: ['root', 'fuse'],
  weight: 0.25,
  waits: true,
  arm: (bench, { operation }) => {
    const drive = driveElsewhere(bench, operation)
    const place = path.join(bench.folder, 'fault', 'mount')
    mkdirSync(place)
    // A file system in user space that nobody ever speaks for.
    const device = openSync('/dev/fuse', 'r+')
    const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other'
    execFileSync('mount', ['-i', '-t', 'fuse', '-o', options, 'none', place], { stdio: ['ignore', 'ignore', 'pipe', device] })
    drive.configure({ type: 'local', path: path.join(place, 'repository') })
    const hangs = spawnSync('timeout', ['-s', 'KILL', '0.3', 'ls', place]).status !== 0
    return {
      strike: async (running) => {
        const timer = setTimeout(() => running.child.kill('SIGKILL'), 40_000)
        await running.ended
        clearTimeout(timer)
      },
      hit: () => hangs,
      wrong: (end) => toldAs('B13', end, /^drive-not-connected$/, 30_000, end.took),
      disarm: () => {
        execFileSync('umount', ['-l', place])
        closeSync(device)
        drive.configure({ type: 'local', path: bench.drive })
      },
      parameters: drive.parameters,
      end: drive.end,
    }
  },
}
