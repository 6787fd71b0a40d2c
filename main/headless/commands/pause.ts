import { exitCode } from '../../contract/exit-code.ts'
import { pause, resume } from '../../engine/schedule/pause.ts'
import { pauses } from '../../engine/state/schedule-queries.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import { moment } from '../terminal/words.ts'

/** `vaultkeeper pause [PLAN] [--for DURATION | --until-tomorrow]`; without either until it is resumed. */
export function pauseCommand(
  plan: string | undefined,
  options: CommonOptions & { for?: number; untilTomorrow?: boolean },
): Promise<number> {
  return withEngine(options, async ({ engine, screen }) => {
    const now = engine.core.ports.clock.now()
    const until = endOf(now, options)
    await pause(engine.core, plan, until)
    if (screen.json) screen.emit({ command: 'pause', exitCode: exitCode.done, plan: plan ?? null, until: until?.toISOString() ?? null })
    else {
      const what = plan === undefined ? 'All plans are' : `The plan "${printable(plan)}" is`
      screen.say(
        `${what} paused ${until === null ? 'until you resume' : `until ${moment(until)}`}. What becomes due meanwhile is made up once.`,
      )
      screen.say(`  Resume with: vaultkeeper resume${plan === undefined ? '' : ` ${printable(plan)}`}`)
    }
    return exitCode.done
  })
}

/** `vaultkeeper resume [PLAN]` */
export function resumeCommand(plan: string | undefined, options: CommonOptions): Promise<number> {
  return withEngine(options, async ({ engine, screen }) => {
    await resume(engine.core, plan)
    if (screen.json) screen.emit({ command: 'resume', exitCode: exitCode.done, plan: plan ?? null })
    else if (plan === undefined) screen.say('Plans run again.')
    else if (pauses(engine.core.state.database, engine.core.ports.clock.now().toISOString()).some((one) => one.plan === ''))
      screen.say(`The plan "${printable(plan)}" is not paused by itself any more, but all plans are. Resume them with: vaultkeeper resume`)
    else screen.say(`The plan "${printable(plan)}" runs again.`)
    return exitCode.done
  })
}

function endOf(now: Date, options: { for?: number; untilTomorrow?: boolean }): Date | null {
  if (options.for !== undefined) return new Date(now.getTime() + options.for)
  return options.untilTomorrow ? new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1) : null
}
