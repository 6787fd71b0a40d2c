import { stripVTControlCharacters } from 'node:util'
import { monthNames } from '../../engine/health/say-when.ts'
import type { Screen } from './screen.ts'

/** How many snapshots a vault has on its days (`2026-11-21`). */
export type DayCounts = ReadonlyMap<string, number>

const cell = 5
const gap = 4

/**
 * Months as they hang on a wall, as many beside each other as fit. `■3` beside a day: three snapshots (`■+`: ten or more); `·`: none, though there were
 * some before. Pure.
 * @param months `2026-11`, oldest first
 * @param today nothing is missed on days after this one
 */
export function calendarLines(
  months: readonly string[],
  counts: DayCounts,
  today: string,
  screen: Pick<Screen, 'paint' | 'width'>,
): string[] {
  const blocks = months.map((month) => monthLines(month, counts, today, screen.paint))
  const beside = Math.max(1, Math.floor((screen.width + gap) / (7 * cell + gap)))
  const lines: string[] = []
  for (let at = 0; at < blocks.length; at += beside) {
    const row = blocks.slice(at, at + beside)
    if (at > 0) lines.push('')
    for (let line = 0; line < Math.max(...row.map((block) => block.length)); line++)
      lines.push(`  ${row.map((block) => padded(block[line] ?? '')).join(' '.repeat(gap))}`.trimEnd())
  }
  return lines
}

/** The last `most` months up to that of `today` that have a snapshot, oldest first. Pure. */
export function latestMonths(counts: DayCounts, most: number): string[] {
  return [...new Set([...counts.keys()].map((day) => day.slice(0, 7)))].sort().slice(-most)
}

function monthLines(month: string, counts: DayCounts, today: string, paint: Screen['paint']): string[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const first = [...counts.keys()].reduce((one, other) => (one < other ? one : other), '9999')
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate()
  // Weeks begin on Monday.
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7
  const cells = Array.from({ length: before }, () => ' '.repeat(cell))
  for (let day = 1; day <= days; day++) {
    const date = `${month}-${String(day).padStart(2, '0')}`
    const count = counts.get(date) ?? 0
    const missed = count === 0 && date > first && date <= today
    const number = String(day).padStart(2)
    cells.push(
      count > 0 ? `${number}${paint('good', `■${count > 9 ? '+' : count}`)} ` : `${paint('faint', `${number}${missed ? '·' : ' '}`)}  `,
    )
  }
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => cells.slice(week * 7, week * 7 + 7).join(''))
  const names = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'].map((name) => name.padEnd(cell)).join('')
  return [paint('strong', `${monthNames[number - 1]} ${year}`), paint('faint', names), ...weeks]
}

function padded(text: string): string {
  return text + ' '.repeat(Math.max(0, 7 * cell - [...stripVTControlCharacters(text)].length))
}
