import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../config/replace-file.ts'
import type { Core } from '../core.ts'
import { fail, systemCode } from '../problem-error.ts'
import { guardedVault } from './guarded-vault.ts'
import { exampleFile, exampleStanding } from './missing-variables.ts'

/**
 * Writes the names of variables that the set-up uses to the end of the vault's `.env.example`, each without a value; what stands there stays as it is. Throws a
 * problem where it is a link, cannot be written, or somebody changed it meanwhile.
 */
export async function completeExample(core: Core, text: string): Promise<{ path: string; added: readonly string[] }> {
  const vault = guardedVault(core, text)
  const path = join(vault.path, exampleFile)
  const stat = lstatSync(path, { throwIfNoEntry: false })
  // A link may lead anywhere.
  if (stat !== undefined && !stat.isFile())
    return fail(
      'example-not-a-file',
      `${path} is no file of its own, but a link or something else.`,
      'Put a file in its place, and say it again.',
    )
  const { exists, bytes: before, why, missing } = exampleStanding(vault.path)
  const unread = why ?? (before.includes(0) ? 'is UTF-16, or no text' : null)
  if (unread !== null) return fail('example-unreadable', `${path} ${unread}.`, 'Mend that, and say it again.')
  const names = missing.map(({ name }) => name)
  if (names.length === 0) return { path, added: [] }
  const ending = Buffer.from(before).includes('\r\n') ? '\r\n' : '\n'
  const gap = before.length === 0 || before.at(-1) === 10 ? '' : ending
  const after = Buffer.concat([before, Buffer.from(`${gap}${names.map((name) => `${name}=${ending}`).join('')}`)])
  if (!written(path, exists ? before : null, after, core.ports.randomBytes(6).toString('hex')))
    return fail('example-changed', `${path} was changed in this very moment.`, 'Say it again.')
  await core.record({ event: 'variables.named', vault: vault.id, path: exampleFile, names })
  return { path, added: names }
}

function written(path: string, before: Uint8Array | null, after: Uint8Array, unique: string): boolean {
  try {
    return replaceFile(path, before, after, unique)
  } catch (error) {
    return fail(
      'example-not-writable',
      `${path} cannot be written (${systemCode(error) || 'unknown'}).`,
      'Give yourself the right to write there.',
    )
  }
}
