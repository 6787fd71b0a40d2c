import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceWhole } from '../home/replace-whole.ts'
import { writePrivateFile } from '../home/write-private-file.ts'
import { fail, systemCode } from '../problem-error.ts'
import { isAsSealed } from './seal.ts'
import type { Service } from './service-for.ts'

/**
 * How the file of a service stands: not there; just as it would be written now; as we wrote it, but for another folder or program; changed by a person, or
 * never ours.
 */
export type ServiceState = 'missing' | 'current' | 'outdated' | 'changed'

/** Looks at the file of a service. */
export function serviceState({ path, content, encoding }: Service): ServiceState {
  const there = read(path)?.toString(encoding)
  if (there === undefined) return 'missing'
  // In UTF-16 a file begins with a mark of its byte order.
  const text = there.replace(/^\ufeff/, '')
  if (text === content) return 'current'
  return isAsSealed(text) ? 'outdated' : 'changed'
}

/** Writes the files of a service. Throws a problem for one that a person has changed, unless it is forced. @returns how it stood before */
export function installService(service: Service, force: boolean): ServiceState {
  const before = serviceState(service)
  if (before === 'changed' && !force) return refuse(service.path)
  const { path, content, encoding, mode, beside } = service
  attempt(path, () => {
    mkdirSync(dirname(path), { recursive: true })
    if (beside !== null) writePrivateFile(beside.path, beside.content)
    const bytes = Buffer.from(encoding === 'utf8' ? content : `\ufeff${content}`, encoding)
    if (before !== 'current') replaceWhole(path, bytes, mode)
  })
  return before
}

/** Removes the files of a service, by the same rule. @returns how it stood before */
export function removeService(service: Service, force: boolean): ServiceState {
  const before = serviceState(service)
  if (before === 'changed' && !force) return refuse(service.path)
  attempt(service.path, () => {
    for (const path of [service.path, service.link, service.beside?.path]) if (path) rmSync(path, { force: true })
  })
  return before
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined
    return cannot(path, error)
  }
}

function attempt(path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    cannot(path, error)
  }
}

function cannot(path: string, error: unknown): never {
  return fail(
    'service-file-unusable',
    `The file of the service, ${path}, cannot be read or written (${systemCode(error) || String(error)}).`,
    path.startsWith('/etc/')
      ? `Only root may write there. Print it, and put it in its place yourself: vaultkeeper service install --system --print | sudo tee ${path}`
      : 'See to that folder, or print the file and put it in its place yourself: vaultkeeper service install --print',
  )
}

function refuse(path: string): never {
  return fail(
    'service-file-changed',
    `${path} is not as Vaultkeeper wrote it: somebody has changed it, or it was never ours.`,
    'Compare it with: vaultkeeper service install --print. If it may go, add --force.',
  )
}
