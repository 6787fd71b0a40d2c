import type { GitAt } from './git-at.ts'

/** How long git may take to bring commits from a folder into a repository, in ms. */
const cap = 30 * 60_000

/** The name under which a branch comes back: its own where there is none of that name, else one that says what it is. Pure. */
export function freeName(branch: string, taken: readonly string[]): string {
  if (!taken.includes(branch)) return branch
  const names = [`${branch}-regained`, ...Array.from({ length: 98 }, (_, index) => `${branch}-regained-${index + 2}`)]
  return names.find((name) => !taken.includes(name)) ?? `${branch}-regained-${taken.length}`
}

/** Whether a repository has a commit with all that leads up to it. */
export async function hasWhole(git: GitAt, commit: string): Promise<boolean> {
  const { code } = await git(['rev-list', '--objects', '--quiet', commit, '--not', '--branches', '--tags', '--remotes'], { timeout: cap })
  return code === 0
}

/** Brings a commit with all that leads up to it from a `.git` elsewhere into the person's repository. No ref of theirs changes. @returns whether it is there whole now */
export async function fetchCommit(git: GitAt, from: string, commit: string): Promise<boolean> {
  const elsewhere = ['--git-dir', from]
  const ref = 'refs/vaultkeeper/regained'
  if ((await git([...elsewhere, 'update-ref', ref, commit])).code !== 0) return false
  const nothingElse = ['--no-tags', '--no-write-fetch-head', '--no-auto-gc', '--no-recurse-submodules', '--no-prune', '--refmap=']
  const { code } = await git(['-c', 'protocol.file.allow=always', 'fetch', '--quiet', ...nothingElse, from, ref], { timeout: cap })
  return code === 0 && (await hasWhole(git, commit))
}

/** Makes a branch that is not there yet; never one that is. @returns why not, or `null` */
export async function makeBranch(git: GitAt, name: string, commit: string, why: string): Promise<string | null> {
  // The empty old value: it must not exist.
  const { code, stderr } = await git(['update-ref', '-m', `vaultkeeper: ${why}`, `refs/heads/${name}`, commit, ''])
  if (code !== 0) return stderr.trim().split('\n')[0] ?? 'git refused'
  const made = await git(['rev-parse', '--verify', '--quiet', `refs/heads/${name}`])
  return made.stdout.trim() === commit ? null : 'it is not there afterwards'
}
