import type { AnomalyRules } from '../../contract/configuration/conditions.ts'

/** What kind of change of a vault a person is asked about. The last two leave no snapshot: there is nothing to save. `half-restored`: a restore was cut off there. */
export type AnomalyCode = 'encryption' | 'mass-deletion' | 'mass-change' | 'half-restored' | 'vault-emptied' | 'vault-missing'

/** Files of one sort (see SortedChanges), some of which were looked into: so many became noise, or nothing but zeros, that were none before. */
export type Looked = { readonly count: number; readonly looked: number; readonly noise: number; readonly zeros: number }

/** What changed between two snapshots, as numbers of files. */
export type Measure = {
  readonly filesBefore: number
  readonly filesAfter: number
  /** Gone without anything in their place, and not on the disk any more. */
  readonly gone: number
  /** In no snapshot any more, but still on the disk. */
  readonly leftOut: number
  /** Still there, with nothing in them. */
  readonly hollow: number
  readonly modified: Looked
  readonly converted: Looked
  readonly replaced: Looked
  /** New ones, at most as many as are gone: they may be those under names that tell nothing. */
  readonly added: Looked
  /** The ending that nearly all of those have which came in the place of others, and that none had before. */
  readonly ending: string | null
}

/** `numbers` are those of the sentence, for whoever reads them by program. */
export type Judgement =
  | { readonly kind: 'none' }
  | { readonly kind: 'anomaly'; readonly code: AnomalyCode; readonly sentence: string; readonly numbers: Record<string, number> }

/** From this part of the files on it is asked about encryption, whatever may change otherwise. */
export const encryptedPart = 0.1
/** As good as everything. */
const nearlyAll = 0.95
/** So many of those that were looked into have to be spoiled; one or two happen. */
const leastSpoiled = 3

/**
 * Whether a person has to be asked about what changed. Pure. `D`, `C`, `N` are the plan's `anomaly.deleted`, `anomaly.changed`, `anomaly.atLeastFiles`;
 * parts are of the files before. The first line that fits holds.
 *
 * | code          | when                                                                                            |
 * |---------------|-------------------------------------------------------------------------------------------------|
 * | (none)        | there were fewer than N files, or no snapshot before                                             |
 * | vault-emptied | at least N files, 95 % of all and more than D of them, are gone, with nothing in their place      |
 * | encryption    | at least N files, and 10 % (C if that is less), were readable or of a known kind and are noise now |
 * | vault-emptied | as above, whatever has come besides                                                              |
 * | mass-deletion | at least N files, and more than D, are gone or have nothing in them any more                      |
 * | vault-emptied | at least N files, 95 % of all and more than D, are still on the disk, but backed up no more          |
 * | mass-change   | at least N files, and more than C, have other content, under their name or a longer one           |
 *
 * Not counted as gone: what has the same content elsewhere, what another file took the place of (`a.md` by `a.md.gz`), loose objects that git packed,
 * what is still on the disk (it was excluded, or may not be read) unless that is nearly all. Not counted as changed: times and rights, new files in nobody's place, and images,
 * sound, documents and archives that still are such (they were made smaller, or packed) and not zeros or noise.
 */
export function judgeChanges(measure: Measure, rules: AnomalyRules): Judgement {
  const { filesBefore, modified, converted, replaced, added } = measure
  if (filesBefore < rules.atLeastFiles) return { kind: 'none' }
  const lost = measure.gone + measure.hollow
  const encrypted = [modified, converted, replaced, added].reduce((sum, looked) => sum + estimate(looked, looked.noise), 0)
  const changed = modified.count + replaced.count + estimate(converted, converted.noise + converted.zeros)
  const isMany = (count: number, part: number) => count >= rules.atLeastFiles && count > part * filesBefore
  const emptied = isMany(lost, rules.deleted) && lost >= nearlyAll * filesBefore
  if (emptied && added.count === 0) return emptiedVault(measure, lost)
  if (encrypted >= rules.atLeastFiles && encrypted >= Math.min(rules.changed, encryptedPart) * filesBefore)
    return encryption(measure, encrypted)
  if (emptied) return emptiedVault(measure, lost)
  if (isMany(lost, rules.deleted))
    return {
      kind: 'anomaly',
      code: 'mass-deletion',
      sentence: `${lost} of ${filesBefore} files are ${measure.hollow > measure.gone ? 'empty now' : 'gone'} (${percent(lost, filesBefore)}; ${percent(rules.deleted, 1)} may be)`,
      numbers: { filesBefore, lost },
    }
  const { leftOut } = measure
  if (isMany(leftOut, rules.deleted) && leftOut >= nearlyAll * filesBefore)
    return {
      kind: 'anomaly',
      code: 'vault-emptied',
      sentence: `${leftOut} of ${filesBefore} files are still in the folder, but backed up no more: they are excluded, in what is marked as a cache, or not to be read`,
      numbers: { filesBefore, lost: leftOut },
    }
  if (isMany(changed, rules.changed))
    return {
      kind: 'anomaly',
      code: 'mass-change',
      sentence: `${changed} of ${filesBefore} files have another content (${percent(changed, filesBefore)}; ${percent(rules.changed, 1)} may have)`,
      numbers: { filesBefore, changed },
    }
  return { kind: 'none' }
}

/** How many of the files that were looked into had become noise. Pure. */
export function noiseIn({ modified, converted, replaced, added }: Measure): number {
  return [modified, converted, replaced, added].reduce((sum, { noise }) => sum + noise, 0)
}

/** Only whether it is encryption: for what has gathered over many snapshots, where deletions and changes are no wonder. Pure. */
export function judgeEncryption(measure: Measure, rules: AnomalyRules): Judgement {
  const judged = judgeChanges({ ...measure, gone: 0, hollow: 0 }, rules)
  return judged.kind === 'anomaly' && judged.code === 'encryption' ? judged : { kind: 'none' }
}

function estimate({ count, looked }: Looked, spoiled: number): number {
  return spoiled < leastSpoiled ? 0 : Math.round((count * spoiled) / looked)
}

function emptiedVault({ filesBefore, filesAfter }: Measure, lost: number): Judgement {
  const sentence =
    lost === filesBefore
      ? `All ${filesBefore} files are gone${filesAfter === 0 ? '' : ' or empty now'}: the folder was emptied, or its disk is not connected`
      : `${lost} of ${filesBefore} files are gone: nearly nothing is left`
  return { kind: 'anomaly', code: 'vault-emptied', sentence, numbers: { filesBefore, lost } }
}

function encryption({ filesBefore, ending }: Measure, encrypted: number): Judgement {
  const names = ending === null ? '' : `, under new names that end in .${ending}`
  return {
    kind: 'anomaly',
    code: 'encryption',
    sentence: `About ${Math.min(encrypted, filesBefore)} of ${filesBefore} files look encrypted: what was readable is noise now${names}`,
    numbers: { filesBefore, encrypted },
  }
}

function percent(count: number, of: number): string {
  return `${Math.round((count / of) * 100)} %`
}
