import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** What tells that a folder is one that people keep safe. */
export const VaultMark = z.enum(['obsidian', 'git', 'claude', 'soul'])
/** See {@link VaultMark}. */
export type VaultMark = z.infer<typeof VaultMark>

/** A folder that somebody may choose. `readable`: whether its content may be looked at. */
export const FolderEntry = z.object({
  name: z.string(),
  path: z.string(),
  hidden: z.boolean(),
  readable: z.boolean(),
  marks: list(VaultMark),
})
/** See {@link FolderEntry}. */
export type FolderEntry = z.infer<typeof FolderEntry>

/** Where looking for a folder may begin. */
export const StartingPoint = z.object({ path: z.string(), name: z.string(), kind: z.enum(['home', 'system', 'drive']) })
/** See {@link StartingPoint}. */
export type StartingPoint = z.infer<typeof StartingPoint>

/**
 * The folders in a folder of this machine. `path` is where it really is, `parent` `null` at the top. `more`: so many were left out because there are too
 * many, `unnameable`: so many because their names are no text.
 */
export const FolderListing = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  marks: list(VaultMark),
  writable: z.boolean(),
  starts: list(StartingPoint),
  folders: list(FolderEntry),
  more: z.number(),
  unnameable: z.number(),
})
/** See {@link FolderListing}. */
export type FolderListing = z.infer<typeof FolderListing>

/** One thing that was looked at, in words. `attention` works, but a person should know. */
export const PlaceCheck = z.object({
  about: z.enum([
    'settings',
    'folder',
    'writable',
    'room',
    'disk',
    'program',
    'server',
    'certificate',
    'host-key',
    'credentials',
    'clock',
    'content',
    'password',
    'remove',
  ]),
  state: z.enum(['good', 'attention', 'bad']),
  sentence: z.string(),
  remedy: z.string().nullable(),
})
/** See {@link PlaceCheck}. */
export type PlaceCheck = z.infer<typeof PlaceCheck>

/**
 * The key by which an ssh server proves to be itself. `unknown`: it was never seen, and a person may accept one of its `keys` by the fingerprint. `changed`: it is
 * another one than before, which is never accepted by a click. `known`: it is as it was.
 */
export const HostKey = z.object({
  host: z.string(),
  port: z.number(),
  state: z.enum(['known', 'unknown', 'changed']),
  keys: list(z.object({ type: z.string(), fingerprint: z.string() })),
})
/** See {@link HostKey}. */
export type HostKey = z.infer<typeof HostKey>

/** What is in a repository that its password opened: how many snapshots, the machines that made them, when the newest was made. */
export const FoundRepository = z.object({ id: z.string(), snapshots: z.number(), hosts: list(z.string()), newest: z.string().nullable() })
/** See {@link FoundRepository}. */
export type FoundRepository = z.infer<typeof FoundRepository>

/** What a place for a repository is good for. `holds`: what lies there now, as far as could be told; `found`: what is in it, where its password was at hand. */
export const PlaceTest = z.object({
  state: z.enum(['good', 'attention', 'bad']),
  holds: z.enum(['repository', 'nothing', 'other', 'unknown']),
  checks: list(PlaceCheck),
  hostKey: HostKey.nullable(),
  found: FoundRepository.nullable(),
})
/** See {@link PlaceTest}. */
export type PlaceTest = z.infer<typeof PlaceTest>

/** Places on this machine and on servers, looked at before anything is kept there. Nothing is created. */
export const places = {
  folders: procedure
    .route({ method: 'GET', path: '/places/folders', summary: 'The folders in a folder of this machine' })
    .input(z.object({ path: z.string().max(4096).optional(), hidden: z.boolean().optional() }))
    .output(FolderListing),
  test: procedure
    .route({ method: 'POST', path: '/places/test', summary: 'Try whether snapshots could be kept at a place' })
    .input(
      z.object({
        /** The repository that these settings are of, where it has a name already. */
        name: z.string().max(63).optional(),
        /** A repository as it stands in the configuration: `{ "type": "local", "path": ... }`. */
        settings: z.record(z.string(), z.unknown()),
      }),
    )
    .output(PlaceTest),
}
