/** Keys of git's configuration that name a program which a look would start. Sections and last parts are in small letters, as git lists them. */
const naming = /^(?:core\.(?:sshcommand|gitproxy|alternaterefscommand)|remote\..*\.(?:uploadpack|vcs)|filter\..*\.(?:clean|process))$/s
/** What `git lfs install --local` writes, and nothing behind it: git hands the whole of it to a shell. */
const lfs = /^git[- ]lfs (?:clean -- %f|filter-process(?: --skip)?)$/

/**
 * The keys by which a repository's own configuration has git start programs when it only reads: what was copied into a vault, or unpacked there, with its `.git` was
 * never the person's word. Helpers and filters that everybody's git knows by name are no such programs. Pure.
 * @param listed what `git config --null --show-scope --list` writes
 */
export function ownPrograms(listed: string): string[] {
  const fields = listed.split('\0')
  const found = new Set<string>()
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, entry = ''] = [fields[at], fields[at + 1]]
    if (scope !== 'local' && scope !== 'worktree') continue
    const end = entry.indexOf('\n')
    const [key, value] = end < 0 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)]
    if (startsProgram(key, value)) found.add(key)
  }
  return [...found]
}

function startsProgram(key: string, value: string): boolean {
  if (naming.test(key)) return value !== '' && !lfs.test(value)
  if (/^credential\.(?:.*\.)?helper$/s.test(key)) return value !== '' && !/^[a-z][a-z-]*$/.test(value)
  // Another transport than git's own is a program, and `ext::` any one at all.
  if (/^protocol\.(?:.*\.)?allow$/s.test(key)) return value !== 'never' && !/^protocol\.(?:file|git|https?|ssh)\.allow$/.test(key)
  if (/^remote\..*\.(?:url|pushurl)$/s.test(key)) return /^[a-z0-9+.-]+::/i.test(value)
  return /^url\..*::.*\.(?:insteadof|pushinsteadof)$/s.test(key)
}
