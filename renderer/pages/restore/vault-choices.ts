import type { Moment } from '../../../main/contract/procedures/moments.ts'

/** The vaults that there are moments of, this machine's first, then those of each other machine under its name; values are keys of `byVault`. */
export type VaultChoices = {
  readonly groups: readonly { readonly group: string; readonly items: readonly { readonly value: string; readonly label: string }[] }[]
  readonly byVault: ReadonlyMap<string, readonly Moment[]>
  readonly count: number
}

/** For snapshots that other programs made: they are of no vault. */
const others = '(others)'

/** Which vaults there are to choose from. Pure. @param all newest first */
export function vaultChoices(all: readonly Moment[]): VaultChoices {
  const byVault = Map.groupBy(all, ({ vault, machine }) => vault ?? (machine === null ? others : `${others} ${machine}`))
  const vaults = [...byVault].flatMap(([value, [first]]) =>
    first === undefined
      ? []
      : [
          {
            value,
            label: nameIn(first),
            group: first.machine === null ? '' : (first.machineName ?? first.machine),
          },
        ],
  )
  const machines = [...new Set(vaults.map(({ group }) => group))].toSorted((a, b) => Number(a !== '') - Number(b !== ''))
  const groups = machines.map((machine) => ({
    group: machine === '' ? 'This machine' : machine,
    items: vaults.filter(({ group }) => group === machine).map(({ value, label }) => ({ value, label })),
  }))
  return { groups, byVault, count: vaults.length }
}

/** `web`: where it stands under its machine's name, that need not be said again. */
function nameIn({ vaultName, machineName }: Moment): string {
  const name = vaultName ?? 'Snapshots of other programs'
  const behind = ` on ${machineName}`
  return machineName !== null && name.endsWith(behind) ? name.slice(0, -behind.length) : name
}
