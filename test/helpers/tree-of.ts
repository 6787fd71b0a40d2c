import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** All that is in a folder: kind, rights, time (ms) and content of each thing by its path (one character per byte), links not followed. The folder itself is the empty path. */
export function treeOf(folder: string, except: readonly string[] = []): Record<string, string> {
  const tree: Record<string, string> = {}
  const look = (path: string) => {
    const place = Buffer.concat([Buffer.from(folder), Buffer.from(path === '' ? '' : `/${path}`, 'latin1')])
    const stats = lstatSync(place)
    const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'special'
    const content =
      kind === 'file'
        ? createHash('sha256').update(readFileSync(place)).digest('hex').slice(0, 16)
        : kind === 'link'
          ? readlinkSync(place, 'latin1')
          : ''
    tree[path] = [kind, (stats.mode & 0o7777).toString(8), kind === 'link' ? '' : Math.round(stats.mtimeMs), content].join(' ')
    if (kind === 'folder')
      for (const name of readdirSync(place, { encoding: 'latin1' }).sort()) {
        const inside = path === '' ? name : `${path}/${name}`
        if (!except.includes(inside)) look(inside)
      }
  }
  look('')
  return tree
}
