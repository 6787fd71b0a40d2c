import { expect, it } from 'vitest'
import { namedPlace } from '../../../main/engine/comeback/open-backups.ts'
import { isEndOfPassword } from '../../../main/engine/kit/end-of-password.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { newPassword } from '../../../main/engine/secrets/new-password.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { mutantOf } from '../../helpers/mutate-bytes.ts'
import { between, pick, seeded } from '../../helpers/seeded.ts'
import { isSaid } from '../../helpers/sweep-bench.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const seed = seedOf(20261122)

/** What a person means by what they typed: hyphens and spaces between groups or words say nothing; capitals do only where there may be some. */
const meant = (text: string, small: boolean) => (small ? text.toLowerCase() : text).replaceAll(/[-\s]/g, '')

it('what is typed from a kit is right only where it means the end of the password', () => {
  const random = seeded(seed)
  const cases = howMany(5_000, 200_000)
  const wrong: string[] = []
  let right = 0
  for (let at = 0; at < cases; at++) {
    const generated = newPassword((length) => Buffer.from(Array.from({ length }, () => between(random, 0, 255))))
    const password = pick(random, [
      generated,
      generated,
      'correct horse battery staple shop',
      'Tr0ub4dor&3 \ud83d\udddd',
      'kurz',
      'p\u00e4ss-w\u00f6rd-und-noch-eins',
    ])
    const end = pick(random, [
      password,
      password.slice(-9),
      password.slice(between(random, 0, password.length)),
      ` ${password.toUpperCase()}\n`,
    ])
    const { how, bytes } = random() < 0.2 ? { how: 'as it is', bytes: Buffer.from(end) } : mutantOf(random, Buffer.from(end))
    const typed = bytes.toString()
    const tell = (what: string) => wrong.push(`mutant ${at}, ${how}, ${JSON.stringify([password, typed])}: ${what}`)
    try {
      if (!isEndOfPassword(password, typed)) {
        if (password === typed) tell('it is the password')
        continue
      }
      right += 1
      const small = password === generated
      const [whole, said] = [meant(password, small), meant(typed, small)]
      if (said.length < Math.min(7, whole.length) || !whole.endsWith(said)) tell('it is said to be right')
    } catch (error) {
      tell(String(error))
    }
  }
  expect(wrong).toEqual([])
  expect([right > cases / 50, right < cases / 2]).toEqual([true, true])
  noteFigure('mutated-ends-of-passwords', {
    says: 'mistyped ends of passwords: none is taken',
    seed,
    cases,
    wrong: wrong.length,
    also: `${right} mean the same`,
  })
})

it('an address that is typed or scanned with mistakes is a place, or refused with a sentence without what is secret in it', async () => {
  const random = seeded(seed)
  const { core } = await testHome({ environment: { AZURE_ACCOUNT_NAME: 'ada' } })
  const addresses = [
    '/mnt/drive/backups',
    'local:/mnt/drive/backups',
    'rest:https://ann:hush-hush@backup.example.org:8000/laptop/',
    's3:https://s3.example.org:9000/bucket/laptop/notes',
    's3:s3.amazonaws.com/bucket/%zz',
    'sftp:ada@nas.local:/srv/backups',
    'sftp://ada@nas.local:2222//srv/my%20backups',
    'sftp://ada@[fe80::1%25eth0]:99999//srv/%ff',
    'b2:my-bucket:laptop',
    'azure:backups:/laptop',
    'gs:my-bucket:/laptop',
    'rclone:drive:backups',
    'swift:container:/laptop',
    'rest:https://%ff:%zz@[::1]/\u202e',
  ]
  const cases = howMany(2_000, 50_000)
  const wrong: string[] = []
  let taken = 0
  for (let at = 0; at < cases; at++) {
    const { how, bytes } = mutantOf(random, Buffer.from(pick(random, addresses)))
    const address = bytes.toString()
    const tell = (what: string) => wrong.push(`mutant ${at}, ${how}, ${JSON.stringify(address)}: ${what}`)
    try {
      const { settings } = namedPlace(core, { type: 'address', address })
      taken += 1
      // What is doubled may stand in the path as well, where it is none.
      if (
        address.split('hush-hush').length === 2 &&
        /^rest:https?:\/\/ann:hush-hush@/.test(address) &&
        JSON.stringify(settings).includes('hush-hush')
      )
        tell('a password is a setting')
    } catch (error) {
      if (!(error instanceof ProblemError) || !isSaid(error.problem)) tell(error instanceof Error ? (error.stack ?? '') : String(error))
      else if (JSON.stringify(error.problem).includes('hush-hush')) tell(`it tells the password: ${error.problem.sentence}`)
    }
  }
  expect(wrong).toEqual([])
  expect([taken > cases / 10, taken < cases * 0.95]).toEqual([true, true])
  noteFigure('mutated-addresses', {
    says: 'mistyped addresses of a kit: a place, or refused with a sentence',
    seed,
    cases,
    wrong: wrong.length,
    also: `${taken} are places`,
  })
})
