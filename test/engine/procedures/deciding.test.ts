import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { thisPerson } from '../../../main/engine/schedule/pause.ts'
import { type ChangesBench, changesBench } from '../../helpers/changes-bench.ts'
import { type ClientBench, clientBench } from '../../helpers/client-bench.ts'

let bench: ChangesBench
let clients: ClientBench
let client: ClientBench['client']

beforeAll(async () => {
  bench = await changesBench()
  clients = clientBench(bench)
  client = clients.client
  // The first state in both repositories, approved.
  for (const repository of ['default', 'second']) await bench.look(repository)
  const { changes } = await client.changes.list({})
  await client.changes.approve({ changes: changes.map(({ id }) => id) })
})

describe('changes', { timeout: 60_000 }, () => {
  it('that wait are one thing to decide where several repositories hold the same', async () => {
    expect(await client.changes.list({})).toEqual({ changes: [], groups: [] })
    bench.write('em/priority_weights.json', '{"risk":1,"speed":3}\n')
    bench.write('em/rules/one.md', 'Never delete.\nNever ask.\n')
    for (const repository of ['default', 'second']) await bench.look(repository)
    const { changes, groups } = await client.changes.list({})
    expect(changes).toMatchObject([
      { repository: 'default', vault: 'agents', plan: 'on-change', fileCount: 2, decision: null },
      { repository: 'second', vault: 'agents', plan: 'on-change', fileCount: 2, decision: null },
    ])
    expect(groups).toEqual([{ ids: changes.map(({ id }) => id), vaultName: 'Agents' }])
  })

  it('are shown line by line, with the words that differ', async () => {
    const { changes } = await client.changes.list({})
    const { change, vaultName, files, holds } = await client.changes.show({ change: changes[0]?.id ?? '' })
    expect({ change, vaultName, holds }).toEqual({ change: changes[0], vaultName: 'Agents', holds: true })
    expect(files.map(({ path, how, linesAdded, linesRemoved }) => ({ path, how, linesAdded, linesRemoved }))).toEqual([
      { path: 'em/priority_weights.json', how: 'json', linesAdded: 1, linesRemoved: 1 },
      { path: 'em/rules/one.md', how: 'text', linesAdded: 1, linesRemoved: 1 },
    ])
    const [hunk] = files[1]?.hunks ?? []
    expect(hunk?.lines).toEqual([' Never delete.', '-Always ask.', '+Never ask.'])
    expect(hunk?.marks).toEqual([[], [[0, 6]], [[0, 5]]])
  })

  it('are approved together; one that cannot be does not keep the others from it', async () => {
    const { changes } = await client.changes.list({})
    const [one, other] = changes.map(({ id }) => id)
    const decided = await client.changes.approve({ changes: ['nothing', one ?? ''], by: 'Ada' })
    expect(decided).toMatchObject({
      approved: [{ change: { id: one }, hash: changes[0]?.hash, by: 'Ada', also: [other] }],
      problems: [{ id: 'nothing', problem: { code: 'change-not-found' } }],
    })
    expect((await client.changes.list({})).groups).toEqual([])
    const all = await client.changes.list({ all: true })
    expect(all.groups.map(({ ids }) => ids)).toEqual(all.changes.map(({ id }) => [id]))
    expect(all.changes.slice(0, 2)).toMatchObject([
      { id: other, decision: 'approved', by: 'Ada' },
      { id: one, decision: 'approved', by: 'Ada' },
    ])
  })

  it('are taken back by a job, which tells what it put back', async () => {
    bench.write('em/rules/two.md', 'Be rude.\n')
    const { change: id } = await bench.look()
    if (id === null) throw new Error('no change was found')
    const { end } = await clients.follow(await client.changes.revert({ change: id }))
    expect(end).toMatchObject({
      verdict: 'done',
      runs: [
        {
          kind: 'revert',
          vaultName: 'Agents',
          plan: 'on-change',
          result: { change: id, restored: 1, removed: 0, vault: { name: 'Agents' } },
        },
      ],
    })
    expect(readFileSync(bench.at('em/rules/two.md'), 'utf8')).toBe('Be kind.\n')
    expect((await client.changes.list({ all: true })).changes[0]).toMatchObject({ id, decision: 'reverted', by: thisPerson() })
    await expect(client.changes.revert({ change: 'nothing' })).rejects.toMatchObject({ data: { code: 'change-not-found' } })
    const again = await clients.follow(await client.changes.revert({ change: id }))
    expect(again.end).toMatchObject({ verdict: 'failed', runs: [{ problem: { code: 'change-decided' } }] })
  })
})
