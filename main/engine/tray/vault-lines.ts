import type { VaultOverview, VaultState } from '../../contract/procedures/overview.ts'
import { worstFirst } from '../health/lane-health.ts'
import { atMost, line, open } from './menu-lines.ts'
import { safeText } from './safe-text.ts'
import type { Telling } from './telling.ts'
import type { MenuLine } from './tray-view.ts'

const most = 6

/** What is told besides times; of what is protected, these say enough. */
const words: Readonly<Record<VaultState, string | null>> = {
  protected: null,
  running: 'being backed up now',
  'never-ran': 'not everywhere yet',
  warning: 'wants a look',
  paused: 'paused',
  'not-verified': 'could not be verified',
  stale: 'no backup for too long',
  failed: 'failed',
  anomaly: 'changed unusually',
}

/** Each vault with its last and its next backup; of many, those that stand worst. Pure. */
export function vaultLines(vaults: readonly VaultOverview[], telling: Telling): readonly MenuLine[] {
  const rank = ({ state }: VaultOverview) => (state === 'not-verified' ? 1 : worstFirst.indexOf(state))
  const shown = vaults.length > most ? vaults.toSorted((one, other) => rank(one) - rank(other)) : vaults
  return atMost(
    shown,
    most,
    (vault) => line(`vault/${vault.vault}`, vaultInWords(vault, telling), open('/')),
    (rest) => line('vaults/more', `and ${rest} more`, open('/')),
  )
}

function vaultInWords({ name, state, lastBackup, next, onChange, approvals }: VaultOverview, { when }: Telling): string {
  const parts = [
    lastBackup === null && (state === 'never-ran' || words[state] === null) ? 'no backup yet' : words[state],
    lastBackup === null ? null : `last backup ${when(lastBackup.time)}`,
    next === null || state === 'paused' ? null : `next ${when(next.time)}`,
    next === null && onChange && state !== 'paused' && approvals === 0 ? 'next when it changes' : null,
  ]
  return `${safeText(name)}: ${parts.filter((part) => part !== null).join(', ')}`
}
