import { exitCode } from '../../contract/exit-code.ts'
import { guardExitCode } from '../../contract/git-exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import { gitLimits } from '../../engine/git/git-at.ts'
import { guardStaged } from '../../engine/guard/guard-staged.ts'
import { type CommonOptions, fromWhereCalled } from '../command-host.ts'
import { createScreen } from '../terminal/screen.ts'
import { counted } from '../terminal/words.ts'

/** More names than anybody reads before a commit; all are in `--json`. */
const mostNamed = 20

/**
 * `vaultkeeper git [FOLDER] --staged`, for a `pre-commit` hook: secrets that the next commit would take along. It needs no home, no vault and no restic. Exit code
 * 40 when there is one.
 */
export async function gitStagedCommand(named: string | undefined, options: CommonOptions): Promise<number> {
  const screen = createScreen(options.json === true)
  // A folder that is named is asked about as it is, whatever hook called us.
  const hook = named === undefined ? process.env : {}
  const { findings, files, left } = await guardStaged({ environment: process.env, limits: gitLimits }, fromWhereCalled(named ?? '.'), hook)
  const code = findings.length === 0 ? exitCode.done : guardExitCode.bad
  if (screen.json) {
    screen.emit({ command: 'git', staged: true, exitCode: code, files, findings, left })
    return code
  }
  for (const { sentence, remedy } of findings) {
    screen.tell(`${screen.paint('bad', 'x')} ${printable(sentence)}`)
    screen.tell(`  ${printable(remedy)}`)
  }
  for (const { file, why } of left.slice(0, mostNamed))
    screen.tell(`${screen.paint('attention', '!')} ${printable(file)} was not looked into: ${printable(why)}`)
  if (left.length > mostNamed)
    screen.tell(
      `${screen.paint('attention', '!')} Nor ${left.length - mostNamed === 1 ? 'was' : 'were'} ${counted(left.length - mostNamed, 'more file')}.`,
    )
  if (findings.length > 0)
    screen.tell('If that is none, say so behind it on its line ("not a secret"); git commit --no-verify commits in spite of it.')
  else screen.say(`${screen.paint('good', '✔')} No secret in ${counted(files, 'file')} that ${files === 1 ? 'is' : 'are'} staged`)
  return code
}
