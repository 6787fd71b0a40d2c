import { exitCode } from '../../contract/exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { moment } from '../terminal/words.ts'

/** `vaultkeeper pause [PLAN] [--for DURATION | --until-tomorrow]`; without either until it is resumed. */
export function pauseCommand(
  plan: string | undefined,
  options: CommonOptions & { for?: number; untilTomorrow?: boolean },
): Promise<number> {
  return withClient(options, async ({ client, screen }) => {
    const { until } = await client.schedule.pause({ plan, for: options.for, untilTomorrow: options.untilTomorrow })
    if (screen.json) screen.emit({ command: 'pause', exitCode: exitCode.done, plan: plan ?? null, until })
    else {
      const what = plan === undefined ? 'All plans are' : `The plan "${printable(plan)}" is`
      screen.say(
        `${what} paused ${until === null ? 'until you resume' : `until ${moment(new Date(until))}`}. What becomes due meanwhile is made up once.`,
      )
      screen.say(`  Resume with: vaultkeeper resume${plan === undefined ? '' : ` ${printable(plan)}`}`)
    }
    return exitCode.done
  })
}

/** `vaultkeeper resume [PLAN]` */
export function resumeCommand(plan: string | undefined, options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, screen }) => {
    const { pausedAll } = await client.schedule.resume({ plan })
    if (screen.json) screen.emit({ command: 'resume', exitCode: exitCode.done, plan: plan ?? null })
    else if (plan === undefined) screen.say('Plans run again.')
    else if (pausedAll)
      screen.say(`The plan "${printable(plan)}" is not paused by itself any more, but all plans are. Resume them with: vaultkeeper resume`)
    else screen.say(`The plan "${printable(plan)}" runs again.`)
    return exitCode.done
  })
}
