import { z } from 'zod'
import { nearest } from './nearest.ts'

/** Would be device files on Windows, or is a property of every JavaScript object. */
const unusable = /^(?:con|prn|aux|nul|com\d|lpt\d|constructor)$/

/**
 * The key of a vault, repository, plan or agent. It becomes part of file names, of tags (which a comma would divide) and of names of
 * environment variables, so it is short, plain, and without capitals, which some file systems do not tell apart.
 */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
    error: 'must be a name of small letters, digits and hyphens, 63 at most, and not begin with a hyphen',
  })
  .refine((name) => !unusable.test(name), { error: 'is a name that Windows or JavaScript keep for themselves; choose another one' })

/**
 * An object with fixed names. An unknown one is an error: a misspelt setting would otherwise be a default that nobody asked for. The
 * sentences about several unknown names stand on lines of their own, in the order of the issue's `keys`.
 */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => unknownName(key, known)).join('\n') : undefined),
  })
}

/** For rules about the whole of a section, which make no sense to a person while a part of it is misspelt. */
export function soFarGood({ issues }: z.core.ParsePayload): boolean {
  return issues.length === 0
}

/** What is wrong with a name that is not among the known ones, with the nearest of these if one is near. */
function unknownName(name: string, known: readonly string[]): string {
  if (/pass(?:word|phrase)|secret|token|credential|(?:api|access|account|private)-?key/i.test(name))
    return 'is not known here, and secrets do not belong into this file: store them with: vaultkeeper secret set NAME'
  const near = nearest(name, known)
  if (near !== undefined) return `is not known here; did you mean "${near}"?`
  return known.length === 0 ? 'is not known here' : `is not known here; known are ${known.join(', ')}`
}
