import type { Configuration } from '../../../main/contract/configuration.ts'
import type { NewsMessage } from '../../../main/contract/news-message.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { recorded, type TestHome, testHome } from '../../helpers/temporary-home.ts'
import { at, configurationWith, recordRun } from '../health/records.ts'

/** A home whose plans are known, with what is told on its desktop. */
export type NewsBench = TestHome & {
  /** What the desktop was shown. */
  readonly shown: NewsMessage[]
  /** What may stay on the desktop, as it was told last. */
  readonly standing: () => ReadonlySet<string>
  /** Makes the desktop fail from now on; an empty text mends it. */
  breakDesktop: (why: string) => void
  /** Tells what is new at a time. */
  readonly tell: (configuration: Configuration, now: Date) => Promise<void>
}

/** Opens a bench; every lane of {@link configurationWith} has a good backup of 20 November, 07:00, unless `bare`. */
export async function newsBench(options: { root?: string; bare?: boolean; zone?: string } = {}): Promise<NewsBench> {
  const shown: NewsMessage[] = []
  let broken = ''
  let standing: ReadonlySet<string> = new Set()
  const home = await testHome({
    ...(options.root === undefined ? {} : { root: options.root }),
    machine: { zone: () => options.zone ?? 'UTC' },
    desktop: {
      show: async (message) => {
        if (broken !== '') throw new Error(broken)
        shown.push(message)
      },
      withdraw: (subjects) => {
        standing = subjects
      },
    },
  })
  if (options.root === undefined && !options.bare) {
    home.setTime(at(1))
    for (const plan of ['daily', 'weekly'])
      await home.core.record({ event: 'plan.known', plan, schedule: '0 7 * * *', timeZone: 'UTC', since: at(1).toISOString() })
    for (const repository of ['local', 'offsite'])
      for (const vault of ['notes', 'agents']) await recordRun(home, at(20, '07:00'), { repository, vault })
    await recordRun(home, at(20, '07:00'), { plan: 'weekly', vault: 'agents' })
  }
  return {
    ...home,
    shown,
    standing: () => standing,
    breakDesktop: (why) => {
      broken = why
    },
    tell: async (configuration, now) => {
      home.setTime(now)
      await tellNews(home.core, configuration, now, new AbortController().signal)
    },
  }
}

/** A configuration that tells over these carriers, and over the desktop. */
export function telling(notifications: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Configuration {
  return configurationWith({ notifications, ...more })
}

/** What was raised, as the history has it. */
export function raised(home: TestHome) {
  return recorded(home.root).filter((line) => line.event === 'news.raised')
}

/** Minutes after a time. */
export function later(time: Date, minutes: number): Date {
  return new Date(time.getTime() + minutes * 60_000)
}
