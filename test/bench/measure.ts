import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What one run of a program cost, with all that it started where nothing else is said. */
export type Cost = {
  /** Of the clock. */
  readonly seconds: number
  /** Of all cores together: the same on a machine that has other things to do. */
  readonly cpuSeconds: number
  /** The peak of the memory of that process itself, not its children, in MB. */
  readonly peakMegabytes: number
  /** The peaks of all processes that lived at one time, in MB. */
  readonly allMegabytes: number
}

/** How a program is run. */
export type RunOptions = {
  cwd?: string
  environment: Record<string, string>
  input?: string
  expect?: readonly number[]
  /** Hears what it writes to standard output. */
  onOutput?: (text: string) => void
}

/** bash reads both clocks for what it runs; the first parameter is the file for them. */
const timed = 'TIMEFORMAT="%3R %3U %3S"; notes=$0; exec 3>&2; { time "$@" 2>&3; } 2>"$notes"'

/** Runs a program to its end. Throws when its exit code is not among those expected: a failed run has no time. */
export async function measure(program: string, parameters: readonly string[], options: RunOptions): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'vaultkeeper-times-'))
  try {
    const notes = join(folder, 'times')
    const peaks = await runToEnd(program, parameters, options, notes)
    const [seconds = Number.NaN, user = Number.NaN, system = Number.NaN] = readFileSync(notes, 'utf8').split(' ').map(Number)
    return { seconds, cpuSeconds: user + system, ...peaks }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Peaks = Pick<Cost, 'peakMegabytes' | 'allMegabytes'>

function runToEnd(program: string, parameters: readonly string[], options: RunOptions, notes: string): Promise<Peaks> {
  return new Promise((resolve, reject) => {
    const { onOutput } = options
    const output = onOutput === undefined ? 'ignore' : 'pipe'
    const words = ['-c', timed, notes, program, ...parameters]
    const child = spawn('/bin/bash', words, { cwd: options.cwd, env: options.environment, stdio: ['pipe', output, 'pipe'] })
    if (onOutput !== undefined) child.stdout?.setEncoding('utf8').on('data', onOutput)
    let errors = ''
    let peaks: Peaks = { peakMegabytes: 0, allMegabytes: 0 }
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-2000)
    })
    const watch = setInterval(() => {
      peaks = higher(peaks, peaksBelow(child.pid))
    }, 40)
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(watch)
      if ((options.expect ?? [0]).includes(code ?? -1)) resolve(peaks)
      else reject(new Error(`${program} ${parameters.join(' ')} ended with ${code}: ${errors}`))
    })
  })
}

/** The middle of an odd number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Of the shell's child, and of all below it. VmHWM is the highest resident size so far, kept by the kernel: nothing is missed between two looks. */
function peaksBelow(shell: number | undefined): Peaks {
  const [first, ...others] = childrenOf(shell).flatMap((pid) => [pid, ...allBelow(pid)])
  const own = peakOf(first)
  return { peakMegabytes: own, allMegabytes: others.reduce((sum, pid) => sum + peakOf(pid), own) }
}

function allBelow(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...allBelow(child)])
}

function childrenOf(pid: number | undefined): number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`)
    return tasks.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number))
  } catch {
    return []
  }
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

function higher(one: Peaks, other: Peaks): Peaks {
  return {
    peakMegabytes: Math.max(one.peakMegabytes, other.peakMegabytes),
    allMegabytes: Math.max(one.allMegabytes, other.allMegabytes),
  }
}
