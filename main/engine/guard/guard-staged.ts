import { basename } from 'node:path'
import type { GuardFinding } from '../../contract/procedures/guard.ts'
import { type GitSetting, gitAt } from '../git/git-at.ts'
import { fail } from '../problem-error.ts'
import { findSecrets } from './find-secrets.ts'
import { secretInWords, unstage } from './guard-words.ts'
import { isUnread, readBlobs } from './read-blobs.ts'
import { rawChanges } from './read-set-up.ts'

/** What a commit would take along. `files`: how many were looked into; `left`: those that were not. */
export type StagedStanding = {
  readonly findings: readonly GuardFinding[]
  readonly files: number
  readonly left: readonly { readonly file: string; readonly why: string }[]
}

/** So many files of one commit are looked into. */
const mostFiles = 2_000

/** What git tells a hook of the commit that is being made: `git commit FILE` has an index of its own. */
const ofHook = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES']

/**
 * The secrets that the next commit would bring into a repository: in what is staged, whole, and not in the last commit already. For a `pre-commit` hook; it takes
 * three short processes of git. Throws a problem where there is no repository, or git could not give what is staged.
 * @param folder where git is asked, which a hook is in already
 * @param hook the environment that git gave the hook; empty where nobody called us so
 */
export async function guardStaged(setting: GitSetting, folder: string, hook: NodeJS.ProcessEnv): Promise<StagedStanding> {
  const more = Object.fromEntries(ofHook.flatMap((name) => (hook[name] ? [[name, hook[name]] as const] : [])))
  // Of what a partial clone lacks nothing is fetched.
  const git = gitAt(setting, folder, { more: { ...more, GIT_NO_LAZY_FETCH: '1' }, most: 16 * 1024 * 1024 })
  const staged = await git([
    ...['diff', '--cached', '--raw', '-z', '--no-abbrev', '--no-color', '--no-relative', '--no-renames', '--no-ext-diff', '--no-textconv'],
    ...['--ignore-submodules=all', '--diff-filter=AMT'],
  ])
  if (staged.code !== 0 || staged.ended !== null)
    return fail(
      'git-no-repository',
      `There is no git repository at ${folder} that can be read, so nothing is staged there.`,
      'Call it in a folder of the repository.',
      staged.stderr.split('\n')[0],
    )
  const changes = rawChanges(staged.stdout)
  const looked = changes.slice(0, mostFiles)
  const blobs = await readBlobs(
    git,
    looked.flatMap(({ before, oid }) => (/^0+$/.test(before) ? [oid] : [before, oid])),
    16 * 1024 * 1024,
  )
  const left: { file: string; why: string }[] = []
  const findings: GuardFinding[] = []
  for (const { path, before, oid } of looked) {
    const isNew = /^0+$/.test(before)
    if (isNew && /^\.env(?:\.local|\.[^/]+\.local)?$/.test(basename(path))) findings.push(ofEnvironment(path))
    const blob = blobs.get(oid)
    if (blob?.why === 'too-large') left.push({ file: path, why: 'it is too large' })
    else if (isUnread(blob)) left.push({ file: path, why: 'git does not have its content here' })
    const known = blobs.get(before)?.text ?? ''
    for (const secret of blob?.text ? findSecrets(blob.text, path) : []) {
      // What the last commit has already is another matter: it would stop every commit from now on.
      if (known.includes(secret.secret)) continue
      const { kind, line, begins } = secret
      const words = secretInWords({ ...secret, file: path, place: `${path}, line ${line}`, isNew }, 'staged')
      findings.push({ code: 'secret', verdict: 'bad', file: path, line, kind, begins, stage: 'staged', ...words })
    }
  }
  const beyond = changes.slice(mostFiles).map(({ path }) => ({ file: path, why: 'there are too many files' }))
  return { findings, files: looked.length - left.length, left: [...left, ...beyond] }
}

function ofEnvironment(file: string): GuardFinding {
  return {
    ...{ code: 'env-tracked', verdict: 'bad', file, line: null, kind: null, begins: null, stage: 'staged' },
    sentence: `${file} is staged: it is where secrets are kept, and git would keep them for ever.`,
    remedy: `Take it out: ${unstage(file, true)} - and add it to .gitignore.`,
  }
}
