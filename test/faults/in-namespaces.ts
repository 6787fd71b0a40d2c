import { spawn } from 'node:child_process'
import { cliCommand } from '../helpers/cli-run.ts'

/** How a process in namespaces of its own ended. */
export type Contained = { readonly code: number | null; readonly said: string }

/**
 * Runs a file of the suite in mount, network and process namespaces of its own, on a small disk in memory over `folder`. At the cap everything in it is
 * killed, with whatever it started: `timeout -k`, for a plain one waits for ever for a restic that hears no SIGTERM.
 * @param copy laid onto the small disk before it begins; null for an empty one
 * @param cap in seconds
 */
export function inNamespaces(
  file: string,
  parameters: readonly string[],
  options: { folder: string; copy: string | null; cap: number },
): Promise<Contained> {
  const [node = ''] = cliCommand
  const lay = options.copy === null ? '' : 'cp -a "$2/." "$1/" || exit 99;'
  // The shell stays, as the first process of its namespace, and takes away what others leave dead.
  const line = `ip link set lo up; mount -t tmpfs -o size=512m,mode=700 tmpfs "$1" || exit 98; ${lay} shift 2; "$@"; exit $?`
  const unshare = ['unshare', '--mount', '--net', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL']
  const child = spawn(
    'timeout',
    [
      '-k',
      '5',
      String(options.cap),
      ...unshare,
      'sh',
      '-c',
      line,
      'sh',
      options.folder,
      options.copy ?? '',
      node,
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      file,
      ...parameters,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-4_000)
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })
}
