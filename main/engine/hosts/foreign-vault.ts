/** A vault of another machine, by the id that it has in our ledger. `machine`: its host name, with `/NAME` behind it for another account of this very machine. */
export type ForeignVault = { readonly vault: string; readonly machine: string }

/**
 * The id under which the ledger keeps another machine's vault: `notes@server`. No vault of ours has an @ in its id, so that parents, labels, retention and the
 * last good state of one machine's `notes` never are those of another's. Pure.
 */
export function foreignVaultId({ vault, machine }: ForeignVault): string {
  return `${vault}@${machine}`
}

/** What an id of {@link foreignVaultId} is made of; `undefined` for a vault of our own. Host names have no @; folders that plain restic saved may. Pure. */
export function foreignVaultOf(id: string): ForeignVault | undefined {
  const at = id.lastIndexOf('@')
  return at < 0 ? undefined : { vault: id.slice(0, at), machine: id.slice(at + 1) }
}

/**
 * Which machine made a snapshot, as seen from this home: `null` for our own. Another account of a machine of our name is another machine as far as backups go
 * (`laptop/ann`), where restic tells it. Pure.
 * @param user whose account made it, where that is another than ours
 */
export function machineOf(host: string | undefined, user: string | undefined, homeHost: string | undefined): string | null {
  if (host === undefined || host === '' || homeHost === undefined) return null
  // As host names are compared: Windows tells them in capitals, and some programs do not.
  if (host.toLowerCase() !== homeHost.toLowerCase()) return plain(host)
  return user === undefined ? null : `${plain(host)}/${plain(user)}`
}

/** Whoever can write to the repository chooses these names, and they are shown and told. */
function plain(name: string): string {
  return name
    .replace(/\p{Cc}/gu, '')
    .replace(/[@/]/g, '-')
    .slice(0, 253)
}
