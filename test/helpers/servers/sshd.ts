import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { freePort } from './free-port.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** OpenSSH's own server on loopback, which offers SFTP alone and takes one key. */
export type Sshd = ServerProcess & {
  readonly host: '127.0.0.1'
  readonly user: string
  /** The private key that is let in, without a passphrase. */
  readonly identityFile: string
  /** A private key that is not. */
  readonly otherIdentity: string
  /** Names this server's host key. */
  readonly knownHosts: string
  /** Comes back at the same port with another host key, as a machine that was set up anew or somebody in between. */
  readonly changeHostKey: () => Promise<Sshd>
  /** Comes back at the same port as it was, or with other options. */
  readonly restart: (options?: SshdOptions) => Promise<Sshd>
}

/** What an SSH server may be told. */
export type SshdOptions = {
  /** Who may enter; whoever runs the tests by default. Another one, such as `nobody`, needs root, and meets the permissions of the folders. */
  readonly user?: string
  /** Nothing can be written. */
  readonly readOnly?: boolean
  /** SFTP requests that are answered with "permission denied": `remove`, `rename`, `posix-rename`, `mkdir`, `write` (`sftp-server -Q requests`). */
  readonly deny?: readonly string[]
  readonly port?: number
}

const program = '/usr/sbin/sshd'

/** Starts a server; its keys and settings lie in `folder`, what it offers is the whole machine as its user sees it. */
export async function startSshd(folder: string, options: SshdOptions = {}): Promise<Sshd> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const at = (name: string) => path.join(folder, name)
  for (const name of ['host', 'identity', 'other']) if (!existsSync(at(name))) makeKey(at(name))
  // Left out of some images; without it a server that root starts does not start.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const user = options.user ?? os.userInfo().username
  const { server, port } = await listen(folder, { ...options, user })
  writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`)
  const restart = async (other: SshdOptions = options) => {
    await server.end()
    return startSshd(folder, { ...other, port })
  }
  return {
    ...server,
    host: '127.0.0.1',
    user,
    identityFile: at('identity'),
    otherIdentity: at('other'),
    knownHosts: at('known_hosts'),
    restart,
    changeHostKey: async () => {
      const known = readFileSync(at('known_hosts'), 'utf8')
      for (const name of ['host', 'host.pub']) renameSync(at(name), at(`old-${name}`))
      const changed = await restart()
      // Who has been here before still knows the old one.
      writeFileSync(at('known_hosts'), known)
      return changed
    },
  }
}

/** It cannot choose a port itself: tried again where somebody was quicker. */
async function listen(folder: string, options: SshdOptions & { user: string }): Promise<{ server: ServerProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    const settings = path.join(folder, 'sshd_config')
    writeFileSync(settings, settingsOf(folder, port, options))
    try {
      const server = await startServerProcess([program, '-D', '-e', '-f', settings], { listening: /Server listening on /, port })
      return { server, port }
    } catch (error) {
      if (attempt === 3 || !/Address already in use/.test(String(error))) throw error
    }
  }
}

function settingsOf(folder: string, port: number, { user, readOnly, deny = [] }: SshdOptions & { user: string }): string {
  const sftp = ['internal-sftp', ...(readOnly ? ['-R'] : []), ...(deny.length === 0 ? [] : ['-P', deny.join(',')])].join(' ')
  return [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${path.join(folder, 'host')}`,
    'PidFile none',
    // By a command: the file itself would be read as the user, who may not look into this folder.
    'AuthorizedKeysFile none',
    `AuthorizedKeysCommand /usr/bin/cat ${path.join(folder, 'identity.pub')}`,
    `AuthorizedKeysCommandUser ${os.userInfo().username}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    `AllowUsers ${user}`,
    'X11Forwarding no',
    'AllowTcpForwarding no',
    `Subsystem sftp ${sftp}`,
    `ForceCommand ${sftp}`,
    '',
  ].join('\n')
}

function makeKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', path.basename(file), '-f', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}
