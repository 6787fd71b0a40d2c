import type { Core } from '../../core.ts'
import { commandEnvironment } from '../../hooks/command-environment.ts'
import { fail } from '../../problem-error.ts'
import { type ProgramEnd, runProgram } from '../../restic/run-program.ts'
import { searchPath } from '../../restic/search-path.ts'
import { reachFacts } from '../repository-place.ts'
import type { PlaceOf } from './reach.ts'
import { sshOptions } from './ssh-options.ts'
import { type SshOption, sshParameters } from './ssh-words.ts'

/** Where to knock: an SFTP place as far as ssh is concerned. */
export type SshPlace = Pick<PlaceOf<'sftp'>, 'host' | 'port' | 'user' | 'identityFile' | 'knownHosts'>

/** What ssh itself says of a place. restic loses its words now and then, and then only knows that the session did not start. */
export type SshAnswer =
  | { readonly kind: 'in' }
  /** The server is another one than before, or somebody sits between. */
  | { readonly kind: 'host-key-changed' }
  | { readonly kind: 'host-key-unknown' }
  /** The server does not take our key. `offers`: what it would take, such as `publickey,password`. */
  | { readonly kind: 'key-refused'; readonly offers: string }
  /** It lets us in and has no SFTP. */
  | { readonly kind: 'no-sftp' }
  | { readonly kind: 'no-answer'; readonly why: string }

const patience = 15_000

/** Logs in as restic would, and leaves at once. Throws a problem where there is no ssh on this machine. */
export async function askSsh(core: Core, place: SshPlace, signal?: AbortSignal): Promise<SshAnswer> {
  return answerOf(await runSsh(core, place, sshOptions(place, reachFacts(core)), ['-s', 'sftp'], signal))
}

/** What the end of ssh means. Pure. */
export function answerOf({
  code,
  stderr,
  timedOut,
  startError,
}: Pick<ProgramEnd, 'code' | 'stderr' | 'timedOut' | 'startError'>): SshAnswer {
  if (code === 0) return { kind: 'in' }
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) return { kind: 'host-key-changed' }
  if (/host key is known for|Host key verification failed/.test(stderr)) return { kind: 'host-key-unknown' }
  const refused = /Permission denied \(([\w,-]+)\)/.exec(stderr)
  if (refused?.[1] !== undefined) return { kind: 'key-refused', offers: refused[1] }
  if (/Too many authentication failures/.test(stderr)) return { kind: 'key-refused', offers: 'publickey' }
  if (/subsystem request failed/.test(stderr)) return { kind: 'no-sftp' }
  const said = stderr
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/^ssh: |\r$/g, '')
  return { kind: 'no-answer', why: timedOut ? 'no answer within 15 seconds' : startError || said || `ssh ended with ${code}` }
}

/** Runs ssh to a place with these options. It asks nobody anything. */
export async function runSsh(
  core: Core,
  { host, port, user }: SshPlace,
  options: readonly SshOption[],
  command: readonly string[],
  signal?: AbortSignal,
): Promise<ProgramEnd> {
  const { environment } = core.ports
  const [program] = await searchPath('ssh', environment, process.platform)
  if (program === undefined)
    return fail('ssh-missing', 'This machine has no ssh, which SFTP goes through.', 'Install OpenSSH (openssh-client), and try again.')
  const where = [...(port === undefined ? [] : ['-p', String(port)]), ...(user === undefined ? [] : ['-l', user]), host]
  const parameters = ['-T', ...sshParameters(options), ...where, ...command]
  return runProgram(program, parameters, { environment: commandEnvironment(environment, {}), timeoutMs: patience, signal })
}
