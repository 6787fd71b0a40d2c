/** What the commands of a kit are about. */
export type CommandsAbout = {
  readonly location: string
  readonly vaults: readonly { readonly id: string; readonly name: string }[]
}

/** Steps that get everything back with restic alone, for the shell of the platform. Pure. */
export function resticCommands(
  { location, vaults }: CommandsAbout,
  platform: NodeJS.Platform = process.platform,
): { title: string; commands: string[] }[] {
  const quoted = quote(location, platform)
  const target = (name: string) => quote(`restored/${name.replace(/[^\p{L}\p{N} ._-]+/gu, '-').replace(/^\.+/, '')}`, platform)
  return [
    {
      title: 'See that the password opens the backups, and what there is. restic asks for the password.',
      commands: [`restic -r ${quoted} snapshots`],
    },
    ...vaults.map(({ id, name }) => ({
      title: `Get the newest state of ${name} back`,
      commands: [`restic -r ${quoted} restore latest --tag ${quote(`vault:${id}`, platform)} --target ${target(name)}`],
    })),
    {
      title: 'An older state: take its id from the list instead of "latest"',
      commands: [`restic -r ${quoted} restore ID --target restored`],
    },
  ]
}

/** A word as the shell reads it: bash and its like, PowerShell on Windows. */
function quote(text: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return platform === 'win32' ? `'${text.replaceAll("'", "''")}'` : `'${text.replaceAll("'", `'\\''`)}'`
}
