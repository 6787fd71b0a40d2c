import type { Configuration } from '../../contract/configuration.ts'
import type { GitMatter } from '../../contract/git-matter.ts'
import type { Trouble } from '../health/trouble.ts'
import type { KnownGitLook } from '../state/git-looks.ts'
import { gitWords } from './git-words.ts'

type GitRules = Pick<NonNullable<Configuration['vaults'][string]['git']>, 'unpushedAfter' | 'uncommittedAfter'>

/** How long a remote may not be to be asked, in ms: until then that is an ordinary day. */
const patience = 24 * 60 * 60_000

/** What is told once it has lasted, by what the person allows it. */
const allowed: Readonly<Record<string, (rules: GitRules) => number>> = {
  'git-uncommitted': ({ uncommittedAfter }) => uncommittedAfter,
  'git-nothing-committed': ({ uncommittedAfter }) => uncommittedAfter,
  'git-ahead': ({ unpushedAfter }) => unpushedAfter,
  'git-never-pushed': ({ unpushedAfter }) => unpushedAfter,
  'git-offline': () => patience,
  'git-not-answering': () => patience,
  'git-remote-failed': () => patience,
  'git-unclear': () => patience,
}

/**
 * What of the last looks at git wants a person: of each vault that has a `git` section. How the vault's backups stand is another thing and stays as it is. Pure.
 */
export function gitTroubles(looks: readonly KnownGitLook[], { vaults }: Pick<Configuration, 'vaults'>, now: Date): Trouble[] {
  return looks.flatMap(({ vault, matters }) => {
    const rules = vaults[vault]?.git ?? null
    return rules === null
      ? []
      : matters
          .filter((matter) => isDue(matter, rules, now))
          .map((matter) =>
            troubleOf(
              vault,
              matter,
              now,
              matters.some(({ code }) => code === 'guard-secret'),
            ),
          )
  })
}

function isDue({ code, since }: GitMatter, rules: GitRules, now: Date): boolean {
  return now.getTime() - Date.parse(since) >= (allowed[code]?.(rules) ?? 0)
}

function troubleOf(vault: string, matter: GitMatter, now: Date, sparing: boolean): Trouble {
  const { code, since } = matter
  return {
    about: 'git',
    name: gitTroubleName(vault, matter),
    problem: { code, ...wordsOf(vault, matter, now, sparing) },
    since,
    attention: true,
    plan: null,
    repository: null,
  }
}

/** Where the words tell how long ago something was, they are made anew. */
function wordsOf(vault: string, matter: GitMatter, now: Date, sparing: boolean): Pick<GitMatter, 'sentence' | 'remedy'> {
  const { code, sentence, remedy, repository, remote, branch, count, since } = matter
  const state = /^git-(ahead|never-pushed|uncommitted)$/.exec(code)?.[1] as 'ahead' | 'never-pushed' | 'uncommitted' | undefined
  if (state === undefined) return { sentence, remedy }
  const about = {
    vault,
    repository,
    folder: '',
    remote: remote ?? '',
    branch: branch ?? '',
    count: count ?? 0,
    since,
    now,
    detail: '',
    lost: '',
    sparing: sparing && repository === '',
  }
  return gitWords[state](about)
}

/** What a trouble with git is about: its name holds all of it. */
export type GitTroubleAbout = Pick<GitMatter, 'code' | 'repository' | 'remote' | 'branch' | 'held'> & { readonly vault: string }

/** The name of a trouble, the same as long as it is the same. Parts are written as in an address, for a branch has slashes. */
function gitTroubleName(vault: string, { code, repository, remote, branch, held }: Omit<GitTroubleAbout, 'vault'>): string {
  return [vault, code, repository, remote ?? '', branch ?? '', ...(held ? ['held'] : [])].map(encodeURIComponent).join('/')
}

/** Reads the name of a trouble, see gitTroubleName. */
export function readGitTroubleName(name: string): GitTroubleAbout {
  const [vault = '', code = '', repository = '', remote = '', branch = '', held] = name.split('/').map(decodeURIComponent)
  return { vault, code, repository, remote: remote || null, branch: branch || null, ...(held === 'held' ? { held: true } : {}) }
}
