import type { Problem } from '../contract/problem.ts'
import type { Client } from '../engine/procedures/client.ts'
import type { ShellAction } from '../engine/tray/shell-action.ts'
import { problemOf } from './problem-of.ts'

/** What actions are performed with. */
export type ActionShell = {
  readonly client: Pick<Client, 'backups' | 'jobs' | 'schedule'>
  readonly windows: { readonly open: (page: string) => void }
  readonly quit: () => void
  /** Tells a person why what was asked for was not done. */
  readonly tell: (problem: Problem) => void
}

const hour = 3_600_000

/** Does what a menu item, a notification or a second start asks for. It never rejects: what is refused is told, for nobody waits for an answer in a menu. */
export async function performAction(shell: ActionShell, action: ShellAction): Promise<void> {
  try {
    await perform(shell, action)
  } catch (error) {
    shell.tell(problemOf(error))
  }
}

async function perform({ client, windows, quit, tell }: ActionShell, action: ShellAction): Promise<void> {
  switch (action.do) {
    case 'open':
      return windows.open(action.page)
    case 'quit':
      return quit()
    case 'cancel':
      await client.jobs.cancel({ job: action.job })
      return
    case 'pause':
      await client.schedule.pause(lengths[action.length])
      return
    case 'resume':
      return resumeAll(client)
    case 'back-up': {
      const { job } = await (action.plan === null ? client.backups.all() : client.backups.start({ plan: action.plan }))
      return tellRefusal(client, job, tell)
    }
  }
}

const lengths = { hour: { for: hour }, 'until-tomorrow': { untilTomorrow: true }, 'until-resumed': {} } as const

/** That of all plans, and those of single ones. */
async function resumeAll(client: ActionShell['client']): Promise<void> {
  const { pauses } = await client.schedule.get()
  for (const { plan } of pauses) await client.schedule.resume(plan === null ? {} : { plan })
}

/** A run that fails is recorded, and told as news; what kept it from being a run is known to nobody else. */
async function tellRefusal(client: ActionShell['client'], job: string, tell: ActionShell['tell']): Promise<void> {
  for await (const { ended } of await client.jobs.follow({ job }))
    if (ended !== null && ended.problem !== null && ended.runs.length === 0) tell(ended.problem)
}
