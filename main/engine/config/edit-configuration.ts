import { isDeepStrictEqual } from 'node:util'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import { fail, systemCode } from '../problem-error.ts'
import { placesOf } from './configuration-path.ts'
import type { ConfigurationEdit } from './edit-text.ts'
import { type ConfigurationCore, findConfiguration } from './find-configuration.ts'
import { type LoadedConfiguration, loadConfiguration, problemLine } from './load-configuration.ts'
import { replaceFile } from './replace-file.ts'
import { keepOld, lockConfiguration, uniqueName } from './tidy-configuration.ts'

const mostTries = 50

/** What a new file begins with. */
export const emptyText = '{\n  "version": 1\n}\n'

/**
 * Changes values of `backup_schedule.json` for the app. Comments, order and form of everything else stay. The result is parsed before it is
 * written, and one with a mistake is not written. What somebody else changed meanwhile is not lost: the edits are made again on the new text.
 * Throws a problem when the file is broken, of a newer version, cannot be written, or when the edits would break it.
 * @param basedOn the hash of the configuration that the person saw who made the edits: where it is another one by now, nothing is written, and that is a
 * problem, too
 * @returns what is in force now
 */
export async function editConfiguration(
  core: ConfigurationCore,
  edits: readonly ConfigurationEdit[],
  basedOn?: string,
): Promise<LoadedConfiguration> {
  const lock = await lockConfiguration(core)
  try {
    let tries = 0
    while (!(await tryEdit(core, edits, basedOn)))
      if (++tries === mostTries)
        return fail('configuration-busy', 'Another program changes the configuration all the time.', 'Close it there, and try again.')
  } finally {
    lock.release()
  }
  return loadConfiguration(core)
}

/** @returns whether it is written; not when the file was changed while we worked */
async function tryEdit(core: ConfigurationCore, edits: readonly ConfigurationEdit[], basedOn: string | undefined): Promise<boolean> {
  const { parseConfiguration } = await import('./parse-configuration.ts')
  const { editText, withEdits } = await import('./edit-text.ts')
  const { path, file, variables, replacing, hash } = findConfiguration(core)
  if (basedOn !== undefined && basedOn !== hash)
    return fail(
      'configuration-changed',
      'The configuration was changed meanwhile, on another page or by another program; nothing of yours is written.',
      'Look at what it says now, and make your change again where it is still wanted.',
    )
  if (file.kind === 'refused')
    return fail('configuration-unreadable', `${path} ${file.why}.`, 'Put a regular file there that you may read.')
  const places = placesOf(core.home, variables)
  const before = file.kind === 'file' ? file.bytes : null
  const old = parseConfiguration(before ?? emptyText, places)
  if (!old.ok) return refuse('configuration-broken', 'The configuration has a mistake already', old.problems, path)
  const text = editText(old.text, edits)
  // Once as the file is, and once as variables make of it: it has to be good both ways.
  for (const counting of [[], replacing]) {
    const edited = parseConfiguration(text, places, counting)
    if (!edited.ok)
      return refuse(
        'configuration-edit',
        'This would leave a mistake in the configuration',
        edited.problems,
        path,
        'Give it otherwise; the file is as it was.',
      )
    if (!isDeepStrictEqual(edited.written, withEdits(old.written, edits)))
      throw new Error('An edit of the configuration would have changed something else.')
  }
  try {
    if (before !== null && old.migratedFrom !== null) keepOld(core, path, { before, version: old.migratedFrom })
    const mark = before?.[0] === 0xef ? '\ufeff' : ''
    return replaceFile(path, before, `${mark}${text}`, uniqueName(core))
  } catch (error) {
    return cannotWrite(path, error)
  }
}

function refuse(
  code: string,
  sentence: string,
  problems: readonly ConfigurationProblem[],
  path: string,
  remedy = 'See all of it with: vaultkeeper config validate',
): never {
  const [first] = problems
  return fail(code, `${sentence}: ${first ? problemLine(first, path) : ''}`, remedy)
}

function cannotWrite(path: string, error: unknown): never {
  switch (systemCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return fail(
        'configuration-not-writable',
        `You may not write ${path}, or into its folder.`,
        'Give yourself the right to, or edit it as its owner.',
      )
    case 'EROFS':
      return fail(
        'configuration-not-writable',
        `${path} is on a disk that is read-only.`,
        'Mount it writable, or edit it where it comes from.',
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('configuration-not-writable', `The disk that holds ${path} is full; the file is as it was.`, 'Free some space there.')
    case 'EBUSY':
    case 'ENOENT':
      return fail('configuration-not-writable', `${path} cannot be replaced (${systemCode(error)}).`, 'Edit it where it comes from.')
    default:
      throw error
  }
}
