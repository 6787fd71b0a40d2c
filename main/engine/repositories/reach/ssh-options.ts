import type { PlaceOf, ReachFacts } from './reach.ts'
import type { SshOption } from './ssh-words.ts'

/**
 * How ssh is to reach a place: nobody is there to answer a question, and no host key is taken on trust. Files of host keys: the one of Vaultkeeper, and the
 * person's own. A server that has gone is noticed after a minute. Pure.
 */
export function sshOptions({ identityFile, knownHosts }: Partial<PlaceOf<'sftp'>>, facts: ReachFacts): SshOption[] {
  const own = knownHosts === undefined ? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'] : [knownHosts]
  return [
    ['BatchMode', 'yes'],
    ['StrictHostKeyChecking', 'yes'],
    ['UserKnownHostsFile', [facts.knownHosts, ...own].map((path) => forward(path, facts))],
    ['UpdateHostKeys', 'no'],
    ['ConnectTimeout', '10'],
    ['ServerAliveInterval', '15'],
    ['ServerAliveCountMax', '4'],
    ['ClearAllForwardings', 'yes'],
    ...(identityFile === undefined
      ? []
      : ([
          ['IdentityFile', [forward(identityFile, facts)]],
          // A server lets nobody try more than a few of the keys in an agent.
          ['IdentitiesOnly', 'yes'],
        ] as const)),
  ]
}

/** ssh on Windows takes both, and a backslash would have to be doubled. */
function forward(path: string, { platform }: ReachFacts): string {
  return platform === 'win32' ? path.replaceAll('\\', '/') : path
}
