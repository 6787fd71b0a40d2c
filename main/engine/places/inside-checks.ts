import type { FoundRepository, PlaceCheck } from '../../contract/procedures/places.ts'
import type { Core } from '../core.ts'
import { isOwn } from '../own/own-mark.ts'
import type { Reach } from '../repositories/reach/reach.ts'
import { otherNameOf } from '../repositories/second-name.ts'
import { knownRepositories, knownRepository } from '../state/queries.ts'
import type { Asked } from './ask-restic.ts'
import { attention, bad, good, type PlaceFindings } from './place-check.ts'

/** What a place is asked about: the name of the repository that it is to be, if it has one, and where restic finds it. */
export type Inside = { readonly name: string | undefined; readonly reach: Pick<Reach, 'location'> }

type Answered = Exclude<Asked, { kind: 'failed' } | { kind: 'stopped' }>

/** What was found at a place, for a person: nothing, a repository, whose, and whether it can be read and written. */
export function insideChecks(
  core: Core,
  asked: Answered,
  { name, reach }: Inside,
): PlaceFindings & { readonly found: FoundRepository | null } {
  switch (asked.kind) {
    case 'nothing':
      return name !== undefined && knownRepository(core.state.database, name)?.id
        ? {
            holds: 'nothing',
            found: null,
            checks: [
              bad(
                'content',
                `The repository "${name}" is not where it was: nothing is there.`,
                'Look whether the address is the one of before. Vaultkeeper never makes a new one in its place: one at another place needs another name.',
              ),
            ],
          }
        : { holds: 'nothing', found: null, checks: [nothingYet(core, reach.location)] }
    case 'there':
      return {
        holds: 'repository',
        found: null,
        checks: [good('content', 'There is a repository of restic already; its password will be needed.')],
      }
    case 'wrong-password':
      return {
        holds: 'repository',
        found: null,
        checks: [
          good('content', 'There is a repository of restic already.'),
          bad('password', 'The password does not open it.', 'Give the one it was made with; it stands in its emergency kit.'),
        ],
      }
    case 'opened':
      return openedChecks(core, asked, name)
  }
}

/** Without its config restic does not tell what was left by a making that was cut off. */
function nothingYet(core: Core, location: string): PlaceCheck {
  return knownRepositories(core.state.database).some((one) => one.id === null && one.location === location)
    ? attention(
        'content',
        'There is no repository yet: the making of one was begun here, and was cut off.',
        'The next backup makes it. Where that finds keys that are left of the first try, it says what to do.',
      )
    : good('content', 'There is no repository yet: one can be made there.')
}

function openedChecks(core: Core, asked: Extract<Answered, { kind: 'opened' }>, name: string | undefined) {
  const { id, notWritten } = asked
  const snapshots = asked.snapshots.filter((one) => !isOwn(one))
  const hosts = [...new Set(snapshots.map(({ hostname }) => hostname))].toSorted()
  const newest =
    snapshots
      .map(({ time }) => time)
      .toSorted((a, b) => Date.parse(a) - Date.parse(b))
      .at(-1) ?? null
  const made =
    snapshots.length === 0
      ? 'no snapshots yet'
      : `${snapshots.length} ${snapshots.length === 1 ? 'snapshot' : 'snapshots'}, made by ${hosts.slice(0, 5).join(', ')}${hosts.length > 5 ? ` and ${hosts.length - 5} more machines` : ''}`
  const checks: PlaceCheck[] = [
    whose(core, id, name),
    good('password', `The password opens it: ${made}.`),
    notWritten === undefined
      ? good('writable', 'It can be read and written.')
      : notWritten.reason === 'locked'
        ? attention('writable', 'It can be read; another program is at work in it, so that writing was not tried.', null)
        : bad(
            'writable',
            `It can be read, but nothing can be written there: ${notWritten.message}.`,
            'Give the user or key that logs in there the right to write.',
          ),
  ]
  return { holds: 'repository' as const, found: { id, snapshots: snapshots.length, hosts, newest }, checks }
}

function whose(core: Core, id: string, name: string | undefined): PlaceCheck {
  const { database } = core.state
  const own = name === undefined ? undefined : knownRepository(database, name)
  if (own?.id && own.id !== id)
    return bad(
      'content',
      `Another repository lies there than the one that "${name}" was.`,
      'Put the right one back, or give this one another name.',
    )
  const used = name === undefined ? undefined : otherNameOf(core, name, id)
  const other = used ?? knownRepositories(database).find((one) => one.id === id && one.name !== name)?.name
  if (other !== undefined && !own?.id)
    return (used === undefined ? attention : bad)(
      'content',
      `This is the repository "${other}" already.`,
      'Use that one, or choose another place: one place twice is one copy.',
    )
  return good('content', own?.id ? `This is the repository "${name}".` : 'There is a repository of restic already.')
}
