import { exitCode } from '../../contract/exit-code.ts'
import type { Finding } from '../../contract/procedures/doctor.ts'
import { printable } from '../../contract/words/printable.ts'
import { examineHome } from '../../engine/doctor/doctor.ts'
import { homeFolder } from '../../engine/home/home.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { createScreen, type Screen } from '../terminal/screen.ts'

const signs = { good: '✔', attention: '!', bad: 'x' } as const

/** `vaultkeeper doctor`: exit code 1 when something is bad. */
export async function doctorCommand(options: CommonOptions): Promise<number> {
  const home = examineHome(await homeFolder(process.env))
  // Without a home there is no engine: then that is the finding.
  if (home.verdict === 'bad') return show([home], createScreen(options.json === true))
  return withClient(options, async ({ client, signal, screen }) => show(await client.doctor.get(undefined, { signal }), screen))
}

function show(findings: readonly Finding[], screen: Screen): number {
  const code = findings.some(({ verdict }) => verdict === 'bad') ? exitCode.failed : exitCode.done
  if (screen.json) screen.emit({ command: 'doctor', exitCode: code, findings })
  for (const { part, verdict, finding, remedy } of findings) {
    screen.say(`${screen.paint(verdict, signs[verdict])} ${part.padEnd(11)} ${printable(finding)}`)
    if (remedy !== null && verdict !== 'good') screen.say(`${' '.repeat(14)}${printable(remedy)}`)
  }
  return code
}
