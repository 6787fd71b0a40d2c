import { exitCode } from '../../contract/exit-code.ts'
import type { ListedSnapshot, UnaskedRepository, VaultCalendar } from '../../contract/procedures/snapshots.ts'
import { printable } from '../../contract/words/printable.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'
import type { Screen } from '../terminal/screen.ts'
import { calendarLines, latestMonths } from '../terminal/show-calendar.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, count, counted, moment } from '../terminal/words.ts'

/** Which snapshots to show, and how. `most` and `month` are about what a person sees. */
export type SnapshotsOptions = CommonOptions & {
  readonly repository?: string
  readonly vault?: string
  readonly machine?: string
  readonly most?: number
  readonly calendar?: boolean
  readonly month?: string
}

/** A terminal shows so many; who wants more says so, and a pipe gets all. */
const mostOnTerminal = 50
/** Months of the calendar. */
const mostMonths = 3

/** `vaultkeeper snapshots [--calendar]` */
export function snapshotsCommand(options: SnapshotsOptions): Promise<number> {
  return withClient(options, async (session) => {
    const isCalendar = options.calendar || options.month !== undefined
    const unasked = await (isCalendar ? showCalendar(session, options) : showList(session, options))
    const { screen } = session
    for (const { repository, problem } of unasked) {
      screen.tell(
        `${screen.paint('attention', '!')} ${printable(problem.sentence)} Listed is what was seen in ${printable(repository)} last.`,
      )
      screen.tell(`  ${printable(problem.remedy)}`)
    }
    return codeOf(unasked)
  })
}

function codeOf(unasked: readonly UnaskedRepository[]): number {
  return unasked.length === 0 ? exitCode.done : exitCode.warnings
}

async function showList({ client, signal, screen }: ClientSession, options: SnapshotsOptions): Promise<readonly UnaskedRepository[]> {
  const { vault, repository, machine } = options
  const most = options.most ?? (screen.json || !process.stdout.isTTY ? undefined : mostOnTerminal)
  const { snapshots, all, several, unasked } = await client.snapshots.list({ vault, repository, machine, most }, { signal })
  if (screen.json) {
    screen.emit({ command: 'snapshots', exitCode: codeOf(unasked), snapshots, unasked })
    return unasked
  }
  if (all === 0) screen.say('There is no snapshot yet.')
  if (snapshots.length === 0) return unasked
  const rows = snapshots.map((one) => [
    one.id.slice(0, 8),
    one.label ?? (one.safety === null ? '-' : 'safety'),
    moment(new Date(one.time)),
    printable(one.vaultName ?? one.vault ?? '-'),
    ...(several ? [printable(one.repository)] : []),
    one.files === null ? '-' : counted(one.files, 'file'),
    one.bytes === null ? '-' : bytesInWords(one.bytes),
    stateOf(screen, one),
  ])
  const titles = ['id', 'label', 'time', 'vault', ...(several ? ['repository'] : []), 'files', 'size', '']
  for (const line of table([titles.map((text) => screen.paint('faint', text)), ...rows])) screen.say(line)
  const older = all - snapshots.length
  if (older > 0)
    screen.say(
      screen.paint('faint', `The newest ${count(snapshots.length)}; ${count(older)} older: --most ${all}, or --calendar for the days`),
    )
  return unasked
}

function stateOf(screen: Screen, { safety, vanished, verified, pinned, mark, machine }: ListedSnapshot): string {
  // Its own machine verifies it; nothing is recorded of that here.
  if (machine !== null && vanished === null) return '-'
  const state = safety !== null && vanished === null ? `before ${safety}` : provenOf(screen, vanished, verified)
  return `${state}${pinned === null ? '' : ', pinned'}${markOf(screen, mark)}`
}

function markOf(screen: Screen, mark: ListedSnapshot['mark']): string {
  if (mark === null) return ''
  return mark === 'unusual' ? `, ${screen.paint('bad', 'unusual')}` : `, ${screen.paint('good', 'last good state')}`
}

function provenOf(screen: Screen, vanished: string | null, verified: string | null): string {
  if (vanished !== null) return screen.paint('bad', 'vanished')
  return verified !== null ? screen.paint('good', 'verified') : screen.paint('attention', 'not verified')
}

async function showCalendar({ client, signal, screen }: ClientSession, options: SnapshotsOptions): Promise<readonly UnaskedRepository[]> {
  const { vault, repository, month } = options
  // A person reads of all days above the one month.
  const asked = screen.json ? { vault, repository, month } : { vault, repository }
  const { zone, today, vaults, unasked } = await client.snapshots.calendar(asked, { signal })
  if (screen.json) {
    screen.emit({ command: 'snapshots', exitCode: codeOf(unasked), zone, vaults, unasked })
    return unasked
  }
  if (vaults.length === 0) screen.say('There is no snapshot yet.')
  for (const [number, calendar] of vaults.entries()) {
    if (number > 0) screen.say('')
    screen.say(`${screen.paint('strong', printable(calendar.name))}  ${inWords(calendar, today)}`)
    const counts = new Map(calendar.days.map(({ day, snapshots: ids }) => [day, ids.length]))
    const months = month === undefined ? latestMonths(counts, mostMonths) : [month]
    for (const line of calendarLines(months, counts, today, screen)) screen.say(line)
  }
  if (vaults.length > 0) screen.say(screen.paint('faint', '■ and how many snapshots; · none that day. Another month: --month 2026-01'))
  return unasked
}

/** `1,000 snapshots on 412 of 530 days, since 2025-06-09; none today` */
function inWords({ days }: VaultCalendar, today: string): string {
  const first = days[0]?.day ?? today
  const last = days.at(-1)?.day ?? today
  const all = days.reduce((sum, { snapshots }) => sum + snapshots.length, 0)
  const span = Math.round((Date.parse(last > today ? last : today) - Date.parse(first)) / 86_400_000) + 1
  return `${counted(all, 'snapshot')} on ${count(days.length)} of ${counted(span, 'day')} since ${first}; the last on ${last === today ? 'this day' : last}`
}
