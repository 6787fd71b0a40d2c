import { readFileSync, statSync } from 'node:fs'
import type { PlaceCheck } from '../../contract/procedures/places.ts'
import { systemCode } from '../problem-error.ts'
import { bad } from './place-check.ts'

/** More than all authorities of the world take, in bytes. */
const most = 4 * 2 ** 20

/** What is wrong with the file of an authority that a place names, if something is. */
export function authorityCheck(file: string | undefined): PlaceCheck | undefined {
  if (file === undefined) return undefined
  try {
    // A device or a pipe would be read for ever.
    const facts = statSync(file)
    if (facts.isFile() && facts.size <= most && readFileSync(file, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return undefined
    return bad(
      'certificate',
      `${file} holds no certificate.`,
      'Save the certificate of the authority as PEM: a text that begins with -----BEGIN CERTIFICATE-----',
    )
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'is not there' : 'cannot be read'
    return bad(
      'certificate',
      `${file}, which is to hold the certificates to trust, ${why}.`,
      'Look whether its name is right, and whether you may read it.',
    )
  }
}
