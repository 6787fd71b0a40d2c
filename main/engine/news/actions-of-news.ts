import type { ShellAction } from '../tray/shell-action.ts'
import { machineOfSubject } from './machine-causes.ts'
import { mendingOfNews, type NewsAbout, pageOfNews } from './page-of-news.ts'

/** A button of a notification. */
export type NewsAction = { readonly label: string; readonly action: ShellAction }

/**
 * What can be done right from a notification, what matters most first. A click on the notification itself leads to {@link pageOfNews}, so no button says
 * "Open". Nothing is approved, restored or given up unseen: those buttons lead to where it is looked at, for what a notification shows may be old and is
 * not all. Pure.
 */
export function actionsOfNews(message: NewsAbout): readonly NewsAction[] {
  const open = (label: string, page = pageOfNews(message)): NewsAction => ({ label, action: { do: 'open', page } })
  const backUp = (label: string): NewsAction => ({ label, action: { do: 'back-up', plan: message.plan } })
  const mending = mendingOfNews(message).kind
  switch (mending) {
    case 'answer-anomaly':
      return [open('Restore…', `${pageOfNews(message)}&choice=bring-back`), open('It was me…', `${pageOfNews(message)}&choice=expected`)]
    case 'open-approvals':
      return [open('Approve…')]
    case 'enter-password':
      return [open('Enter the password…')]
    case 'enter-credential':
      return [open('Enter what it asks for…')]
    case 'test-repository':
      return [open('Test it…'), backUp('Retry now')]
    case 'find-repository':
      return [open('Show where it is…'), backUp('Retry now')]
    case 'recover-agent':
      return [open('Bring it back…')]
    case 'open-agent':
      return [open('Read the report')]
    case 'fix-configuration':
      return [open('See the mistake')]
    // A copy may take hours: it is begun where it can be followed.
    case 'copy':
      return []
  }
  // Of another machine nothing can be done from here.
  if (machineOfSubject(message.subject) !== null) return []
  if (message.kind === 'stale') return [backUp('Back up now')]
  if (message.kind !== 'failed' || !isBackup(message)) return []
  const pause: NewsAction = { label: 'Pause for an hour', action: { do: 'pause', length: 'hour' } }
  return mending === 'back-up-now' ? [backUp('Retry now'), pause] : [backUp('Retry now')]
}

/** Whether it is a backup that failed, not the care of a repository, say: only then is another backup another attempt. */
function isBackup({ subject }: Pick<NewsAbout, 'subject'>): boolean {
  return /^(?:plan|vault|repository|machine)(?:\/|$)/.test(subject)
}
