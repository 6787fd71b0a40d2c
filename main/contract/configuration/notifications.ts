import { z } from 'zod'
import { Name, section } from './names.ts'
import { newsKinds, usualExceptions, usualNews } from './news-kinds.ts'
import { Command, duration, Text, TimeOfDay, WebAddress } from './values.ts'

const Kind = z.enum(newsKinds)
const On = z.array(Kind).default([...usualNews])

/** One of them, or a list. */
const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z
    .union([item, z.array(item)], { error: 'must be an object in { }, or a list of them' })
    .prefault([])
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<Item>[])

const Address = z.string().regex(/^[^\s@,;<>"]+@[^\s@,;<>"]+$/, { error: 'must be an e-mail address' })

const Email = section({
  to: z.union([Address, z.array(Address).min(1)], { error: 'must be an e-mail address, or a list of them' }).transform((to) => [to].flat()),
  from: Address,
  smtp: z
    .string()
    .regex(/^smtps?:\/\/[A-Za-z0-9._:[\]-]+$/, {
      error: 'must be a mail server such as "smtp://mail.example.com:587", without a user name',
    })
    .refine((text) => URL.canParse(text), { error: 'must be a mail server such as "smtp://mail.example.com:587"' }),
  user: Text.optional().describe('Whom to log in as; the password is stored with: vaultkeeper secret set'),
  on: On,
})

const Desktop = section({
  failures: z.boolean().default(true),
  successes: z.enum(['never', 'each', 'daily']).default('never'),
  quietHours: section({ from: TimeOfDay, to: TimeOfDay, except: z.array(Kind).default([...usualExceptions]) })
    .refine(({ from, to }) => from !== to, { error: 'must not begin and end at the same time' })
    .optional(),
})

/** Who is told what, and how. */
export const Notifications = section({
  desktop: Desktop.prefault({}),
  digest: TimeOfDay.default('18:00').describe('When successes are summed up, where somebody wants them daily.'),
  webhook: oneOrMore(section({ url: WebAddress, on: On })),
  ntfy: oneOrMore(section({ url: WebAddress.describe('With the topic: https://ntfy.sh/topic'), on: On })),
  email: Email.optional(),
  ping: oneOrMore(section({ url: WebAddress, plans: z.array(Name).min(1).optional().describe('All plans if left out.') })).describe(
    'Told of start, success and failure of runs, as Healthchecks is.',
  ),
  command: oneOrMore(section({ command: Command, timeout: duration({ least: '1s', most: '1h' }).prefault('30s'), on: On })),
})
