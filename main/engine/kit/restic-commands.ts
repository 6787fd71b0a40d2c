import type { KitStep, KitWay } from './kit-way.ts'
import { quote } from './quote.ts'

/** What the commands of a kit are about. */
export type CommandsAbout = {
  readonly way: KitWay
  readonly vaults: readonly { readonly id: string; readonly name: string }[]
}

/** Steps that get everything back with restic alone, for the shell of the platform, all in one folder. Pure. */
export function resticCommands({ way, vaults }: CommandsAbout, platform: NodeJS.Platform = process.platform): KitStep[] {
  const restic = ['restic', '-r', way.location, ...way.flags].map((word) => quote(word, platform)).join(' ')
  const target = (name: string) => quote(`restored/${name.replace(/[^\p{L}\p{N} ._-]+/gu, '-').replace(/^\.+/, '')}`, platform)
  return [
    ...way.steps,
    {
      title: 'See that the password opens the backups, and what there is. restic asks for the password.',
      commands: [`${restic} snapshots`],
    },
    ...vaults.map(({ id, name }) => ({
      title: `Get the newest state of ${name} back`,
      commands: [`${restic} restore latest --tag ${quote(`vault:${id}`, platform)} --target ${target(name)}`],
    })),
    {
      title: 'An older state: take its id from the list instead of "latest"',
      commands: [`${restic} restore ID --target restored`],
    },
  ]
}
