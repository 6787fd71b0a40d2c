import type { MendingAction } from '../../contract/procedures/overview.ts'

/** The page on which a problem is mended; the overview, where its card stands with the button that mends it, unless that button only leads elsewhere. Pure. */
export function pageOfProblem(action: MendingAction): string {
  switch (action.kind) {
    case 'open-approvals':
      return '/approvals'
    case 'open-restore':
      return `/restore?${new URLSearchParams({ need: 'time', vault: action.vault, repository: action.repository, ...(action.snapshot === null ? {} : { snapshot: action.snapshot }) })}`
    case 'edit-plan':
      return `/plans/${encodeURIComponent(action.plan)}`
    case 'edit-repository':
      return `/plans?${new URLSearchParams({ repository: action.repository })}`
    case 'mend-carrier':
    case 'start-schedule':
      return '/settings'
    case 'open-run':
      return `/activity/${encodeURIComponent(action.run)}`
    case 'fix-configuration':
      return '/plans?file'
    default:
      return '/'
  }
}
