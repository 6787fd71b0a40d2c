import { type GroupEnd, runInGroup } from '../run-in-group.ts'
import { gitEnvironment } from './git-environment.ts'

/** How to run git. */
export type GitRequest = {
  readonly folder: string
  /** The environment of this program; git gets what {@link gitEnvironment} chooses of it. */
  readonly environment: NodeJS.ProcessEnv
  /** Ends it, in ms. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** The most that is kept of what it writes, in bytes; 4 MiB if left out. */
  readonly most?: number | undefined
  /** What else is set for this one: an object store, a configuration. */
  readonly more?: Readonly<Record<string, string>> | undefined
  /** The person has said which ssh git uses: see git-environment.ts. */
  readonly ownSsh?: boolean | undefined
  /** The hooks of the repository may run: a push is the person's own, a look is not. */
  readonly hooks?: boolean | undefined
  /** Written to its standard input. */
  readonly input?: string | undefined
  /** Takes what it writes instead of keeping it. */
  readonly onOutput?: ((chunk: Buffer) => void) | undefined
  /** Process groups that a second Ctrl-C ends. */
  readonly running?: Set<number> | undefined
}

/** How a git ended, and what it wrote. `cut`: it wrote more than was kept. */
export type GitEnd = GroupEnd & { readonly stdout: string; readonly stderr: string; readonly cut: boolean }

const mostOutput = 4 * 1024 * 1024
const mostWords = 16 * 1024
/** How long one that was asked to end may take, in ms: it removes its lock files meanwhile. */
const politeness = 2_000
/**
 * Runs `git` with these parameters to its end; never throws. It is asked to end (SIGTERM) when its time is up or `signal` says so, its whole group is ended
 * two seconds later. It has no terminal, so that neither it nor an ssh below it can ask anything there.
 */
export async function runGit(parameters: readonly string[], request: GitRequest): Promise<GitEnd> {
  const { folder, timeout, signal, running, input, most = mostOutput, more = {}, ownSsh = false, hooks = false } = request
  const kept = { out: [] as Buffer[], length: 0, words: Buffer.alloc(0), cut: false }
  const keep = (chunk: Buffer) => {
    if (kept.length >= most) kept.cut = true
    else {
      kept.out.push(chunk)
      kept.length += chunk.length
    }
  }
  const end = await runInGroup({
    program: 'git',
    parameters: [...(hooks ? quietly : withoutHooks), ...parameters],
    environment: { ...gitEnvironment(request.environment, ownSsh), ...more },
    ...{ folder, input, timeout, politeness, signal, running },
    onOutput: request.onOutput ?? keep,
    onWords: (chunk) => {
      // The cause stands at the end.
      kept.words = Buffer.concat([kept.words, chunk]).subarray(-mostWords)
    },
  })
  return { ...end, stdout: Buffer.concat(kept.out).toString('utf8'), stderr: kept.words.toString('utf8'), cut: kept.cut }
}

/** A monitor that the repository names is a program of its own, and would be started by a look. */
const quietly = ['-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'advice.detachedHead=false']
const withoutHooks = [...quietly, '-c', 'core.hooksPath=/dev/null']
