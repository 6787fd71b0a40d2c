import { win32 } from 'node:path'
import { runProgram } from '../restic/run-program.ts'

/** Windows PowerShell takes a second to start, more on a cold disk. */
const timeCap = 15_000

/** What a script prints in the PowerShell that is part of Windows; `undefined` when it fails, is not there, or takes too long. */
export async function askPowerShell(script: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const system = environment['SystemRoot'] ?? 'C:\\Windows'
  const program = win32.join(system, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe')
  const parameters = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', script]
  const { code, stdout } = await runProgram(program, parameters, {
    environment: { SystemRoot: system, windir: system },
    timeoutMs: timeCap,
  })
  return code === 0 ? stdout : undefined
}
