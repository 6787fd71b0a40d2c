import { existsSync } from 'node:fs'
import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname, relative, sep } from 'node:path'
import type { PlaceCheck } from '../../contract/procedures/places.ts'
import type { Core } from '../core.ts'
import { sayBytes } from '../health/say-when.ts'
import { diskOf } from '../machine/disk-of.ts'
import { systemCode } from '../problem-error.ts'
import { fingerprintOf, lookAtPlace, type PlaceState, whyNotWritable } from '../repositories/local-files.ts'
import { missingDrive } from '../repositories/repository-place.ts'
import { knownRepositories } from '../state/queries.ts'
import { attention, bad, good, type PlaceFindings } from './place-check.ts'

/** Less than this soon fills up. */
const littleRoom = 2 ** 30

/**
 * What a folder of this machine is good for as a repository: whether it is there, may be written, has room, lies on another disk than what is to be
 * kept, and what it holds.
 * @param name the repository that it is to be the place of, where that has a name
 */
export async function testFolder(core: Core, path: string, name: string | undefined): Promise<PlaceFindings> {
  const drive = missingDrive(path)
  if (drive !== undefined)
    return {
      holds: 'unknown',
      checks: [bad('folder', `The drive of ${path} is not connected: ${drive} does not hold it.`, 'Connect it, or choose another folder.')],
    }
  const there = await nearestFolder(path)
  const state = lookAtPlace(path)
  const content = ofContent(core, path, state, name)
  const checks = [
    there === path ? good('folder', 'The folder is there.') : good('folder', `The folder is not there yet; it will be made in ${there}.`),
    await ofWriting(path, there, state),
    await ofRoom(there),
    ...(await ofDisks(core, path, there)),
    content,
  ]
  const holds = {
    nothing: 'nothing',
    repository: 'repository',
    'half-made': 'other',
    'other-files': 'other',
    'not-reachable': 'unknown',
  } as const
  return { holds: holds[state], checks }
}

async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
  return found || dirname(path) === path ? path : nearestFolder(dirname(path))
}

async function ofWriting(path: string, there: string, state: PlaceState): Promise<PlaceCheck> {
  const remedy = 'Choose another folder, or give yourself the right to write there.'
  const readOnly = bad('writable', `${there} is on a disk that is read-only.`, 'Mount it writable, or choose another one.')
  try {
    await access(there, constants.W_OK | constants.X_OK)
  } catch (error) {
    return systemCode(error) === 'EROFS' ? readOnly : bad('writable', `You may not write into ${there}.`, remedy)
  }
  const inside = state === 'repository' ? whyNotWritable(path) : undefined
  if (inside === 'read-only') return readOnly
  return inside === undefined
    ? good('writable', 'You may write there.')
    : bad('writable', `You may not write into the repository in ${path}.`, remedy)
}

async function ofRoom(there: string): Promise<PlaceCheck> {
  const { bavail, blocks, bsize } = await statfs(there)
  const free = bavail * bsize
  const sentence = `${sayBytes(free)} of ${sayBytes(blocks * bsize)} are free there.`
  return free < littleRoom ? attention('room', sentence, 'Free some space, or take a larger disk.') : good('room', sentence)
}

/** A copy on the disk of the original helps against mistakes, not against the end of that disk; one inside of the original would hold itself. */
async function ofDisks(core: Core, path: string, there: string): Promise<PlaceCheck[]> {
  const vaults = Object.values(core.settings.configuration?.vaults ?? {})
  const around = vaults.find((vault) => isInside(path, vault.path))
  if (around !== undefined)
    return [
      bad(
        'disk',
        `This folder lies inside of "${around.name}", which would then back up its own backups.`,
        'Choose a folder outside of it.',
      ),
    ]
  const disk = diskOf(there)
  if (disk?.network) return [good('disk', 'It lies on another machine.')]
  const beside: string[] = []
  for (const vault of vaults) {
    if (existsSync(vault.path) && diskOf(vault.path)?.key === disk?.key) beside.push(`"${vault.name}"`)
  }
  const [first] = beside
  if (vaults.length === 0) return []
  if (first === undefined) return [good('disk', 'It is on another disk than your vaults.')]
  const which = beside.length === 1 ? first : `${first} and ${beside.length - 1} more`
  return [
    attention(
      'disk',
      `It is on the same disk as ${which}: it helps when a file is lost, and not when this disk is.`,
      'Keep a second copy on another disk or on a server.',
    ),
  ]
}

function ofContent(core: Core, path: string, state: PlaceState, name: string | undefined): PlaceCheck {
  switch (state) {
    case 'nothing':
      return good('content', 'There is nothing in it: a new repository can be made there.')
    case 'half-made':
      return attention('content', 'A repository was begun here and never finished; nothing was ever kept in it.', 'Choose an empty folder.')
    case 'other-files':
      return bad('content', 'There are other files in it.', 'Choose an empty folder, or a new one inside of this.')
    case 'not-reachable':
      return bad('content', 'It cannot be seen what is in it.', 'Give yourself the right to read it.')
    case 'repository': {
      const fingerprint = fingerprintOf(path)
      const known = knownRepositories(core.state.database).find((one) => one.fingerprint === fingerprint)
      if (known === undefined) return good('content', 'There is a repository of restic already; its password will be needed.')
      if (name === undefined || known.name === name) return good('content', `This is the repository "${known.name}".`)
      return attention(
        'content',
        `This is the repository "${known.name}" already.`,
        'Use that one, or choose another folder: one place twice is one copy.',
      )
    }
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || /^[A-Za-z]:/.test(way))
}
