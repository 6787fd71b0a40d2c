import type { MendingAction } from '../../contract/procedures/overview.ts'

/**
 * The place of the pages where something is mended, with the dialog open that does it where there is one; an address as it stands behind `#`. `null` where it is
 * done rather than gone to. Pure.
 */
export function pageOfMending(action: MendingAction): string | null {
  switch (action.kind) {
    case 'enter-password':
    case 'enter-credential':
    case 'find-repository':
      return mendPage({ mend: action.kind, repository: action.repository })
    case 'answer-anomaly':
      return mendPage({ mend: 'anomaly', anomaly: action.anomaly })
    case 'edit-repository':
      return `/repositories/${encodeURIComponent(action.repository)}`
    case 'test-repository':
      return `/repositories/${encodeURIComponent(action.repository)}?test`
    case 'fix-configuration':
      return '/plans?file'
    case 'open-approvals':
      return '/approvals'
    case 'come-back':
      return '/comeback'
    case 'mend-carrier':
      return '/settings'
    case 'check-kit':
      return `/settings?${new URLSearchParams({ kit: action.repository })}`
    case 'bring-back-branch':
    case 'accept-git':
    case 'open-vault':
      return `/vaults/${encodeURIComponent(action.vault)}`
    case 'recover-agent':
    case 'open-agent':
      return `/agents/${encodeURIComponent(action.agent)}`
    default:
      return null
  }
}

/** The overview, with a dialog open. */
export function mendPage(wish: Record<string, string>): string {
  return `/?${new URLSearchParams(wish)}`
}
