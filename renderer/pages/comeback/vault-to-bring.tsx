import { Checkbox } from '@mantine/core'
import type { ComebackVault } from '../../../main/contract/procedures/comeback.ts'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'
import { Signed } from '../overview/vault-facts.tsx'

type VaultToBringProps = { readonly vault: ComebackVault; readonly chosen: boolean; readonly onToggle: (on: boolean) => void }

/** A vault that can come back: where it goes, how new it is, and whether something lies there already. */
export function VaultToBring({ vault: { name, path, snapshots, newest, there }, chosen, onToggle }: VaultToBringProps) {
  return (
    <Checkbox
      label={name}
      checked={chosen}
      disabled={path === null || snapshots === 0}
      onChange={(event) => onToggle(event.currentTarget.checked)}
      description={
        <>
          {path === null ? 'Nobody knows where it was: restore it into a folder afterwards' : `Into ${path}`}
          {newest !== null && (
            <>
              {', as of '}
              <When time={newest} />
            </>
          )}
          {`, ${counted(snapshots, 'snapshot')}`}
          {there && (
            <>
              <br />
              <Signed tone="attention">
                Something is there already. If you bring the vault back, what it overwrites is saved first, and can be had again.
              </Signed>
            </>
          )}
        </>
      }
      styles={{ description: { overflowWrap: 'anywhere' } }}
    />
  )
}
