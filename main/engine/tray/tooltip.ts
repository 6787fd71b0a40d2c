import type { TrayFacts } from './gather-tray.ts'
import { safeText } from './safe-text.ts'
import { shorten } from './shorten.ts'
import type { Telling } from './telling.ts'
import { isPaused, isWithoutBackup } from './tray-state.ts'
import { isFresh, moreWants, wantInWords, wantsOf } from './wants.ts'
import { type Work, workOf } from './work-of.ts'

/** What Windows shows of a tooltip, in UTF-16 units. */
const most = 127

/** Sentences as a tooltip: the first one, and of the others what there is room for. Pure. */
export function tooltip(parts: readonly string[], platform: NodeJS.Platform): string {
  const [first = '', ...others] = parts
  const add = (text: string, part: string) => {
    const more = asTooltip(part, platform)
    return text.length + 2 + more.length > most ? text : `${text}. ${more}`
  }
  return others.reduce(add, fitted(first, platform, most))
}

/** Shortened before it is made fit for the platform: what stands for one sign is not cut. */
function fitted(text: string, platform: NodeJS.Platform, room: number): string {
  const fit = asTooltip(shorten(text, room), platform)
  return fit.length <= most ? fit : fitted(text, platform, room - Math.ceil((fit.length - most) / 3))
}

/** Windows shows an `&` only where three stand. */
function asTooltip(text: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? text.replaceAll('&', '&&&') : text
}

/** What the icon means, in words: what is worst first, then what goes on and what is held. Pure. */
export function tooltipParts(facts: TrayFacts, telling: Telling): string[] {
  const { overview } = facts
  const { when } = telling
  const [worst, ...others] = wantsOf(facts)
  const work = workOf(facts).map(workInWords)
  const held = isPaused(overview) ? [pauseInWords(facts, telling.until)] : []
  if (worst !== undefined) return [wantInWords(worst, telling), ...work, ...held, ...(others.length > 0 ? [moreWants(others.length)] : [])]
  if (work.length > 0 || held.length > 0) return [...work, ...held]
  if (isFresh(facts)) return ['Not set up yet. Nothing is backed up']
  const last = overview.vaults
    .flatMap(({ lastBackup }) => lastBackup?.time ?? [])
    .toSorted()
    .at(-1)
  const ago = last === undefined ? [] : [`Last backup ${when(last)}`]
  if (!isWithoutBackup(overview)) return ['Protected', ...ago]
  const next = overview.vaults.flatMap((vault) => (vault.state === 'never-ran' ? (vault.next?.time ?? []) : [])).toSorted()[0]
  return [safeText(sentence(overview.answer.sentence), 90), ...(next === undefined ? ago : [`It is due ${when(next)}`])]
}

/** Without its full stop. */
export function sentence(text: string): string {
  return text.replace(/\.$/, '')
}

/** `Backing up Notes: 42 %, about 3 minutes left` */
export function workInWords({ title, percent, left, job }: Work): string {
  if (job?.cancelling) return `${title}: stopping`
  return `${title}${percent === null ? '' : `: ${percent}`}${left === null ? '' : `, ${left}`}`
}

/** `Paused until 18:00` */
export function pauseInWords({ overview: { pauses } }: TrayFacts, until: Telling['until']): string {
  const all = pauses.find(({ plan }) => plan === null)
  const ends = (all === undefined ? pauses : [all]).map((pause) => pause.until)
  const first = ends.includes(null) ? null : (ends as string[]).toSorted()[0]
  return first === null || first === undefined ? 'Paused until you resume' : `Paused until ${until(first)}`
}
