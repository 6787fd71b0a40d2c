import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../problem-error.ts'
import { readSealed, type SealedDocument } from './sealed-document.ts'

/** The document as it lies in a vault. */
export type DocumentThere = { readonly bytes: Buffer; readonly text: string; readonly sealed: SealedDocument }

/** A person's notes may take much; a document does not take so many bytes. */
const largest = 8 * 2 ** 20

/** Reads it; `null` where there is none. Throws the problem `recovery-document-foreign` for a file that is not ours: it is never written over. */
export function readDocument({ folder, name }: { folder: string; name: string }): DocumentThere | null {
  const path = join(folder, name)
  const facts = lstatSync(path, { throwIfNoEntry: false })
  if (facts === undefined) return null
  if (!facts.isFile() || facts.size > largest) return foreign(path)
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  const sealed = readSealed(text)
  return sealed === null ? foreign(path) : { bytes, text, sealed }
}

function foreign(path: string): never {
  return fail(
    'recovery-document-foreign',
    `${path} is there already and is not from Vaultkeeper, so it stays as it is, and no recovery document is written.`,
    'Give that file another name, or name another place in the configuration: "recoveryDocument" of the vault.',
  )
}
