import type { Configuration } from '../../contract/configuration.ts'
import type { HealthReport } from '../health/gather-health.ts'
import { counted, sayBytes, sayList } from '../health/say-when.ts'
import type { EndedPlanRun } from '../state/news-queries.ts'
import type { NewsToRaise } from './cause.ts'
import { inOneMessage } from './pace-news.ts'

type Vaults = Configuration['vaults']

/** News of backups that went well, for those who want to hear of each; many at once are one message. Pure. */
export function wellNews(runs: readonly EndedPlanRun[], vaults: Vaults, carriers: readonly string[]): NewsToRaise[] {
  if (carriers.length === 0) return []
  const news = runs.filter(isGood).map((run): NewsToRaise => {
    const { id, plan, repository, label, files, bytesStored, warnings } = run
    const what = `${label ?? plan}: ${counted(files, 'file')}, ${sayBytes(bytesStored)} stored, verified.`
    const but =
      warnings.length === 0 ? '' : `\n\n${counted(warnings.length, 'thing')} could not be saved: ${sayList(warnings.map(withoutPrefix))}.`
    return {
      kind: 'well',
      subject: `well/${id}`,
      title: `${vaults[run.vault]?.name ?? run.vault} is backed up into "${repository}"`,
      text: `${what}${but}`,
      remedy: null,
      plan,
      repository,
      code: null,
      carriers,
    }
  })
  if (news.length <= mostAtOnce) return news
  const [together, ...others] = inOneMessage(news)
  return together === undefined ? [] : [{ ...together, title: `${news.length} backups went well` }, ...others]
}

/** More than this, and they are told in one message. */
const mostAtOnce = 5

/** The day's summary: what ran, what stands, what waits. Pure. */
export function digestNews(day: string, runs: readonly EndedPlanRun[], report: HealthReport, carriers: readonly string[]): NewsToRaise {
  const good = runs.filter(isGood)
  const bad = runs.filter(({ verdict }) => verdict === 'failed' || verdict === 'not-verified' || verdict === 'interrupted').length
  const stored = good.reduce((sum, { bytesStored }) => sum + bytesStored, 0)
  const plans = report.plans.map(({ plan, repository, mirrorOf, state, why }) => {
    const also = state === 'protected' ? '' : ` ${why}`
    if (mirrorOf !== null) return `- ${repository}, filled from ${mirrorOf}: ${state}.${also}`
    const made = good.filter((run) => run.plan === plan && run.repository === repository).length
    return `- ${plan} into ${repository}: ${counted(made, 'backup')}, ${state}.${also}`
  })
  const troubles = report.troubles.filter(({ attention }) => attention).map(({ problem }) => `- ${problem.sentence}`)
  const paragraphs = [
    good.length === 0
      ? 'Nothing was backed up in the last 24 hours.'
      : `${counted(good.length, 'backup')} in the last 24 hours, ${sayBytes(stored)} stored.`,
    plans.join('\n'),
    ...(troubles.length === 0 ? [] : [`To look at:\n${troubles.join('\n')}`]),
  ]
  return {
    kind: 'digest',
    subject: `digest/${day}`,
    title: titleOf(good.length, bad, report.attention),
    text: paragraphs.filter((text) => text !== '').join('\n\n'),
    remedy: report.attention ? 'See what needs you with: vaultkeeper status' : null,
    plan: null,
    repository: null,
    code: null,
    carriers,
  }
}

function titleOf(good: number, bad: number, attention: boolean): string {
  const did =
    good === 0 && bad === 0
      ? 'No backups today'
      : `${counted(good, 'backup')} today${bad === 0 ? '' : `, ${counted(bad, 'attempt')} failed`}`
  return attention ? `${did}: something needs you` : `${did}: all is well`
}

function isGood({ verdict }: EndedPlanRun): boolean {
  return verdict === 'done' || verdict === 'warnings'
}

function withoutPrefix(warning: string): string {
  return warning.replace(/^Not saved: /, '')
}
