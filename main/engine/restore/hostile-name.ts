import type { Node } from 'restic-wrapper'

/**
 * Whether an entry has a name that no honest snapshot has, and that would lead a restore elsewhere: empty, `.`, `..`, with a slash or NUL in it; on Windows
 * also with a backslash or a drive's letter. A path that does not end in its own name had such a name, which restic has resolved. Pure.
 */
export function isHostile({ path, name }: Pick<Node, 'path' | 'name'>, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) return true
  if (platform === 'win32' && (name.includes('\\') || /^[a-z]:/i.test(name))) return true
  return !path.startsWith('/') || !path.endsWith(`/${name}`) || /\/\.{0,2}(?:\/|$)/.test(path)
}
