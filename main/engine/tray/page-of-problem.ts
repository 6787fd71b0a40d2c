import type { MendingAction } from '../../contract/procedures/overview.ts'
import { pageOfMending } from '../overview/page-of-mending.ts'

/** Where a problem's line leads: to where its button leads; to the overview, where its card stands, if that button does something. Pure. */
export function pageOfProblem(action: MendingAction): string {
  switch (action.kind) {
    case 'open-restore': {
      const { vault, repository, snapshot } = action
      return `/restore?${new URLSearchParams({ need: 'time', vault, repository, ...(snapshot === null ? {} : { snapshot }) })}`
    }
    case 'edit-plan':
      return `/plans/${encodeURIComponent(action.plan)}`
    case 'start-schedule':
      return '/settings'
    case 'open-run':
      return `/activity/${encodeURIComponent(action.run)}`
    default:
      return pageOfMending(action) ?? '/'
  }
}
