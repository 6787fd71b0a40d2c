import type { KitStep, KitWay } from './kit-way.ts'
import { quote } from './quote.ts'

/** A vault as the commands need it. */
type VaultToGet = {
  readonly id: string
  readonly name: string
  /** The plans that save all of it; none where no plan does. */
  readonly whole: readonly string[]
  /** The plans that save a part of it alone. */
  readonly parts: readonly string[]
}

/** What the commands of a kit are about. */
export type CommandsAbout = {
  readonly way: KitWay
  /** The name under which this machine makes its snapshots: others may have vaults of the same names. */
  readonly host: string
  readonly vaults: readonly VaultToGet[]
}

/**
 * Steps that get everything back with restic alone, for the shell of the platform, all in one folder, and short enough to be typed from paper. Of a vault the
 * newest whole state comes first, and what was saved of parts of it is laid over where it is newer. Snapshots that were taken for safety before a restore bear no
 * tag of a vault, so none of this takes one. Pure.
 * @see https://restic.readthedocs.io/en/stable/050_restore.html
 */
export function resticCommands({ way, host, vaults }: CommandsAbout, platform: NodeJS.Platform = process.platform): KitStep[] {
  const word = (text: string) => quote(text, platform)
  const restic = ['restic', '-r', way.location, ...way.flags].map(word).join(' ')
  const folders = vaults.map(({ name }) => folderNamed(name))
  // As file systems compare names that make no difference of case.
  const isAlone = (folder: string) => folder !== '' && folders.filter((other) => other.toLowerCase() === folder.toLowerCase()).length === 1
  // A computer that broke down while it tidied up left a lock, which nobody needs who only reads.
  const latest = `${restic} restore latest --no-lock --host ${word(host)}`
  const tags = (list: readonly string[]) => list.map((tag) => `--tag ${word(tag)}`).join(' ')
  return [
    ...way.steps,
    {
      title:
        'See that the password opens the backups, and what there is. restic asks for the password. Where a date lies in the future, a clock was wrong: below, write the id of the newest right one in place of "latest".',
      commands: [`${restic} snapshots --no-lock --host ${word(host)}`],
    },
    ...vaults.map(({ id, name, whole, parts }) => {
      // Two vaults of one name would be laid over each other.
      const folder = folderNamed(name)
      const target = word(`restored/${isAlone(folder) ? folder : `${folder}-${id}`}`)
      const called = isAlone(folder) ? name : `${name} (${id})`
      // Without parts, what was backed up by hand counts, too.
      const all = parts.length === 0 || whole.length === 0 ? [`vault:${id}`] : whole.map((plan) => `vault:${id},plan:${plan}`)
      const isAll = whole.length > 0 || parts.length === 0
      return {
        title: `Get the newest state of ${called} back`,
        commands: [
          ...(isAll ? [`${latest} ${tags(all)} --target ${target}`] : []),
          ...parts.map(
            (plan) => `${latest} ${tags([`vault:${id},plan:${plan}`])} --target ${target}${isAll ? ' --overwrite if-newer' : ''}`,
          ),
        ],
      }
    }),
    {
      title: 'An older state: take its id from the list instead of "latest"',
      commands: [`${restic} restore ID --no-lock --target restored`],
    },
  ]
}

function folderNamed(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._-]+/gu, '-')
    .replace(/^\.+/, '')
}
