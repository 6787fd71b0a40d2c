import { expect, it } from 'vitest'
import { newsKinds } from '../../../main/contract/configuration/news-kinds.ts'
import { at, problem, recordRun } from '../health/records.ts'
import { later, newsBench, raised, telling } from './news-bench.ts'
import { httpSink } from './sinks.ts'
import { readMail, smtpSink } from './smtp-sink.ts'

it('each kind of news arrives once over web, ntfy and mail, with a restart after each tick', async () => {
  const [webhook, ntfy, mail, down] = [await httpSink(), await httpSink(), await smtpSink(), await httpSink()]
  await down.close()
  const on = [...newsKinds]
  const configuration = telling(
    {
      desktop: { failures: true, successes: 'each' },
      digest: '18:00',
      webhook: [
        { url: webhook.url, on },
        { url: down.url, on: ['failed'] },
      ],
      ntfy: { url: ntfy.url, on },
      email: { to: 'me@example.com', from: 'v@example.com', smtp: `smtp://127.0.0.1:${mail.port}`, on },
    },
    {
      vaults: { notes: { path: '/v/notes' }, agents: { path: '/v/agents', git: {} } },
      agents: { jay: { path: '/v/agents/jay', start: ['node', 'main.mjs'], heartbeat: { file: 'beat' } } },
    },
  )
  let bench = await newsBench()
  const tell = async (time: Date) => {
    await bench.tell(configuration, time)
    bench.close()
    bench = await newsBench({ root: bench.root })
  }
  await recordRun(bench, at(20, '10:00'), { verdict: 'failed', problem: problem('restic-crashed') })
  for (const minutes of [2, 3, 4]) await tell(later(at(20, '10:00'), minutes))
  bench.setTime(at(20, '11:00'))
  await bench.core.record({ event: 'anomaly.raised', anomaly: 'a', vault: 'agents', repository: 'local', why: 'All files are gone' })
  await bench.core.record({
    event: 'change.found',
    change: 'c',
    plan: 'daily',
    vault: 'agents',
    repository: 'local',
    snapshot: 's',
    against: null,
    diffHash: 'h',
    files: [{ path: 'em/priority_weights.json', change: 'modified' }],
    fileCount: 1,
  })
  await bench.core.record({
    event: 'repository.known',
    repository: 'local',
    id: 'its id',
    location: '/backup',
    fingerprint: 'its own',
    password: 'file',
  })
  const matter = { code: 'git-deleted', level: 'alarm' as const, repository: '', remote: 'origin', branch: 'draft', count: null }
  await bench.core.record({
    event: 'git.looked',
    vault: 'agents',
    matters: [{ ...matter, since: at(20, '11:00').toISOString(), sentence: 'The branch draft is gone.', remedy: 'Have it back.' }],
  })
  const since = at(20, '10:59').toISOString()
  await bench.core.record({ event: 'agent.state', agent: 'jay', state: 'dead', since, why: 'it has not touched its file', beat: since })
  // It was made when the repository was elsewhere.
  await bench.core.record({ event: 'kit.made', repository: 'local', facts: 'of another place' })
  await tell(at(20, '11:01'))
  await recordRun(bench, at(20, '12:00'), { snapshot: 's1' })
  for (const time of [at(20, '12:02'), at(20, '12:03'), at(20, '18:00'), at(20, '18:01'), at(22, '12:00'), at(22, '12:01')])
    await tell(time)

  const all = raised(bench).flatMap((line) => (line.event === 'news.raised' ? [line] : []))
  expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(newsKinds))
  const ids = all.map(({ news }) => news).toSorted()
  expect(webhook.got.map(({ body }) => JSON.parse(body).id).toSorted()).toEqual(ids)
  expect(mail.mails.map(({ raw }) => readMail(raw).headers.get('message-id')?.slice(1, -'@example.com>'.length)).toSorted()).toEqual(ids)
  expect(ntfy.got.map(({ headers }) => String(headers['title']).replace(/ \([^)]*\)$/, '')).toSorted()).toEqual(
    all.map(({ title }) => title).toSorted(),
  )
})
