import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { RawRestic } from './raw-restic.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** What somebody has who took over a machine that backs up to an append-only server: its address, its log-in, the password, and what it has seen. */
export type Attacker = {
  /** restic with the machine's password. A refusal is no error. */
  readonly restic: RawRestic
  /** @returns the status of the answer */
  readonly http: (method: string, name: string, body?: Uint8Array, headers?: Record<string, string>) => Promise<number>
  /** The names of the files of a folder of the repository. */
  readonly names: (folder: string) => readonly string[]
  /** The tags and the name of the machine that its snapshots bear. */
  readonly bears: readonly string[]
}

/** Something that is tried against the snapshots that are there. */
/** `asks`: it adds what could pass for ours, so that a person has to be asked whether it is. */
export type Attack = { readonly says: string; readonly asks?: boolean; readonly act: (attacker: Attacker) => Promise<unknown> }

const noise = (size = 2000) => randomBytes(size)
const idOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
const placeOf = (folder: string, id: string) => (folder === 'data' ? `data/${id}` : `${folder}/${id}`)
const first = (names: readonly string[]) => names[0] ?? ''

const deletes = (folder: string): Attack => ({
  says: `all of ${folder} deleted`,
  act: async ({ http, names }) => {
    for (const id of names(folder)) await http('DELETE', placeOf(folder, id))
  },
})
const overwrites = (folder: string): Attack => ({
  says: `files of ${folder} written anew under their names`,
  act: async ({ http, names }) => {
    for (const id of names(folder)) for (const method of ['POST', 'PUT']) await http(method, placeOf(folder, id), noise())
  },
})
const plants = (folder: string, size?: number): Attack => ({
  says: `${size === undefined ? 'garbage' : `${size >> 20} MB of garbage`} put into ${folder}`,
  act: async ({ http }) => {
    const content = noise(size)
    await http('POST', placeOf(folder, idOf(content)), content)
  },
})
const commands = (...parameters: string[]): Attack => ({
  says: `restic ${parameters.join(' ')}`,
  act: ({ restic }) => restic(...parameters),
})

/** A folder of the attacker's that is backed up as if it were the vault. */
function nothingOfWorth(): string {
  const folder = temporaryFolder('worthless')
  mkdirSync(path.join(folder, 'notes'))
  writeFileSync(path.join(folder, 'notes', 'a.md'), 'Pay.')
  return folder
}

/** Twenty-five ways to make the snapshots that are there worthless, with everything that the machine itself has. */
export const appendOnlyAttacks: readonly Attack[] = [
  deletes('snapshots'),
  deletes('data'),
  deletes('index'),
  deletes('keys'),
  { says: 'the config deleted', act: ({ http }) => http('DELETE', 'config') },
  overwrites('snapshots'),
  overwrites('data'),
  overwrites('index'),
  overwrites('keys'),
  {
    says: 'the config written anew, and the repository made again',
    act: async ({ http, restic }) => {
      await http('POST', 'config', noise(155))
      await http('POST', '?create=true')
      await restic('init')
    },
  },
  {
    says: 'methods and paths that a server may read otherwise',
    act: async ({ http, names }) => {
      const id = first(names('snapshots'))
      for (const method of ['PATCH', 'MOVE', 'PROPPATCH', 'delete']) await http(method, `snapshots/${id}`)
      for (const name of [
        `data/../snapshots/${id}`,
        `/snapshots/${id}`,
        `locks/..%2fsnapshots%2f${id}`,
        `snapshots/${id}?x=/locks/`,
        `snapshots/%${id}`,
      ])
        await http('DELETE', name)
      for (const header of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])
        await http('POST', `snapshots/${id}`, noise(), { [header]: 'DELETE' })
    },
  },
  commands('forget', '--keep-last', '1', '--group-by', ''),
  commands('forget', '--unsafe-allow-remove-all', '--tag', '', '--prune'),
  commands('prune', '--max-unused', '0'),
  // Its new snapshots, of nothing, bear our tags; the old ones stay.
  { ...commands('rewrite', '--forget', '--exclude', '*'), asks: true },
  commands('repair', 'snapshots', '--forget'),
  commands('tag', '--set', 'mine'),
  {
    says: 'its key removed, and its password changed',
    act: async ({ restic, names }) => {
      const file = path.join(temporaryFolder('password'), 'new')
      writeFileSync(file, 'another')
      await restic('key', 'add', '--new-password-file', file)
      for (const id of names('keys')) await restic('key', 'remove', id).catch(() => undefined)
      await restic('key', 'passwd', '--new-password-file', file)
    },
  },
  {
    says: 'a snapshot of nothing under the same tags',
    asks: true,
    act: ({ restic, bears }) => restic('backup', ...bears, path.join(nothingOfWorth(), 'notes')),
  },
  {
    says: 'snapshots of the future, so that the real ones are the oldest',
    asks: true,
    act: async ({ restic, bears }) => {
      const folder = path.join(nothingOfWorth(), 'notes')
      for (let month = 1; month <= 5; month++) {
        const time = new Date(Date.now() + month * 30 * 86_400_000).toISOString().slice(0, 19).replace('T', ' ')
        await restic('backup', ...bears, '--time', time, folder)
      }
    },
  },
  {
    says: 'snapshots of the past, one for each day that a rule may keep',
    asks: true,
    act: async ({ restic, bears }) => {
      const folder = path.join(nothingOfWorth(), 'notes')
      for (let day = 1; day <= 5; day++) {
        const time = new Date(Date.now() - day * 86_400_000).toISOString().slice(0, 19).replace('T', ' ')
        await restic('backup', ...bears, '--time', time, folder)
      }
    },
  },
  plants('snapshots'),
  plants('index'),
  plants('data', 8 << 20),
  plants('locks'),
]

/** The files of a repository on the disk, with what they hold. */
export function filesIn(repository: string): string[] {
  return readdirSync(repository, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(repository, path.join(entry.parentPath, entry.name)))
}
