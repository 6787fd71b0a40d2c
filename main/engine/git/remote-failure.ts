import type { GitState } from '../../contract/procedures/git.ts'
import type { GitEnd } from './run-git.ts'

/** Words of git, curl and ssh, in the order in which they are looked for: a server that refuses a key says afterwards that the repository cannot be read. */
const causes: readonly (readonly [RegExp, GitState])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed|No \w+ host key is known/i, 'host-unknown'],
  [
    /Permission denied|Authentication failed|could not read (Username|Password)|terminal prompts disabled|Invalid username or (password|token)|returned error: 40[13]|Too many authentication failures|access denied|not authorized|No supported authentication/i,
    'no-credentials',
  ],
  [
    /Could not resolve (host|proxy)|Temporary failure in name resolution|Name or service not known|nodename nor servname|No such host/i,
    'offline',
  ],
  [
    /Connection refused|Network is unreachable|No route to host|Failed to connect|Couldn't connect|Host is down|Network is down/i,
    'offline',
  ],
  [/timed out|Timeout was reached|Operation too slow|Connection reset|Connection closed|early EOF|hung up unexpectedly/i, 'not-answering'],
  [
    /does not appear to be a git repository|Repository not found|returned error: 4(04|10)|repository '.*' not found|No such file or directory|does not exist|Not a git repository/i,
    'remote-gone',
  ],
]

/** Why a remote could not be asked, out of how git ended. Pure. @param online this machine has a way out: a name that nobody knows is then a remote that is gone */
export function remoteFailure(end: GitEnd, online: boolean): GitState {
  if (end.ended === 'timeout') return 'not-answering'
  const state = causes.find(([words]) => words.test(end.stderr))?.[1] ?? 'remote-failed'
  const unknownName = /Could not resolve host|Name or service not known|nodename nor servname/i.test(end.stderr)
  return state === 'offline' && unknownName && online ? 'remote-gone' : state
}

/** The line of what git wrote that says most, without addresses' secrets; at most 300 characters. Pure. */
export function lineOf({ stderr, ended }: Pick<GitEnd, 'stderr' | 'ended'>): string {
  if (ended === 'timeout') return 'no answer in time'
  const lines = stderr
    .split('\n')
    .map((line) => withoutUser(line.trim()))
    .filter((line) => line !== '' && !/^(hint:|warning:|Please make sure|and the repository exists|Cloning into|\*+|@+$)/.test(line))
  const told = lines.find((line) => /^(fatal|error|remote|ERROR|ssh|kex)\b.*\S/.test(line) && !/Could not read from remote/.test(line))
  return (told ?? lines[0] ?? 'no reason given').replace(/^(fatal|error): /, '').slice(0, 300)
}

/**
 * An address, or words with one, without user and password where it is a web address: a token may be either. Of another kind of address the user stays, which is who
 * logs in. What a password holds is not always written as it should be: all up to the last @ before the path goes. Pure.
 */
export function withoutUser(text: string): string {
  const isWeb = (scheme: string) => /^(?:https?|ftps?):/i.test(scheme)
  const bare = (_: string, scheme: string, user: string) => (isWeb(scheme) ? scheme : `${scheme}${user.split(':')[0]}@`)
  // Bounded: a remote says what it likes, and each place where an address may begin would be looked through to the end.
  return text.replace(/\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^/\s]*)@/gi, bare).replace(/(\bhttps?:\/\/[^\s?']{1,8000})\?[^\s']*/gi, '$1')
}
