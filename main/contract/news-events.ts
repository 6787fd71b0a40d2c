import { z } from 'zod'
import { newsKinds } from './configuration/news-kinds.ts'

/** What a piece of news is about (product section 10). `reminder`: of an emergency kit; `well` is for those who want to hear of successes. */
export const NewsKind = z.enum([...newsKinds, 'test'])
/** See {@link NewsKind}. */
export type NewsKind = z.infer<typeof NewsKind>

/** The lines of the history that are about what a person is told; see {@link HistoryEvent}. */
export const newsEvents = [
  // `subject` is what it is about (a lane, a change, a carrier): the same kind of the same subject is not told again until it changes.
  z.object({
    event: z.literal('news.raised'),
    news: z.string(),
    kind: NewsKind,
    subject: z.string(),
    title: z.string(),
    text: z.string(),
    remedy: z.string().optional(),
    plan: z.string().optional(),
    repository: z.string().optional(),
    code: z.string().optional(),
    carriers: z.array(z.string()),
  }),
  z.object({ event: z.literal('news.delivered'), news: z.string(), carrier: z.string() }),
  z.object({
    event: z.literal('news.failed'),
    news: z.string(),
    carrier: z.string(),
    why: z.string(),
    attempt: z.number(),
    final: z.boolean(),
  }),
] as const
