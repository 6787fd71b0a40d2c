import type { EndedRun } from '../../contract/procedures/ended-run.ts'
import type { GitFinding, GitStanding } from '../../contract/procedures/git.ts'
import type { GuardStanding } from '../../contract/procedures/guard.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Screen } from './screen.ts'
import { counted } from './words.ts'

/**
 * How a vault stands with git, for people: what is, and what to do, of everything that needs something; and a last line. A line for each branch and remote.
 * Pure but for colours.
 */
export function standingLines(standing: GitStanding, guard: GuardStanding | null, { paint }: Pick<Screen, 'paint'>): string[] {
  const name = paint('strong', printable(standing.name))
  const set = guard?.findings ?? []
  if (standing.findings.length === 0 && set.length === 0) return [`${paint('good', '✔')} ${name}: ${printable(standing.line)}`]
  const marks = { alarm: paint('bad', 'x'), warning: paint('attention', '!'), note: paint('faint', '-') }
  const two = (mark: string, sentence: string, remedy: string) => [`  ${mark} ${printable(sentence)}`, `    ${printable(remedy)}`]
  return [
    `${name}  ${paint('faint', printable(standing.path))}`,
    ...set.flatMap(({ verdict, sentence, remedy }) => two(marks[verdict === 'bad' ? 'alarm' : 'warning'], sentence, remedy)),
    ...standing.findings.flatMap(({ level, sentence, remedy }) => two(marks[level], sentence, remedy)),
    ...(guard && guard.more > 0 ? [`  ${paint('faint', `and ${counted(guard.more, 'finding')} more in its set-up`)}`] : []),
    ...(standing.left > 0
      ? [`  ${paint('faint', `${counted(standing.left, 'repository', 'repositories')} more in its folders were not looked at`)}`]
      : []),
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

function lastLine(findings: readonly GitFinding[], ofSetUp: number): string {
  const urgent = findings.filter(({ level }) => level !== 'note').length + ofSetUp
  if (urgent === 0) return 'Nothing of it needs you now.'
  return urgent === 1 ? 'One thing needs you.' : `${urgent} things need you.`
}
