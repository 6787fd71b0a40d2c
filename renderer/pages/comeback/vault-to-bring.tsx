import { Checkbox } from '@mantine/core'
import type { ComebackVault } from '../../../main/contract/procedures/comeback.ts'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'
import { Signed } from '../overview/vault-facts.tsx'
import { canBring } from './comeback-draft.ts'

type VaultToBringProps = {
  readonly vault: ComebackVault
  /** A return that was cut off goes on: what it had begun to write lies there. */
  readonly unfinished: boolean
  readonly chosen: boolean
  readonly onToggle: (on: boolean) => void
}

/** A vault that can come back: where it goes, how new it is, and whether something lies there already. */
export function VaultToBring({ vault, unfinished, chosen, onToggle }: VaultToBringProps) {
  const { name, path, snapshots, newest, there } = vault
  return (
    <Checkbox
      label={name}
      checked={chosen}
      disabled={!canBring(vault, unfinished)}
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
                {unfinished
                  ? 'Something is there already. What was begun goes on; anything else stays as it is.'
                  : 'Something is there already, and stays as it is. Restore it afterwards: you see first what it would overwrite.'}
              </Signed>
            </>
          )}
        </>
      }
    />
  )
}
