import { type GroupEnd, runInGroup } from '../run-in-group.ts'
import { redactionMask } from '../secrets/redact.ts'

/** A program of a person's own: an argv array, never a line for a shell. */
export type CommandRequest = {
  readonly command: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly folder: string
  /** Written to its standard input, which is then closed. */
  readonly input: string
  /** In milliseconds. */
  readonly timeout: number
  /** Pids of process groups that a second Ctrl-C ends. */
  readonly running?: Set<number>
  /** Takes secrets out of what it wrote. */
  readonly redact: (text: string) => string
}

/** How it ended. `output`: the last of what it wrote to standard output and standard error, at most {@link mostOutput} characters, without secrets. */
export type CommandEnd = GroupEnd & { readonly output: string }

/** How much of the output is told, in characters. */
const mostOutput = 4096
/** The longest part of a secret that a cut may leave over, in characters. */
const longestSecret = 2048
/** How long a program that was asked to end may take before it is ended by force, in milliseconds. */
const politeness = 5_000
/** Runs a command to its end, with a time cap; never throws. What ends it is first asked of it (SIGTERM), after five seconds forced on its whole group. */
export async function runCommand(request: CommandRequest, signal: AbortSignal): Promise<CommandEnd> {
  const [program = '', ...parameters] = request.command
  const tail = createTail(mostOutput + longestSecret)
  const { environment, folder, input, timeout, running } = request
  const group = { program, parameters, environment, folder, input, timeout, politeness, signal, running }
  const end = await runInGroup({ ...group, onOutput: tail.take, onWords: tail.take })
  return { ...end, output: shown(tail.text(), request.redact) }
}

/** Keeps the last `size` bytes of what it is given. */
function createTail(size: number): { take: (chunk: Buffer) => void; text: () => { kept: string; cut: boolean } } {
  let kept = Buffer.alloc(0)
  let cut = false
  return {
    take: (chunk) => {
      cut ||= kept.length + chunk.length > size
      kept = chunk.length >= size ? Buffer.from(chunk.subarray(-size)) : Buffer.concat([kept, chunk]).subarray(-size)
    },
    text: () => ({ kept: kept.toString('utf8'), cut }),
  }
}

/** A secret that the cut went through is not recognised as one: so what comes before the first that is, is left out. */
function shown({ kept, cut }: { kept: string; cut: boolean }, redact: (text: string) => string): string {
  const clean = redact(kept)
  if (!cut) return clean.slice(-mostOutput)
  const masked = clean.indexOf(redactionMask)
  const leftOut = masked < 0 ? longestSecret : Math.min(masked, longestSecret)
  return clean.slice(leftOut).slice(-mostOutput)
}
