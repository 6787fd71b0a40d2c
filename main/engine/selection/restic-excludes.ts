import { type ParsedPattern, parsePattern } from './parse-pattern.ts'
import type { Selection } from './selection.ts'

/**
 * What a selection leaves out, as patterns for restic's `--exclude`. restic holds patterns against absolute paths, so `tmp` would match a vault in /tmp and
 * everything in it: each is bound to the vault here. Throws a problem for a pattern that is malformed.
 * @param root real path of the vault
 */
export function resticExcludes(root: string, selection: Selection): string[] {
  const inVault = selection.exclude.flatMap((text) => {
    const parsed = parsePattern(text)
    return parsed === null ? [] : bound(root, parsed)
  })
  // Ours come last: no negated pattern brings them back.
  return [...inVault, ...[...selection.leftOut].map(escapePath)]
}

function bound(root: string, { negated, anchored, parts }: ParsedPattern): string[] {
  const base = root === '/' ? '' : escapePath(root)
  if (parts.length === 0) return [`${negated ? '!' : ''}${base}/*`]
  return withAndWithout(anchored ? parts : ['**', ...parts]).map((some) => `${negated ? '!' : ''}${base}/${some.join('/')}`)
}

/**
 * To restic `**` is any number of folders, none included, as long as there is one of them in a pattern; of several each wants a folder. So a pattern with
 * several is given with and without each.
 */
function withAndWithout(parts: readonly string[]): string[][] {
  if (parts.filter((part) => part === '**').length < 2) return [[...parts]]
  let variants: string[][] = [[]]
  for (const part of parts) {
    const grown = variants.map((variant) => [...variant, part])
    variants = part === '**' ? [...grown, ...variants] : grown
  }
  return variants
}

/** A path as a pattern that means only itself. In classes, because Windows knows no backslash that escapes. */
export function escapePath(path: string): string {
  const text = path.replace(/[*?[]/g, '[$&]')
  return process.platform === 'win32' ? text : text.replaceAll('\\', '\\\\')
}
