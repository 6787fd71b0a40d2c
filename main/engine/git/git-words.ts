import type { GitFinding, GitState } from '../../contract/procedures/git.ts'
import { quoted } from '../../contract/words/quoted.ts'
import { whenInWords } from '../../contract/words/when-in-words.ts'

/** What a sentence is about. `repository`: from the vault, '' for its own; `vault`: how it is named to the command line. */
export type GitSubject = {
  readonly vault: string
  readonly repository: string
  readonly folder: string
  readonly remote: string
  readonly branch: string
  readonly count: number
  readonly since: string | null
  readonly now: Date
  readonly detail: string
  /** The first digits of the commit that a remote lost. */
  readonly lost: string
  /** The branch here that is still at that commit; '' where none is. */
  readonly held?: string
  /** Something lies there that must not be added. */
  readonly sparing?: boolean
}

type Words = Pick<GitFinding, 'sentence' | 'remedy'>

const few = (count: number, noun: string) => `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
const isAre = (count: number) => (count === 1 ? 'is' : 'are')
const oldest = ({ since, now, count }: GitSubject) =>
  since === null ? '' : count === 1 ? `, from ${whenInWords(since, now)}` : `, the oldest from ${whenInWords(since, now)}`
const there = ({ repository }: GitSubject) => (repository === '' ? '' : ` in ${repository}`)
const on = (about: GitSubject) => `"${about.remote}"${there(about)}`
const command = ({ vault }: GitSubject, rest: string) => `vaultkeeper git ${quoted(vault)} ${rest}`
/** Without the repository, the branch of that name would be meant in any other one of the vault as well. */
const ofBranch = (about: GitSubject, deed: string) =>
  command(about, `${deed} ${quoted(about.branch)}${about.repository === '' ? '' : ` --repository ${quoted(about.repository)}`}`)

/**
 * How what is not committed is committed. `sparing`: something lies there that must not be added, so that not all of it is named at once. Pure.
 */
function commitRemedy({ state, count }: { readonly state: string; readonly count: number | null }, sparing = false): string {
  const [it, files] = count === 1 ? ['it', 'FILE'] : ['them', 'FILES']
  const [what, how] = sparing ? [', without the secret that was found', files] : ['', '-A']
  return state === 'uncommitted'
    ? `Commit ${it}${what}: git add ${how} && git commit`
    : `Make the first commit${what}: git add ${how} && git commit`
}

/** The same standing, where the guard found a secret that `git add` would take along: then nobody is told to add everything. Pure. */
export function sparingSecrets<Standing extends { readonly findings: readonly GitFinding[] }>(
  standing: Standing,
  guard: { readonly findings: readonly { readonly code: string }[] } | null,
): Standing {
  if (!guard?.findings.some(({ code }) => code === 'secret')) return standing
  const findings = standing.findings.map((one) =>
    // Of a repository within the vault the guard knows nothing.
    one.repository === '' && (one.state === 'uncommitted' || one.state === 'nothing-committed')
      ? { ...one, remedy: commitRemedy(one, true) }
      : one,
  )
  return { ...standing, findings }
}

/** One sentence of what is, and one of what to do, for each state that needs something. Pure. */
export const gitWords: Readonly<Record<Exclude<GitState, 'up-to-date'>, (about: GitSubject) => Words>> = {
  ahead: (about) => ({
    sentence: `${few(about.count, 'commit')} of ${about.branch} ${isAre(about.count)} not on ${on(about)} yet${oldest(about)}.`,
    remedy: `Push: ${command(about, '--push')}`,
  }),
  'never-pushed': (about) => ({
    sentence: `The branch ${about.branch} was never pushed to ${on(about)}: ${few(about.count, 'commit')} of it ${isAre(about.count)} not there${oldest(about)}.`,
    remedy: `Push it: git push --set-upstream ${quoted(about.remote)} ${quoted(about.branch)}`,
  }),
  behind: (about) => ({
    sentence: `${on(about)} has ${few(about.count, 'commit')} of ${about.branch} that ${isAre(about.count)} not here.`,
    remedy: 'Bring them here: git pull',
  }),
  diverged: (about) => ({
    sentence: `${about.branch} and its copy on ${on(about)} have gone apart: ${about.detail}.`,
    remedy: 'Bring both together, with git pull --rebase or git merge, and push then.',
  }),
  unclear: (about) => ({
    sentence: `${about.branch} is not the same on ${on(about)}, and what differs could not be fetched.`,
    remedy: 'Look again later, or see what is there with: git fetch',
  }),
  rewritten: (about) => ({
    sentence: `The history of ${about.branch} on ${on(about)} was rewritten (a force-push): commit ${about.lost}, which it had, is gone from it${about.detail}.`,
    remedy: about.held
      ? `See what is different: git log --left-right ${quoted(`${about.held}...${about.remote}/${about.branch}`)} - bring both together, and when it is settled, or was on purpose: ${ofBranch(about, '--accept')}`
      : `Have it back as a branch of its own: ${ofBranch(about, '--bring-back')} - or, if that was on purpose: ${ofBranch(about, '--accept')}`,
  }),
  deleted: (about) => ({
    sentence: `The branch ${about.branch} is gone from ${on(about)}, and commit ${about.lost} with it${about.detail}.`,
    remedy: about.held
      ? `Have it there again: git push ${quoted(about.remote)} ${quoted(about.held === about.branch ? about.branch : `refs/heads/${about.held}:refs/heads/${about.branch}`)} - or, if that was on purpose: ${ofBranch(about, '--accept')}`
      : `Have it back: ${ofBranch(about, '--bring-back')} - or, if that was on purpose: ${ofBranch(about, '--accept')}`,
  }),
  'no-remote': (about) => ({
    sentence: `This repository${there(about)} has no remote: its commits are only here.`,
    remedy: 'Give it one: git remote add origin ADDRESS',
  }),
  'remote-unknown': (about) => ({
    sentence: `git knows no remote "${about.remote}"${there(about)}${about.detail}.`,
    remedy: 'Name those that there are as "remotes" in the configuration, or add it: git remote add',
  }),
  'remote-gone': (about) => ({
    sentence: `The remote ${on(about)} is not there any more: ${about.detail}.`,
    remedy: `Check its address, or connect its drive: git remote get-url ${quoted(about.remote)}`,
  }),
  'no-credentials': (about) => ({
    sentence: `The remote ${on(about)} does not let us in: ${about.detail}.`,
    remedy: `Sign in once yourself, so that git remembers: git fetch ${quoted(about.remote)}`,
  }),
  'host-unknown': (about) => ({
    sentence: `The server of ${on(about)} is not the one that ssh knows, or is not known to it: ${about.detail}.`,
    remedy: `Compare its fingerprint and accept it once yourself: git fetch ${quoted(about.remote)}`,
  }),
  offline: (about) => ({
    sentence: `The remote ${on(about)} cannot be reached: ${about.detail}.`,
    remedy: 'Look again when the network is there.',
  }),
  'not-answering': (about) => ({
    sentence:
      about.remote === ''
        ? `git did not come to an end${there(about)}: ${about.detail}.`
        : `The remote ${on(about)} does not answer: ${about.detail}.`,
    remedy: 'Look again later.',
  }),
  'remote-failed': (about) => ({
    sentence: `The remote ${on(about)} could not be asked: ${about.detail}.`,
    remedy: `See what git says: git ls-remote ${quoted(about.remote)}`,
  }),
  uncommitted: (about) => ({
    sentence: `${few(about.count, 'file')} ${isAre(about.count)} not committed${there(about)}${oldest(about)}.`,
    remedy: commitRemedy({ state: 'uncommitted', count: about.count }, about.sparing),
  }),
  'nothing-committed': (about) => ({
    sentence: `Nothing was committed yet${there(about)}${about.count > 0 ? `; ${few(about.count, 'file')} would be the first` : ''}.`,
    remedy: commitRemedy({ state: 'nothing-committed', count: about.count }, about.sparing),
  }),
  detached: (about) => ({
    sentence: `No branch is checked out${there(about)}${about.detail}.`,
    remedy: about.count > 0 ? 'Give it a branch before anything else: git switch --create NAME' : 'Go back to a branch: git switch NAME',
  }),
  shallow: (about) => ({
    sentence: `Only the newest part of the history is here${there(about)} (a shallow clone): the older part is on its remote alone.`,
    remedy: 'Bring all of it: git fetch --unshallow',
  }),
  locked: (about) => ({
    sentence: `A lock file lies there since ${whenInWords(about.since ?? about.now.toISOString(), about.now)}${there(about)}, most likely of a git that crashed: git can do nothing more.`,
    remedy: `When no git is at work there, remove it: ${about.detail}`,
  }),
  'not-owned': (about) => ({
    sentence: `git does not read ${about.folder}, for it belongs to another user.`,
    remedy: `If you trust it: git config --global --add safe.directory ${quoted(about.folder)}`,
  }),
  damaged: (about) => ({
    sentence: `The repository in ${about.folder} is damaged: ${about.detail}.`,
    remedy: `See how far it goes with git fsck --full; a snapshot holds its .git as it was: vaultkeeper restore latest:.git --vault ${quoted(about.vault)} --to FOLDER`,
  }),
  'runs-programs': (about) => ({
    sentence: `The repository${there(about)} was not looked at, for its own configuration ${about.detail === '' ? 'could not be read to its end, and may name programs that git starts' : `would start programs: ${about.detail}`}.`,
    remedy: `See them with: git -C ${quoted(about.folder)} config --local --list - if they are yours, make that folder a vault of its own.`,
  }),
  'no-repository': (about) => ({
    sentence: `There is no git repository in ${about.folder}${about.detail === '' ? '' : ` (${about.detail})`}.`,
    remedy: 'Make one with git init, or name another vault.',
  }),
  'git-missing': () => ({
    sentence: 'git is not installed on this machine, so nothing can be said about it.',
    remedy: 'Install git: https://git-scm.com/downloads',
  }),
  'git-too-old': (about) => ({
    sentence: `git ${about.detail} is too old to be asked without leaving traces.`,
    remedy: 'Install git 2.29 or newer: https://git-scm.com/downloads',
  }),
}
