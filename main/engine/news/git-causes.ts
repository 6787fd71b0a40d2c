import type { Configuration } from '../../contract/configuration.ts'
import { readGitTroubleName } from '../git/git-troubles.ts'
import type { Trouble } from '../health/trouble.ts'
import type { Cause } from './cause.ts'

/** What each kind of matter with git is called, of a vault; and what is said when it is over. */
const titles: Readonly<Record<string, readonly [string, string]>> = {
  'git-uncommitted': ['Files of NAME are not committed', 'The files of NAME are committed'],
  'git-nothing-committed': ['Nothing of NAME was ever committed', 'NAME has its first commit'],
  'git-ahead': ['Commits of NAME are not pushed', 'The commits of NAME are pushed'],
  'git-never-pushed': ['A branch of NAME was never pushed', 'The branches of NAME are pushed'],
  'git-diverged': ['A branch of NAME and its remote have gone apart', 'The branches of NAME are together with their remote again'],
  'git-unclear': ['A branch of NAME is not the same at its remote', 'The branches of NAME are as at their remote again'],
  'git-rewritten': ['A branch of NAME was rewritten at its remote', 'The rewritten branch of NAME is settled'],
  'git-deleted': ['A branch of NAME was deleted at its remote', 'The deleted branch of NAME is settled'],
  'git-no-remote': ['NAME has no git remote', 'NAME has a git remote'],
  'git-remote-unknown': ['git knows no such remote in NAME', 'git knows the remotes of NAME again'],
  'git-remote-gone': ['A git remote of NAME is gone', 'The git remotes of NAME are there again'],
  'git-no-credentials': ['A git remote does not let NAME in', 'The git remotes let NAME in again'],
  'git-host-unknown': ['The server of a git remote of NAME is not known', 'The servers of the git remotes of NAME are known again'],
  'git-offline': ['A git remote of NAME cannot be reached', 'The git remotes of NAME can be reached again'],
  'git-not-answering': ['A git remote of NAME does not answer', 'The git remotes of NAME answer again'],
  'git-remote-failed': ['A git remote of NAME cannot be asked', 'The git remotes of NAME answer again'],
  'git-detached': ['Commits of NAME are on no branch', 'The commits of NAME are on a branch again'],
  'git-locked': ['A lock file keeps git from working in NAME', 'git can work in NAME again'],
  'git-damaged': ['The git repository of NAME is damaged', 'The git repository of NAME is whole again'],
  'git-no-repository': ['NAME is not in git any more', 'NAME is in git again'],
  'guard-secret': ['A secret in NAME is about to get out', 'No secret of NAME is about to get out any more'],
  'guard-env-tracked': ['git tracks a file with secrets in NAME', 'git tracks no file with secrets in NAME any more'],
}

/** The title of what is wrong with a vault's git. Pure. */
export function gitTitle(code: string, name: string): string {
  const [
    title = code.startsWith('guard-')
      ? 'The set-up of NAME wants a look'
      : code.startsWith('git-push-')
        ? 'NAME could not be pushed'
        : 'git in NAME wants a look',
  ] = titles[code] ?? []
  return title.replace('NAME', name)
}

/** The title of the news that it is over. Pure. */
export function settledGitTitle(code: string, name: string): string {
  const [
    ,
    title = code.startsWith('guard-')
      ? 'The set-up of NAME is in order again'
      : code.startsWith('git-push-')
        ? 'NAME can be pushed again'
        : 'git in NAME is in order again',
  ] = titles[code] ?? []
  return title.replace('NAME', name)
}

/** So many sentences are told in one message. */
const most = 5

/** What is to be told of git: one message for each kind of matter of a vault, however many branches and remotes it concerns. Pure. */
export function gitCauses(troubles: readonly Trouble[], { vaults }: Configuration): Cause[] {
  const found = troubles.filter(({ about }) => about === 'git').map((trouble) => ({ trouble, of: readGitTroubleName(trouble.name) }))
  return [...Map.groupBy(found, ({ of: { vault, code } }) => `git/${vault}/${code}`)].flatMap(([subject, all]) => {
    const [first] = all
    if (first === undefined) return []
    const sentences = all.map(({ trouble }) => trouble.problem.sentence)
    const more = sentences.length > most ? [`And ${sentences.length - most} more.`] : []
    return [
      {
        kind: 'git' as const,
        subject,
        parts: all.map(({ trouble: { since }, of }) => ({ code: partOf(of), since: since ?? '' })),
        title: gitTitle(first.of.code, vaults[first.of.vault]?.name ?? first.of.vault),
        text: [...sentences.slice(0, most), ...more].join('\n\n'),
        remedy: first.trouble.problem.remedy,
        plan: null,
        repository: null,
        early: false,
      },
    ]
  })
}

/** That more commits wait to be pushed is no news; that another branch is rewritten is. */
function partOf({ code, repository, remote, branch }: ReturnType<typeof readGitTroubleName>): string {
  const lasts = code === 'git-uncommitted' || code === 'git-ahead'
  return `${code}@${lasts ? encodeURIComponent(repository) : [repository, remote ?? '', branch ?? ''].map(encodeURIComponent).join('/')}`
}

/** Whether git of a vault is still to be looked after. Pure. */
export function isGitExpected(subject: string, { vaults }: Configuration): boolean {
  const [about, vault = ''] = subject.split('/')
  return about !== 'git' || (vaults[vault]?.git ?? null) !== null
}
