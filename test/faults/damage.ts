import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { between, pick, type Random } from '../helpers/seeded.ts'

/** Files of a folder of a repository, with everything below, in an order that does not change. */
export function filesOf(repository: string, folder: string): string[] {
  return readdirSync(path.join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}

/** A file that is not what it was. */
export type Damage = { readonly file: string; readonly how: string; readonly mend: () => void }

/** How a file can be damaged: one bit, a piece of zeros, its end cut off, or all of it gone. */
export type Harm = 'flip' | 'zeros' | 'cut' | 'delete'

/** Damages one of the files. */
export function damage(random: Random, files: readonly string[], harms: readonly Harm[]): Damage {
  const file = pick(random, files)
  const harm = pick(random, harms)
  const content = readFileSync(file)
  const at = between(random, 0, content.length - 1)
  if (harm === 'delete') rmSync(file)
  else if (harm === 'cut') writeFileSync(file, content.subarray(0, at))
  else {
    const changed = Buffer.from(content)
    // Zeros where there were zeros would be no damage.
    if (harm === 'flip' || changed.subarray(at, at + 64).every((byte) => byte === 0))
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << between(random, 0, 7)), at)
    else changed.fill(0, at, Math.min(at + 64, changed.length))
    writeFileSync(file, changed)
  }
  return {
    file,
    how: `${path.basename(path.dirname(file))}/${path.basename(file).slice(0, 8)}: ${harm} at ${at} of ${content.length}`,
    mend: () => writeFileSync(file, content),
  }
}
