import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SetupChoices } from '../../contract/procedures/setup.ts'
import type { Core } from '../core.ts'
import { writePrivateFile } from '../home/write-private-file.ts'

/** A set-up that was begun and not brought to its end. `passwordStored`: the password that is kept is its own. Never holds a password. */
const Unfinished = z.object({ choices: SetupChoices, repository: z.string(), passwordStored: z.boolean() })
/** See the schema of this name. */
export type UnfinishedSetup = z.infer<typeof Unfinished>

const fileOf = (core: Core) => join(core.home.root, 'setup.json')

/** The set-up that was cut off, if one was. A file that cannot be read is none: all it holds is asked for again. */
export function unfinishedSetup(core: Core): UnfinishedSetup | undefined {
  try {
    return Unfinished.safeParse(JSON.parse(readFileSync(fileOf(core), 'utf8'))).data
  } catch {
    return undefined
  }
}

/** Remembers a set-up before anything of it is done. */
export function rememberSetup(core: Core, setup: UnfinishedSetup): void {
  writePrivateFile(fileOf(core), `${JSON.stringify(setup, undefined, 2)}\n`)
}

/** All of it is done. */
export function forgetSetup(core: Core): void {
  rmSync(fileOf(core), { force: true })
}
