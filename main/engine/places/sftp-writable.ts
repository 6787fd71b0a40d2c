import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlaceCheck } from '../../contract/procedures/places.ts'
import type { Core } from '../core.ts'
import { commandEnvironment } from '../hooks/command-environment.ts'
import type { PlaceOf } from '../repositories/reach/reach.ts'
import { sshOptions } from '../repositories/reach/ssh-options.ts'
import { sshParameters } from '../repositories/reach/ssh-words.ts'
import { reachFacts } from '../repositories/repository-place.ts'
import { runProgram } from '../restic/run-program.ts'
import { searchPath } from '../restic/search-path.ts'
import { bad, good } from './place-check.ts'

/** An answer that takes longer is none, in milliseconds. */
const patience = 8_000

/**
 * Whether a repository could be made in a folder of an SSH server where there is none yet: an empty folder is made there, or beside it, and removed again at once,
 * for SFTP has no other way to ask. Nothing is said where that cannot be told: without the program, or where the folder above is missing as well.
 */
export async function sftpWritable(core: Core, place: PlaceOf<'sftp'>, signal: AbortSignal): Promise<PlaceCheck[]> {
  const { environment } = core.ports
  const [program] = await searchPath('sftp', environment, process.platform)
  if (program === undefined) return []
  const folder = mkdtempSync(join(core.home.temporary, `${process.pid}-sftp-`))
  try {
    const path = place.path.replace(/^~\/*/, '').replace(/\/+$/, '') || '.'
    const mark = `.vaultkeeper-test-${core.ports.randomBytes(8).toString('hex')}`
    const tries = [`${path}/${mark}`, `${path}${mark}`].map(quoted)
    const file = join(folder, 'batch')
    // The hyphen in front: goes on where one fails. Of the two only one can be made: the second where the folder is not there yet.
    writeFileSync(file, `${tries.map((one) => `-mkdir ${one}\n-rmdir ${one}`).join('\n')}\n`, { mode: 0o600 })
    const { host, port, user } = place
    const where = [...(port === undefined ? [] : [`-oPort=${port}`]), ...(user === undefined ? [] : [`-oUser=${user}`])]
    const options = [...sshParameters(sshOptions(place, reachFacts(core))), ...where]
    const end = await runProgram(program, ['-b', file, ...options, host.includes(':') ? `[${host}]` : host], {
      environment: commandEnvironment(environment, { LC_ALL: 'C' }),
      timeoutMs: patience,
      signal,
    })
    return end.code === 0 ? wordsOfBatch(end.stderr, mark, place) : []
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What sftp said of making a folder twice, first inside and then beside; nothing of one that could be made. */
function wordsOfBatch(said: string, mark: string, { path, user }: Pick<PlaceOf<'sftp'>, 'path' | 'user'>): PlaceCheck[] {
  const refusals = said.split('\n').filter((line) => line.startsWith('remote mkdir '))
  const inside = refusals.find((line) => line.includes(`/${mark}": `))
  const beside = refusals.find((line) => line.includes(`${mark}": `) && line !== inside)
  const why = inside !== undefined && /no such file/i.test(inside) ? beside : inside
  if (why === undefined) return [good('writable', 'You may write there.')]
  if (!/permission denied|failure/i.test(why)) return []
  return [
    bad(
      'writable',
      `${user ?? 'The user who logs in there'} may not write at ${path}.`,
      'Take a folder that belongs to the user who logs in there, or give that user the rights.',
    ),
  ]
}

/** As the batch of sftp reads a word. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`
}
