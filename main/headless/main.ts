import { exitCode } from '../contract/exit-code.ts'
import { describeProgram } from './program/describe-program.ts'
import { reportError } from './program/report-error.ts'
import { tellUnwritten } from './tell-unwritten.ts'

/** They go on until they are ended. */
const lasting = new Set(['daemon', 'serve'])

/** Runs one command line. @returns the exit code; never throws. */
export async function main(parameters: readonly string[]): Promise<number> {
  tellUnwritten(lasting.has(parameters[0] ?? ''))
  let code: number = exitCode.done
  const program = describeProgram((result) => {
    code = result
  }, parameters[0])
  try {
    await program.parseAsync([...parameters], { from: 'user' })
    return code
  } catch (error) {
    const asked = program.commands.find((command) => command.name() === parameters[0]) ?? program
    return reportError(error, { json: parameters.includes('--json'), debug: parameters.includes('--debug'), asked })
  }
}
