import type { NewsMessage } from '../../contract/news-message.ts'
import type { MendingAction } from '../../contract/procedures/overview.ts'
import { actionFor } from '../overview/action-for.ts'
import { mendPage, pageOfMending } from '../overview/page-of-mending.ts'

/** What of a message tells where it leads. */
export type NewsAbout = Pick<NewsMessage, 'kind' | 'subject' | 'code' | 'plan' | 'repository' | 'run'>

/**
 * Where somebody is led who wants to know what a piece of news means: to what it is about, with the dialog open that mends it where there is one. An address
 * of the pages, as it stands behind `#`. Pure.
 */
export function pageOfNews(message: NewsAbout): string {
  const { kind, run, subject } = message
  switch (kind) {
    case 'recovered':
      return subject.startsWith('agent/') ? pageOfSubject(subject) : '/'
    case 'stale':
      return '/'
    case 'test':
      return '/settings'
    case 'agent':
      return pageOfSubject(subject)
    case 'well':
    case 'digest':
      return pageOfRun(run) ?? '/activity'
    case 'anomaly':
    case 'approval':
    case 'carrier-failed':
    case 'reminder':
    case 'failed':
    case 'git':
      return pageOfMending(mendingOfNews(message)) ?? pageOfRun(run) ?? pageOfSubject(subject)
  }
}

/** The same where no more is known than what it was about. Pure. */
export function pageOfSubject(subject: string): string {
  const [about = '', name = ''] = subject.split('/')
  switch (about) {
    case 'anomaly':
      return mendPage({ mend: 'anomaly', anomaly: name })
    case 'changes':
      return '/approvals'
    case 'carrier':
      return '/settings'
    case 'agent':
      return `/agents/${encodeURIComponent(name)}`
    case 'git':
    case 'drill':
      return `/vaults/${encodeURIComponent(name)}`
    case 'comeback':
      return '/comeback'
    case 'configuration':
      return '/plans?file'
    default:
      return '/'
  }
}

/** What mends that which was told, as far as one code tells: of several together nothing is chosen. Pure. */
export function mendingOfNews({ kind, subject, code, plan, repository }: Omit<NewsAbout, 'run'>): MendingAction {
  const [about, name = ''] = subject.split('/')
  if (kind === 'anomaly' && about === 'anomaly') return { kind: 'answer-anomaly', anomaly: name }
  if (kind === 'git') return { kind: 'open-vault', vault: name }
  if (kind === 'agent' && about === 'agent') return { kind: code === 'agent-dead' ? 'recover-agent' : 'open-agent', agent: name }
  if (kind === 'approval') return { kind: 'open-approvals' }
  if (kind === 'carrier-failed') return { kind: 'mend-carrier', carrier: subject.replace(/^carrier\//, '') }
  const codes = new Set((code ?? '').split(' ').map((one) => one.replace(/@.*$/s, '')))
  const [only = ''] = codes
  return codes.size === 1 ? actionFor(only, { plan, repository, folder: null }) : { kind: 'none' }
}

function pageOfRun(run: string | null): string | null {
  return run === null ? null : `/activity/${encodeURIComponent(run)}`
}
