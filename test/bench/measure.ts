import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What one run of a program cost: wall time in seconds, and the peak of the memory of that process itself (not its children) in MB. */
export type Cost = { readonly seconds: number; readonly peakMegabytes: number }

/** Runs a program to its end. Throws when its exit code is not among those expected: a failed run has no time. */
export function measure(
  program: string,
  parameters: readonly string[],
  options: {
    cwd?: string
    environment: Record<string, string>
    input?: string
    expect?: readonly number[]
    /** Hears what it writes to standard output. */
    onOutput?: (text: string) => void
  },
): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const { onOutput } = options
    const output = onOutput === undefined ? 'ignore' : 'pipe'
    const child = spawn(program, parameters, { cwd: options.cwd, env: options.environment, stdio: ['pipe', output, 'pipe'] })
    if (onOutput !== undefined) child.stdout?.setEncoding('utf8').on('data', onOutput)
    let errors = ''
    let peak = 0
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-2000)
    })
    const watch = setInterval(() => {
      peak = Math.max(peak, peakOf(child.pid))
    }, 20)
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(watch)
      if (!(options.expect ?? [0]).includes(code ?? -1))
        return reject(new Error(`${program} ${parameters[0]} ended with ${code}: ${errors}`))
      resolve({ seconds: (performance.now() - started) / 1000, peakMegabytes: peak })
    })
  })
}

/** The middle of an odd number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** VmHWM is the highest resident size so far, kept by the kernel: nothing is missed between two looks. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
