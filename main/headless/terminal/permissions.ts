/** Kinds and special rights in the high bits of Go's FileMode, from the highest on. */
const letters = 'dalTLDpSugct?'

/** Rights as restic and `ls` write them: `drwxr-xr-x`, `Lrwxrwxrwx`. Pure. @param mode Go's FileMode, as restic stores it */
export function permissionsInWords(mode: number): string {
  const kinds = [...letters].filter((_, place) => (mode & (1 << (31 - place))) !== 0).join('')
  const rights = [...'rwxrwxrwx'].map((letter, place) => ((mode & (1 << (8 - place))) !== 0 ? letter : '-')).join('')
  return `${kinds || '-'}${rights}`
}
