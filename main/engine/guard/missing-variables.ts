import { join } from 'node:path'
import { readRegularFile } from '../config/read-regular-file.ts'
import { first, namesInEnvironment, namesInExample, type UsedVariable, variablesIn } from './variables-used.ts'

/** Where a set-up says which variables it needs. */
export const exampleFile = '.env.example'
const mostBytes = 256 * 1024

/** How `.env.example` of a vault stands: `missing`, what is used and not named there; `why`: what is there cannot be read. */
export type ExampleStanding = {
  readonly exists: boolean
  /** As it is on the disk, which need not be UTF-8. */
  readonly bytes: Uint8Array
  readonly why: string | null
  readonly missing: readonly UsedVariable[]
}

/** Compares `.env.example` with what `.mcp.json` and Claude Code's settings use and what `.env` sets. Of the latter only names are read. */
export function exampleStanding(folder: string): ExampleStanding {
  const read = (file: string) => readRegularFile(join(folder, file), mostBytes)
  const textOf = (file: string) => {
    const found = read(file)
    return found.kind === 'file' ? new TextDecoder().decode(found.bytes) : ''
  }
  const example = read(exampleFile)
  const bytes = example.kind === 'file' ? example.bytes : new Uint8Array()
  const named = namesInExample(new TextDecoder().decode(bytes))
  const used = [
    ...['.mcp.json', '.claude/settings.json'].flatMap((file) => variablesIn(textOf(file), file)),
    ...namesInEnvironment(textOf('.env'), '.env'),
  ]
  return {
    exists: example.kind !== 'missing',
    bytes,
    why: example.kind === 'refused' ? example.why : null,
    missing: first(used).filter(({ name }) => !named.has(name)),
  }
}
