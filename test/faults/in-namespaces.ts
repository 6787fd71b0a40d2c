import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cliCommand } from '../helpers/cli-run.ts'
import { memoryDisk } from '../helpers/secret-forms.ts'

/** How a process in namespaces of its own ended. `said`: the end of what it wrote, which tells how far it came. */
export type Contained = { readonly code: number | null; readonly said: string; readonly capped: boolean }

/** It dies with whoever started it, and all that is in the namespaces with it: also where that one was killed and could not see to it. */
const unshare = [
  ...['--pdeathsig', 'SIGKILL', 'unshare'],
  ...['--mount', '--net', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL'],
]

const running = new Set<ChildProcess>()

/** Why this machine cannot do namespaces; null where it can. */
export function noNamespaces(): string | null {
  const { status, stderr, error } = spawnSync('setpriv', [...unshare, 'true'], { encoding: 'utf8' })
  return status === 0 ? null : `no namespaces: ${error?.message ?? stderr.trim()}`
}

/**
 * Runs a file of the suite in mount, network and process namespaces of its own, on a small disk in memory over `folder`. At the cap the first process in there
 * is killed, which takes everything with it, deaf or not.
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
  // So does each have a disk in memory, where secrets are handed on: what others put there is not looked through.
  const memory = `case "$1" in ${memoryDisk}/*) ;; *) mount -t tmpfs -o size=64m,mode=1777 tmpfs ${memoryDisk} || exit 97;; esac;`
  const line = `ip link set lo up; ${memory} mount -t tmpfs -o size=512m,mode=700 tmpfs "$1" || exit 98; ${lay} shift 2; "$@"; exit $?`
  const inside = ['sh', '-c', line, 'sh', options.folder, options.copy ?? '']
  const words = [node, '--conditions=source', '--disable-warning=ExperimentalWarning', file, ...parameters]
  // In a group of its own: Ctrl-C reaches the suite alone, which ends what it began.
  const child = spawn('setpriv', [...unshare, ...inside, ...words], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  running.add(child)
  let capped = false
  const timer = setTimeout(() => {
    capped = true
    child.kill('SIGKILL')
  }, options.cap * 1_000)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-4_000)
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, said, capped })
    })
  })
}

/** Ends all that runs in namespaces now, at once. */
export function endContained(): void {
  for (const child of running) child.kill('SIGKILL')
}
