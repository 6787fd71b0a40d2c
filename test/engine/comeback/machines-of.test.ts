import { expect, test } from 'vitest'
import { describedMachine, pathHere } from '../../../main/engine/comeback/described-machine.ts'
import { machinesOf } from '../../../main/engine/comeback/machines-of.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const at = (id: string, time: string, hostname: string, ...tags: string[]) => ({
  id,
  time,
  hostname,
  username: id === 'k' ? 'bob' : 'ada',
  tags,
  paths: [`/home/ada/${id}`],
})

const snapshots = [
  at('a', '2026-11-19T07:00:00Z', 'laptop', 'vault:notes', 'plan:daily'),
  at('b', '2026-11-20T07:00:00Z', 'laptop', 'vault:notes', 'plan:daily'),
  at('c', '2026-11-18T07:00:00Z', 'laptop', 'vaultkeeper:own'),
  at('d', '2026-11-20T07:01:00Z', 'laptop', 'vaultkeeper:own'),
  // What another account of that name kept is no older state of this one.
  at('k', '2026-11-19T07:00:00Z', 'laptop', 'vaultkeeper:own'),
  at('e', '2026-11-20T08:00:00Z', 'laptop', 'safety', 'run:x'),
  at('f', '2026-11-20T09:00:00Z', 'server'),
]

const now = new Date('2026-11-20T09:00:01Z')

test('machines are told apart, the newest first, each with its vaults and with what was kept of its own', () => {
  expect(machinesOf(snapshots, now)).toEqual([
    { host: 'server', own: [], newest: '2026-11-20T09:00:00Z', vaults: [], others: 1, ahead: 0 },
    {
      host: 'laptop',
      own: [
        { id: 'd', time: '2026-11-20T07:01:00Z' },
        { id: 'c', time: '2026-11-18T07:00:00Z' },
      ],
      newest: '2026-11-20T08:00:00Z',
      vaults: [{ id: 'notes', folder: '/home/ada/b', snapshots: 2, newest: '2026-11-20T07:00:00Z' }],
      others: 0,
      ahead: 0,
    },
  ])
})

test('what is dated in the future is the newest only where there is no other', () => {
  const ahead = [
    at('g', '2031-01-01T07:00:00Z', 'laptop', 'vault:notes', 'plan:daily'),
    at('h', '2031-01-01T07:00:00Z', 'laptop', 'vaultkeeper:own'),
    at('i', '2031-01-01T07:00:00Z', 'laptop', 'vault:photos', 'plan:daily'),
  ]
  expect(machinesOf([...ahead, ...snapshots], now)[1]).toMatchObject({
    own: [{ id: 'd' }, { id: 'c' }, { id: 'h' }],
    newest: '2026-11-20T08:00:00Z',
    vaults: [
      { id: 'notes', folder: '/home/ada/b', snapshots: 3, newest: '2026-11-20T07:00:00Z' },
      { id: 'photos', folder: '/home/ada/i' },
    ],
    ahead: 3,
  })
  // As by the clock of a computer that has not set it yet.
  expect(machinesOf(snapshots, new Date(0))[1]).toMatchObject({ own: [{ id: 'd' }, { id: 'c' }], ahead: 6 })
})

test('one that was at work within the last hour may still be, unless it bears the name of this machine', () => {
  const [, laptop] = machinesOf(snapshots, now)
  if (laptop === undefined) throw new Error('there are two')
  const person = temporaryFolder('person')
  const described = (now: string, hostHere: string) =>
    describedMachine(
      laptop,
      { configuration: null, about: null },
      {
        now: new Date(now),
        hostHere,
        person,
        location: '/drive',
        opened: { type: 'local', path: '/drive' },
        place: '/drive',
        id: 'x',
        locationOf: () => '',
      },
    )
  expect(described('2026-11-20T08:30:00Z', 'new-box').alive).toBe(true)
  expect(described('2026-11-20T08:30:00Z', 'Laptop').alive).toBe(false)
  expect(described('2026-11-20T09:00:01Z', 'new-box').alive).toBe(false)
  // Where no configuration tells, it goes to where it was.
  expect(described('2026-11-20T09:00:01Z', 'new-box').vaults).toMatchObject([{ id: 'notes', path: '/home/ada/b', there: false }])
})

test("what lay in the person's own folder there lies in the person's own folder here", () => {
  const about = { version: 1, host: 'laptop', person: '/home/ada', made: '', vaultkeeper: '', repositories: [], variables: [] } as const
  expect(pathHere('/home/ada/notes', about, '/Users/ada')).toBe('/Users/ada/notes')
  expect(pathHere('/home/adam/notes', about, '/Users/ada')).toBe('/home/adam/notes')
  expect(pathHere('/home/ada/notes', null, '/Users/ada')).toBe('/home/ada/notes')
})
