import { exitCode } from '../contract/exit-code.ts'
import { describeProgram } from './program/describe-program.ts'
import { reportError } from './program/report-error.ts'

/** Runs one command line. @returns the exit code; never throws. */
export async function main(parameters: readonly string[]): Promise<number> {
  let code: number = exitCode.done
  const program = describeProgram((result) => {
    code = result
  }, parameters[0])
  try {
    await program.parseAsync([...parameters], { from: 'user' })
    return code
  } catch (error) {
    return reportError(error, { json: parameters.includes('--json'), debug: parameters.includes('--debug') })
  }
}
