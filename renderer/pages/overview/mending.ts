import type { MendingAction } from '../../../main/contract/procedures/overview.ts'
import { api } from '../../api.ts'
import type { AnomalyChoice } from '../../mending/answer-anomaly.tsx'
import { recoverAddress } from '../agents/recover-address.ts'

/** What a button that mends something does: go somewhere, do it (after a question where it changes much), or open a dialog. */
export type Mending = { readonly label: string } & (
  | { readonly how: 'go'; readonly href: string }
  | {
      readonly how: 'do'
      readonly deed: () => Promise<unknown>
      readonly said: string
      readonly ask?: { readonly title: string; readonly text: string }
    }
  | { readonly how: 'dialog'; readonly dialog: 'enter-password' | 'enter-credential' | 'find-repository'; readonly repository: string }
  | { readonly how: 'anomaly'; readonly anomaly: string; readonly choice?: AnomalyChoice }
)

/** The button of an action; `null` where there is none. */
export function mendingOf(action: MendingAction): Mending | null {
  switch (action.kind) {
    case 'back-up-now':
      return { how: 'do', label: 'Back up now', said: 'The backup has begun', deed: () => backUp(action) }
    case 'copy':
      return {
        how: 'do',
        label: 'Copy now',
        said: 'The copy has begun',
        deed: () => api.repositories.copy({ to: action.repository }),
      }
    case 'open-approvals':
      return { how: 'go', label: 'Look at the changes', href: '#/approvals' }
    case 'open-restore':
      return { how: 'go', label: 'Bring the last good state back', href: restoreHref(action) }
    case 'answer-anomaly':
      return { how: 'anomaly', label: 'Look and answer', anomaly: action.anomaly }
    case 'enter-password':
      return { how: 'dialog', label: 'Enter the password', dialog: 'enter-password', repository: action.repository }
    case 'enter-credential':
      return { how: 'dialog', label: 'Enter what it asks for', dialog: 'enter-credential', repository: action.repository }
    case 'find-repository':
      return { how: 'dialog', label: 'Show where it is', dialog: 'find-repository', repository: action.repository }
    case 'resume':
      return {
        how: 'do',
        label: 'Resume',
        said: 'Backups go on',
        deed: () => api.schedule.resume(action.plan === null ? {} : { plan: action.plan }),
      }
    case 'edit-plan':
      return { how: 'go', label: 'Change the plan', href: `#/plans/${encodeURIComponent(action.plan)}` }
    case 'edit-repository':
      return { how: 'go', label: 'Change the repository', href: `#/repositories/${encodeURIComponent(action.repository)}` }
    case 'test-repository':
      return { how: 'go', label: 'Test it', href: `#/repositories/${encodeURIComponent(action.repository)}?test` }
    case 'mend-carrier':
      return { how: 'go', label: 'Look at the notifications', href: '#/settings' }
    case 'check-kit':
      return { how: 'go', label: 'Check the kit', href: `#/settings?${new URLSearchParams({ kit: action.repository })}` }
    case 'machine-gone':
      return {
        how: 'do',
        label: 'It is gone for good',
        said: 'You will hear no more of it',
        ask: {
          title: `Expect nothing more of "${action.machine}"?`,
          text: 'You are not told any more when it is silent. What it stored stays where it is and can be restored. Under its repository this can be taken back.',
        },
        deed: () => api.machines.change({ machine: action.machine, staleAfter: false }),
      }
    case 'unlock':
      return {
        how: 'do',
        label: 'Remove the lock',
        said: 'Looking whether anybody still needs the lock',
        deed: () => api.repositories.unlock({ repository: action.repository }),
      }
    case 'verify-repair':
      return {
        how: 'do',
        label: 'Repair it',
        said: 'The repair has begun',
        ask: {
          title: `Repair the repository "${action.repository}"?`,
          text: 'What is broken in it is taken out, what is still in your folders is stored anew, and then all of it is read and verified. This may take long; your folders are only read.',
        },
        deed: () => api.repositories.repair({ repository: action.repository }),
      }
    case 'drill':
      return {
        how: 'do',
        label: 'Try a restore again',
        said: 'The restore on trial has begun',
        deed: () => api.drills.run({ vault: action.vault, repository: action.repository }),
      }
    case 'free-space':
      return {
        how: 'do',
        label: 'Free space there',
        said: 'Freeing space has begun',
        ask: {
          title: `Free space in "${action.repository}"?`,
          text: 'The snapshots that none of your rules keeps are removed, and the space that only they took is given back. What the rules keep stays.',
        },
        deed: () => api.repositories.prune({ repository: action.repository }),
      }
    case 'finish-restore':
      return { how: 'do', label: 'Finish it', said: 'The restore goes on', deed: () => api.restores.finish({ run: action.run }) }
    case 'undo-restore':
      return {
        how: 'do',
        label: 'Take it back',
        said: 'Taking the restore back has begun',
        ask: {
          title: 'Take this restore back?',
          text: 'What it overwrote comes back as it was before, and what it added goes. What is there now is saved first, so this can be taken back as well.',
        },
        deed: () => api.restores.undo({ run: action.run }),
      }
    case 'push-git':
      return { how: 'do', label: 'Push now', said: 'The push has begun', deed: () => api.git.push({ vault: action.vault }) }
    case 'bring-back-branch':
      return {
        how: 'do',
        label: 'Bring it back',
        said: `Bringing back ${action.branch}`,
        // Of the vault's own repository: those within it are settled on the page of the vault.
        deed: () => api.git.bringBack({ vault: action.vault, remote: action.remote, branch: action.branch, repository: '' }),
      }
    case 'accept-git':
      return {
        how: 'do',
        label: 'I know about it',
        said: 'You will hear no more of it',
        ask: {
          title: `Was "${action.branch}" changed on "${action.remote}" on purpose?`,
          text: 'You are told no more of it. The old commits can still be brought back from a snapshot, as long as one is kept that has them.',
        },
        deed: () => api.git.accept({ vault: action.vault, remote: action.remote, branch: action.branch, repository: '' }),
      }
    case 'open-vault':
      return { how: 'go', label: 'Look at the vault', href: `#/vaults/${encodeURIComponent(action.vault)}` }
    case 'recover-agent':
      return { how: 'go', label: 'Bring it back', href: recoverAddress([action.agent]) }
    case 'open-agent':
      return { how: 'go', label: 'Read the report', href: `#/agents/${encodeURIComponent(action.agent)}` }
    case 'start-schedule':
      return { how: 'go', label: 'Start with the computer', href: '#/settings' }
    case 'open-run':
      return { how: 'go', label: 'See what happened', href: `#/activity/${encodeURIComponent(action.run)}` }
    case 'fix-configuration':
      return { how: 'go', label: 'See the mistake', href: '#/plans?file' }
    case 'come-back':
      return { how: 'go', label: 'Go on with it', href: '#/comeback' }
    case 'leave-comeback':
      return {
        how: 'do',
        label: 'Leave it as it is',
        said: 'It is left as it is',
        ask: {
          title: 'Leave the rest of it?',
          text: 'What is in the vaults now is backed up from now on, also where only half of it came back. What is stored stays, and can be restored.',
        },
        deed: () => api.comeback.leave(),
      }
    case 'none':
      return null
  }
}

function backUp({ plan, folder }: { readonly plan: string | null; readonly folder: string | null }): Promise<unknown> {
  if (plan !== null) return api.backups.start({ plan })
  return folder === null ? api.backups.all() : api.backups.start({ folder })
}

function restoreHref({ vault, repository, snapshot }: Extract<MendingAction, { kind: 'open-restore' }>): string {
  const said = new URLSearchParams({ need: 'time', vault, repository, ...(snapshot === null ? {} : { snapshot }) })
  return `#/restore?${said}`
}
