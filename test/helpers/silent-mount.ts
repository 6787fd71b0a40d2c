import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'

/** Whether a silent drive can be mounted here. */
export const canBeSilent = process.getuid?.() === 0 && existsSync('/dev/fuse')

/** Mounts a network drive whose server never answers. @returns takes it down again, which lets go whoever waits for it */
export function mountSilent(point: string): () => void {
  const device = openSync('/dev/fuse', 'r+')
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other'
  execFileSync('mount', ['-i', '-t', 'fuse', '-o', options, 'none', point], { stdio: ['ignore', 'ignore', 'pipe', device] })
  return () => {
    execFileSync('umount', ['-l', point])
    closeSync(device)
  }
}
