/**
 * A file as git has it. Paths are from the top of the repository. `oid`: of its content in the index, `head`: in the last commit; `null` where it is not there.
 * `changed`: the file in the folder differs from the index.
 */
export type SetUpEntry = {
  readonly path: string
  readonly oid: string | null
  readonly head: string | null
  readonly changed: boolean
}

const nothing = /^0+$/
/** Regular files; links and submodules have no text of their own. */
const regular = /^1006?\d\d$|^100\d{3}$/

/** `git ls-files --stage -z --full-name`: `MODE OID STAGE\tPATH`. Of a file in conflict the side of this branch. Pure. */
export function indexEntries(output: string): Map<string, string> {
  const entries = new Map<string, string>()
  for (const record of output.split('\0')) {
    const [, mode = '', oid = '', path = ''] = /^(\d{6}) ([0-9a-f]+) \d\t(.*)$/s.exec(record) ?? []
    if (path !== '' && regular.test(mode)) entries.set(path, oid)
  }
  return entries
}

/** See {@link statusEntries}. An ignored or untracked folder that is told as one ends with `/`. */
export type SetUpStatus = {
  readonly changes: ReadonlyMap<string, { readonly head: string | null; readonly staged: boolean; readonly changed: boolean }>
  readonly untracked: readonly string[]
  readonly ignored: readonly string[]
}

/**
 * `git status --porcelain=v2 -z --no-renames`. Pure.
 * @see https://git-scm.com/docs/git-status#_porcelain_format_version_2
 */
export function statusEntries(output: string): SetUpStatus {
  const changes = new Map<string, { head: string | null; staged: boolean; changed: boolean }>()
  const untracked: string[] = []
  const ignored: string[] = []
  for (const record of output.split('\0')) {
    const kind = record.slice(0, 2)
    if (kind === '? ') untracked.push(record.slice(2))
    else if (kind === '! ') ignored.push(record.slice(2))
    else if (kind === '1 ') {
      // 1 XY SUB MODE-HEAD MODE-INDEX MODE-FOLDER OID-HEAD OID-INDEX PATH
      const [, states = '', , , , , head = '', , ...path] = record.split(' ')
      const [staged, changed] = states
      changes.set(path.join(' '), {
        head: nothing.test(head) ? null : head,
        staged: staged !== '.',
        changed: changed === 'M' || changed === 'T',
      })
    } else if (kind === 'u ') {
      // u XY SUB M1 M2 M3 MW H1 H2 H3 PATH: as long as there is a conflict its text in the folder is what counts.
      const [, , , , , , , , ours = '', , ...path] = record.split(' ')
      changes.set(path.join(' '), { head: nothing.test(ours) ? null : ours, staged: true, changed: true })
    }
  }
  return { changes, untracked, ignored }
}

/** Both put together: every file that git has, or would take. Pure. */
export function setUpEntries(index: ReadonlyMap<string, string>, { changes, untracked }: SetUpStatus): SetUpEntry[] {
  const tracked = [...index].map(([path, oid]): SetUpEntry => {
    const change = changes.get(path)
    return {
      path,
      oid,
      head: change === undefined || !change.staged ? (change?.head ?? oid) : change.head,
      changed: change?.changed ?? false,
    }
  })
  // A repository within this one is told as a folder, and is its own.
  const loose = untracked.filter((path) => !path.endsWith('/')).map((path): SetUpEntry => ({ path, oid: null, head: null, changed: true }))
  return [...tracked, ...loose]
}
