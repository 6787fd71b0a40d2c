import type { EndedRun } from '../../contract/procedures/ended-run.ts'
import type { GitFinding, GitStanding } from '../../contract/procedures/git.ts'
import type { GuardStanding } from '../../contract/procedures/guard.ts'
import { leftInWords } from '../../contract/words/left-in-words.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Screen } from './screen.ts'
import { counted } from './words.ts'

/** More names than anybody reads in a line. */
const mostNamed = 5

/**
 * How a vault stands with git, for people: what is, and what to do, of everything that needs something; and a last line. A line for each branch and remote.
 * Pure but for colours.
 */
export function standingLines(standing: GitStanding, guard: GuardStanding | null, { paint }: Pick<Screen, 'paint'>): string[] {
  const name = paint('strong', printable(standing.name))
  const set = guard?.findings ?? []
  const unseen = unseenLines(standing, guard).map((line) => `  ${paint('faint', line)}`)
  if (standing.findings.length === 0 && set.length === 0) return [`${paint('good', '✔')} ${name}: ${printable(standing.line)}`, ...unseen]
  const marks = { alarm: paint('bad', 'x'), warning: paint('attention', '!'), note: paint('faint', '-') }
  const two = (mark: string, sentence: string, remedy: string) => [`  ${mark} ${printable(sentence)}`, `    ${printable(remedy)}`]
  return [
    `${name}  ${paint('faint', printable(standing.path))}`,
    ...set.flatMap(({ verdict, sentence, remedy }) => two(marks[verdict === 'bad' ? 'alarm' : 'warning'], sentence, remedy)),
    ...standing.findings.flatMap(({ level, sentence, remedy }) => two(marks[level], sentence, remedy)),
    ...(guard && guard.more > 0 ? [`  ${paint('faint', `and ${counted(guard.more, 'finding')} more in its set-up`)}`] : []),
    ...unseen,
    `  ${lastLine(standing.findings, set.length)}`,
  ]
}

/** What a push brought where, a line for each remote and branch that got something. Pure but for colours. */
export function pushedLines(runs: readonly EndedRun[], { paint }: Pick<Screen, 'paint'>): string[] {
  return runs.flatMap((run) => {
    if (run.kind !== 'push' || run.result === null) return []
    const { remote, branches } = run.result
    return branches
      .filter(({ state }) => state === 'pushed')
      .map(({ branch, to, commits }) => {
        const what = commits === null || commits === 0 ? '' : `${counted(commits, 'commit')} of `
        const as = to === branch ? '' : ` as ${printable(to)}`
        return `${paint('good', '✔')} Pushed ${what}${printable(branch)} to "${printable(remote)}"${as}`
      })
  })
}

/** What was not looked at stands below whatever was found: it may hold anything. */
function unseenLines({ left }: GitStanding, guard: GuardStanding | null): string[] {
  const files = guard?.left ?? []
  const more = files.length > mostNamed ? [`and ${(files.length - mostNamed).toLocaleString('en-US')} more`] : []
  return [
    ...(left > 0
      ? [`${counted(left, 'repository', 'repositories')} more in its folders ${left === 1 ? 'was' : 'were'} not looked at`]
      : []),
    ...(files.length > 0
      ? [`not looked into for secrets: ${[...files.slice(0, mostNamed).map(leftInWords).map(printable), ...more].join(', ')}`]
      : []),
  ]
}

function lastLine(findings: readonly GitFinding[], ofSetUp: number): string {
  const urgent = findings.filter(({ level }) => level !== 'note').length + ofSetUp
  if (urgent === 0) return 'Nothing of it needs you now.'
  return urgent === 1 ? 'One thing needs you.' : `${urgent} things need you.`
}
