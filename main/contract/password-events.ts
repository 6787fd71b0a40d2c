import { z } from 'zod'

/** The lines of the history that are about the passwords of repositories, and the emergency kits that go with them; see {@link HistoryEvent}. */
export const passwordEvents = [
  // A password is being replaced: `key` is the one that was in use, `before` are all that opened the repository then. What came in since, and is not the one that
  // is kept, is removed if this is cut off.
  z.object({
    event: z.literal('password.changing'),
    repository: z.string(),
    run: z.string(),
    key: z.string(),
    before: z.array(z.string()),
  }),
  // `key` is in use from now on; `given-up`: it is the one that was. An emergency kit that was made before a change is out of date.
  z.object({
    event: z.literal('password.changed'),
    repository: z.string(),
    run: z.string(),
    key: z.string(),
    outcome: z.enum(['changed', 'given-up']),
  }),
  // The password of a repository was shown, to be written down; `checked`: a person proved to have it, and from then on no page shows it any more.
  z.object({ event: z.literal('kit.shown'), repository: z.string(), where: z.enum(['page', 'terminal']) }),
  // `facts`: a fingerprint of where a kit leads, by which one that was made before is known to be out of date.
  z.object({ event: z.literal('kit.made'), repository: z.string(), facts: z.string() }),
  z.object({ event: z.literal('kit.checked'), repository: z.string(), facts: z.string().optional() }),
] as const
