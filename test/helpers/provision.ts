/** Run by `npm test` before the tests: brings restic, and makes sure that the system has what the tests use. Quick when all is there. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathFolders } from '../../main/engine/restic/search-path.ts'
import { provisionPrograms } from './programs.ts'

/** A system package and the file that tells that it is there: a command on PATH, a library, or any other by its full path. */
const NEEDED: readonly { package: string; command?: string; library?: string; file?: string }[] = [
  { package: 'git', command: 'git' },
  { package: 'gnome-keyring', command: 'gnome-keyring-daemon' },
  { package: 'dbus', command: 'dbus-run-session' },
  { package: 'libglib2.0-bin', command: 'gdbus' },
  { package: 'libsecret-1-0', library: 'libsecret-1.so.0' },
  { package: 'procps', command: 'ps' },
  { package: 'mount', command: 'mount' },
  { package: 'util-linux', command: 'nsenter' },
  // The faults' own: calls that fail, and a network for each case.
  { package: 'strace', command: 'strace' },
  { package: 'iproute2', command: 'ip' },
  { package: 'chromium-headless-shell', command: 'chromium-headless-shell' },
  { package: 'openssl', command: 'openssl' },
  { package: 'openssh-client', command: 'ssh' },
  // Not on the PATH of whoever is not root.
  { package: 'openssh-server', file: '/usr/sbin/sshd' },
  // Without a font Chromium draws boxes, and a test of looks sees nothing.
  { package: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
]

if (process.platform === 'linux') provideSystemPackages()
try {
  await provisionPrograms()
} catch (error) {
  stop(error instanceof Error ? error.message : String(error))
}

function provideSystemPackages(): void {
  const missing = missingPackages()
  if (missing.length === 0) return
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0) stop(`The tests need packages that this machine lacks. Type: sudo sh -c '${command}'`)
  console.log(`Installing ${missing.join(', ')} for the tests ...`)
  const apt = spawnSync('sh', ['-c', command], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  const still = missingPackages()
  if (still.length === 0) return
  stop(
    `${apt.stdout ?? ''}${apt.stderr ?? ''}\nThe tests need ${still.join(', ')}, and installing did not work. What was tried: ${command}`,
  )
}

function missingPackages(): readonly string[] {
  const folders = [...pathFolders(process.env, process.platform), '/usr/sbin', '/usr/bin']
  const libraries = libraryFolders()
  const there = ({ command, library, file = '' }: (typeof NEEDED)[number]) => {
    if (command !== undefined) return folders.some((folder) => exists(path.join(folder, command), constants.X_OK))
    return library === undefined ? exists(file) : libraries.some((folder) => exists(path.join(folder, library)))
  }
  return NEEDED.filter((entry) => !there(entry)).map((entry) => entry.package)
}

/** `/usr/lib`, `/usr/lib64` and, on Debian, `/usr/lib/x86_64-linux-gnu` and its like. */
function libraryFolders(): readonly string[] {
  const multiarch = readdirSync('/usr/lib').filter((name) => name.includes('-linux-'))
  return ['/usr/lib', '/usr/lib64', ...multiarch.map((name) => path.join('/usr/lib', name))]
}

function exists(file: string, mode = constants.F_OK): boolean {
  try {
    accessSync(file, mode)
    return true
  } catch {
    return false
  }
}

function stop(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
