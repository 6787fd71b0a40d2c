import { randomUUID } from 'node:crypto'
import { closeSync, constants, mkdtempSync, openSync, rmSync, statSync, unlinkSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A secret that restic can read as a file while the child runs. */
export type SecretFile = {
  /** To be handed to the child as its next extra descriptor; absent where the file has a name. */
  readonly descriptor?: number
  /** Where the child finds it, when it is its descriptor number `n`. */
  pathFor(n: number): string
  /** Call when the child has been spawned: closes our copy of the descriptor. */
  release(): void
  /** Call when the child has ended: removes what is left. */
  remove(): void
}

/** Whether the secret can be given without a name in the file system. */
export const descriptorsWork = process.platform === 'linux'

/**
 * Linux: an unlinked 0600 file in memory (/dev/shm), inherited as a descriptor; restic may read it more than once. A pipe of Node's is
 * a socket pair, which `open("/dev/fd/3")` refuses with ENXIO. Elsewhere: a 0600 file in a 0700 folder, removed when the child ends.
 */
export function createSecretFile(content: string): SecretFile {
  return descriptorsWork ? unlinkedFile(content) : namedFile(content)
}

function unlinkedFile(content: string): SecretFile {
  const path = join(memoryFolder(), `.${randomUUID()}`)
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    unlinkSync(path)
    // A position keeps the shared offset at zero.
    writeSync(descriptor, content, 0, 'utf8')
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
  let open = true
  const release = () => {
    if (open) closeSync(descriptor)
    open = false
  }
  return { descriptor, pathFor: (n) => `/dev/fd/${n}`, release, remove: release }
}

function namedFile(content: string): SecretFile {
  const folder = mkdtempSync(join(tmpdir(), 'secret-'))
  const path = join(folder, 'secret')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    remove()
    throw error
  }
  return { pathFor: () => path, release: () => {}, remove }
}

function memoryFolder(): string {
  try {
    if (statSync('/dev/shm').isDirectory()) return '/dev/shm'
  } catch {
    // No /dev/shm in this system: an unlinked file on disk is the next best.
  }
  return tmpdir()
}
