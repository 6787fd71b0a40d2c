import { exitCode } from '../../contract/exit-code.ts'
import { calendarOf, dayOf, type VaultCalendar } from '../../engine/runs/calendar-of.ts'
import { type ListedSnapshot, listSnapshots, type SnapshotList } from '../../engine/runs/list-snapshots.ts'
import { vaultNamed } from '../../engine/runs/vault-named.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { calendarLines, latestMonths } from '../terminal/show-calendar.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, count, counted, moment } from '../terminal/words.ts'

/** Which snapshots to show, and how. `most` and `month` are about what a person sees. */
export type SnapshotsOptions = CommonOptions & {
  readonly repository?: string
  readonly vault?: string
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
  return withEngine(options, async ({ engine: { core }, host, screen }) => {
    const { snapshots: all, unasked } = await listSnapshots(core, options.repository, host)
    const vault = options.vault === undefined ? undefined : vaultNamed(core, options.vault)
    const snapshots = vault === undefined ? all : all.filter((one) => one.vault === vault)
    const code = unasked.length === 0 ? exitCode.done : exitCode.warnings
    if (options.calendar || options.month !== undefined) {
      const zone = core.ports.machine.zone()
      const today = dayOf(core.ports.clock.now(), zone)
      // A safety snapshot is no state of a vault.
      showCalendar(
        snapshots.filter((one) => one.safety === null),
        { code, unasked, zone, today, month: options.month },
        screen,
      )
    } else if (screen.json) screen.emit({ command: 'snapshots', exitCode: code, snapshots: lastOf(snapshots, options.most), unasked })
    else showList(snapshots, options.most ?? (process.stdout.isTTY ? mostOnTerminal : undefined), screen)
    for (const { repository, problem } of unasked) {
      screen.tell(
        `${screen.paint('attention', '!')} ${printable(problem.sentence)} Listed is what was seen in ${printable(repository)} last.`,
      )
      screen.tell(`  ${printable(problem.remedy)}`)
    }
    return code
  })
}

function lastOf<Item>(items: readonly Item[], most: number | undefined): readonly Item[] {
  return most === undefined ? items : items.slice(-most)
}

function showList(all: readonly ListedSnapshot[], most: number | undefined, screen: Screen): void {
  const snapshots = lastOf(all, most)
  if (all.length === 0) screen.say('There is no snapshot yet.')
  if (snapshots.length === 0) return
  const several = new Set(all.map(({ repository }) => repository)).size > 1
  const rows = snapshots.map(
    ({ id, repository, time, vaultName, vault, label, files, bytes, verified, vanished, pinned, mark, safety }) => [
      id.slice(0, 8),
      label ?? (safety === null ? '-' : 'safety'),
      moment(new Date(time)),
      printable(vaultName ?? vault ?? '-'),
      ...(several ? [printable(repository)] : []),
      files === null ? '-' : counted(files, 'file'),
      bytes === null ? '-' : bytesInWords(bytes),
      `${safety !== null && vanished === null ? `before ${safety}` : stateOf(screen, vanished, verified)}${pinned === null ? '' : ', pinned'}${markOf(screen, mark)}`,
    ],
  )
  const titles = ['id', 'label', 'time', 'vault', ...(several ? ['repository'] : []), 'files', 'size', '']
  for (const line of table([titles.map((text) => screen.paint('faint', text)), ...rows])) screen.say(line)
  const older = all.length - snapshots.length
  if (older > 0)
    screen.say(
      screen.paint(
        'faint',
        `The newest ${count(snapshots.length)}; ${count(older)} older: --most ${all.length}, or --calendar for the days`,
      ),
    )
}

function markOf(screen: Screen, mark: ListedSnapshot['mark']): string {
  if (mark === null) return ''
  return mark === 'unusual' ? `, ${screen.paint('bad', 'unusual')}` : `, ${screen.paint('good', 'last good state')}`
}

function stateOf(screen: Screen, vanished: string | null, verified: string | null): string {
  if (vanished !== null) return screen.paint('bad', 'vanished')
  return verified !== null ? screen.paint('good', 'verified') : screen.paint('attention', 'not verified')
}

type CalendarRequest = Pick<SnapshotList, 'unasked'> & { code: number; zone: string; today: string; month: string | undefined }

function showCalendar(snapshots: readonly ListedSnapshot[], { code, unasked, zone, today, month }: CalendarRequest, screen: Screen): void {
  const names = new Map(snapshots.map(({ vault, vaultName }) => [vault, vaultName ?? vault ?? 'of no vault']))
  // Safety snapshots hold what a restore wrote over, and are no state of a vault.
  const calendars = calendarOf(
    snapshots.filter(({ safety }) => !safety),
    zone,
  )
  const inMonth = ({ day }: { day: string }) => month === undefined || day.startsWith(month)
  if (screen.json) {
    const vaults = calendars.map(({ vault, days }) => ({ vault, name: names.get(vault) ?? null, days: days.filter(inMonth) }))
    screen.emit({ command: 'snapshots', exitCode: code, zone, vaults, unasked })
    return
  }
  if (calendars.length === 0) screen.say('There is no snapshot yet.')
  for (const [number, calendar] of calendars.entries()) {
    if (number > 0) screen.say('')
    screen.say(`${screen.paint('strong', printable(names.get(calendar.vault) ?? '-'))}  ${inWords(calendar, today)}`)
    const counts = new Map(calendar.days.map(({ day, snapshots: ids }) => [day, ids.length]))
    const months = month === undefined ? latestMonths(counts, mostMonths) : [month]
    for (const line of calendarLines(months, counts, today, screen)) screen.say(line)
  }
  if (calendars.length > 0) screen.say(screen.paint('faint', '■ and how many snapshots; · none that day. Another month: --month 2026-01'))
}

/** `1,000 snapshots on 412 of 530 days, since 2025-06-09; none today` */
function inWords({ days }: VaultCalendar, today: string): string {
  const first = days[0]?.day ?? today
  const last = days.at(-1)?.day ?? today
  const all = days.reduce((sum, { snapshots }) => sum + snapshots.length, 0)
  const span = Math.round((Date.parse(last > today ? last : today) - Date.parse(first)) / 86_400_000) + 1
  return `${counted(all, 'snapshot')} on ${count(days.length)} of ${counted(span, 'day')} since ${first}; the last on ${last === today ? 'this day' : last}`
}
