import type { GuardedFile, GuardFinding } from '../../contract/procedures/guard.ts'
import { quoted } from '../../contract/words/quoted.ts'
import { forget, namesInWords, secretInWords, take } from './guard-words.ts'
import type { GuardedPath, GuardedPaths } from './guarded-paths.ts'
import type { ExampleStanding } from './missing-variables.ts'
import { exampleFile } from './missing-variables.ts'
import type { SetUpFacts } from './read-set-up.ts'
import type { StagedSecret } from './scan-versions.ts'

/** What is looked at together. `facts` null: the vault is not in git. `vault`: how the command line is told which. */
export type SetUp = {
  readonly vault: string
  readonly paths: GuardedPaths
  readonly facts: SetUpFacts | null
  readonly secrets: readonly StagedSecret[]
  readonly example: ExampleStanding
}

/** Settings of one person on one machine, which Claude Code has git ignore. */
const local = /(?:^|\/)(?:[^/]*\.local\.[^/]+|\.DS_Store|Thumbs\.db|desktop\.ini)$/
/** What in `.claude` is meant for everybody: where that is ignored, somebody did not mean it. */
const shared = /^\.claude\/(?:settings\.json|CLAUDE\.md|agents|commands|skills|hooks|rules|output-styles)(?:\/|$)/

const under = (path: string, { path: folder }: GuardedPath) => path === folder || path === `${folder}/` || path.startsWith(`${folder}/`)

/** How each file of a set-up stands in git. Pure. */
export function guardedFiles({ paths, facts }: Pick<SetUp, 'paths' | 'facts'>): GuardedFile[] {
  return paths.paths
    .filter(({ exists, asked }) => exists || asked)
    .map((one) => {
      const mine = facts?.entries.filter(({ path }) => under(path, one)) ?? []
      const has = mine.some(({ oid }) => oid !== null)
      const lacks = mine.some(({ path, oid }) => oid === null && !local.test(path))
      const tracked = has ? (lacks ? 'partly' : 'yes') : 'no'
      const changed = [...(facts?.status.changes.keys() ?? [])].some((path) => under(path, one))
      return {
        path: one.folder ? `${one.path}/` : one.path,
        exists: one.exists,
        tracked,
        ignored: ignoredOf(one, facts).length > 0,
        committed: tracked === 'yes' && !changed,
        pushed:
          facts === null || !facts.remotes
            ? null
            : tracked === 'yes' && !changed && !facts.beyond && !facts.unpushed.some(({ path }) => under(path, one)),
      }
    })
}

/** What of a file or folder is ignored and should not be: all of it, or what is meant for everybody. */
function ignoredOf(one: GuardedPath, facts: SetUpFacts | null): readonly string[] {
  const ignored = facts?.status.ignored ?? []
  // A folder above it may be what is ignored.
  const whole = ignored.filter((path) => path === one.path || path === `${one.path}/` || (path.endsWith('/') && one.path.startsWith(path)))
  return whole.length > 0
    ? [one.folder ? `${one.path}/` : one.path]
    : ignored.filter((path) => under(path, one) && shared.test(path) && !local.test(path))
}

/** What is to be said of the set-up of a vault, gravest first. Pure. */
export function judgeSetUp(setUp: SetUp): GuardFinding[] {
  const { facts, secrets } = setUp
  const told = secrets.map((secret): GuardFinding => {
    const { path: file, line, kind, begins, stage } = secret
    return {
      code: 'secret',
      verdict: 'bad',
      file,
      line,
      kind,
      begins,
      stage,
      ...secretInWords({ ...secret, file, place: `${file}, line ${line}` }, stage),
    }
  })
  const stages = ['pushed', 'committed', 'staged', 'loose']
  return [
    ...told.toSorted((one, other) => stages.indexOf(one.stage ?? '') - stages.indexOf(other.stage ?? '')),
    ...(facts?.environments ?? []).map(({ path }) => ofEnvironment(path)),
    ...(facts === null ? [] : ofFiles(setUp, facts)),
    ...ofOutside(setUp),
    ...ofVariables(setUp),
  ]
}

const finding = (
  code: GuardFinding['code'],
  verdict: GuardFinding['verdict'],
  file: string,
  sentence: string,
  remedy: string,
): GuardFinding => ({
  ...{ code, verdict, file, line: null, kind: null, begins: null, stage: null },
  ...{ sentence, remedy },
})

/** It is bad whatever it holds today: what a person writes into it tomorrow goes with the next commit. */
function ofEnvironment(path: string): GuardFinding {
  return finding(
    'env-tracked',
    'bad',
    path,
    `${path} is tracked by git, and with it every secret that is written into it.`,
    `Have git forget it, which leaves it in the folder: ${forget(path)} - add it to .gitignore, and revoke what was in it if it was ever pushed.`,
  )
}

function ofFiles(setUp: SetUp, facts: SetUpFacts): GuardFinding[] {
  const { paths } = setUp
  // That names are missing says already that the file is.
  const isSaid = ofVariables(setUp).length > 0
  return paths.paths.flatMap((one) => {
    const name = one.folder ? `${one.path}/` : one.path
    if (!one.exists)
      return one.asked && !(one.path === exampleFile && isSaid)
        ? [
            finding(
              'settings-missing',
              'attention',
              name,
              `${name} is not there.`,
              'Bring it back from a snapshot, or take it out of "configuration" of this vault.',
            ),
          ]
        : []
    const ignored = ignoredOf(one, facts)
    const [first = name] = ignored
    if (ignored.length > 0)
      return [
        finding(
          'settings-ignored',
          'attention',
          first,
          `${namesInWords(ignored)} ${ignored.length === 1 ? 'is' : 'are'} ignored by git: a new clone would not have ${ignored.length === 1 ? 'it' : 'them'}.`,
          `See which rule it is with: git check-ignore --verbose ${first} - or take it in spite of that: ${take(first, true)}`,
        ),
      ]
    const mine = facts.entries.filter(({ path }) => under(path, one))
    const loose = mine.filter(({ path, oid }) => oid === null && !local.test(path)).map(({ path }) => path)
    const own = mine.filter(({ path, oid }) => oid !== null && /(?:^|\/)settings\.local\.json$/.test(path))
    return [
      ...(loose.length === 0
        ? []
        : [
            finding(
              'settings-untracked',
              'attention',
              loose.length === 1 ? (loose[0] ?? name) : name,
              `${namesInWords(loose)} ${loose.length === 1 ? 'is' : 'are'} not in git.`,
              `Take ${loose.length === 1 ? 'it' : 'them'} in: ${take(loose.length === 1 ? (loose[0] ?? name) : name)}`,
            ),
          ]),
      ...own.map(({ path }) =>
        finding(
          'local-settings-tracked',
          'attention',
          path,
          `${path} is tracked by git: it is meant for one person on one machine, and commands that were allowed stand in it word by word.`,
          `Have git forget it, which leaves it in the folder: ${forget(path)} - and add it to .gitignore.`,
        ),
      ),
    ]
  })
}

function ofOutside({ paths }: SetUp): GuardFinding[] {
  return paths.outside.map((path) =>
    finding(
      'settings-unreadable',
      'attention',
      path,
      `${path} does not lie in this vault.`,
      'Name it from the folder of the vault, without "..".',
    ),
  )
}

/** Whether a vault is one that says what it needs: not every folder with a `.env` is. Pure. */
export function wantsExample({ paths, example }: Pick<SetUp, 'paths' | 'example'>): boolean {
  return example.exists || paths.why === 'found' || paths.paths.some(({ path }) => path === exampleFile)
}

function ofVariables({ vault, paths, example }: SetUp): GuardFinding[] {
  if (example.why !== null)
    return [finding('settings-unreadable', 'attention', exampleFile, `${exampleFile} ${example.why}.`, 'Make it a file again.')]
  if (!wantsExample({ paths, example }) || example.missing.length === 0) return []
  const names = example.missing.map(({ name, file }) => `${name} (${file})`)
  return [
    finding(
      'variables-missing',
      'attention',
      exampleFile,
      `${example.exists ? `${exampleFile} does not name` : `There is no ${exampleFile} that names`} ${namesInWords(names, 5)}: a new set-up would lack ${names.length === 1 ? 'it' : 'them'}.`,
      `Add ${names.length === 1 ? 'the name, without its value' : 'the names, without values'}: vaultkeeper git ${quoted(vault)} --complete-example`,
    ),
  ]
}
