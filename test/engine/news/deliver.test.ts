import { describe, expect, it } from 'vitest'
import type { NewsMessage } from '../../../main/contract/news-message.ts'
import { gatherHealth } from '../../../main/engine/health/gather-health.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { startNode } from '../../helpers/run-node.ts'
import { recorded, type TestHome } from '../../helpers/temporary-home.ts'
import { at, problem, recordRun } from '../health/records.ts'
import { later, newsBench, telling } from './news-bench.ts'
import { type HttpSink, httpSink } from './sinks.ts'

const kinds = (messages: readonly { kind: string }[]) => messages.map(({ kind }) => kind)
const bodies = (got: readonly { body: string }[]): NewsMessage[] => got.map(({ body }) => JSON.parse(body))
const failed = { verdict: 'failed', problem: problem('restic-crashed', 'restic crashed.', 'Run it again.') } as const
const attempts = (home: TestHome, carrier: string) =>
  recorded(home.root).flatMap((line) =>
    line.event === 'news.failed' && line.carrier === carrier ? [line as typeof line & { time: string }] : [],
  )
const never = new AbortController().signal

describe('a carrier that is down', () => {
  it('loses nothing: it is tried again with patience, told elsewhere, and catches up when it is back', async () => {
    const [down, other] = [await httpSink(), await httpSink()]
    await down.close()
    const configuration = telling({
      desktop: { failures: false },
      webhook: [{ url: down.url }, { url: other.url, on: ['failed', 'recovered'] }],
    })
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    for (let minute = 0; minute < 180; minute++) {
      await bench.tell(configuration, later(at(20, '08:02'), minute))
      if (minute === 30) await recordRun(bench, at(20, '08:31'))
    }
    const carrier = `webhook:${down.host}`
    const times = attempts(bench, carrier)
      .filter(({ news }) => news === bodies(other.got)[0]?.id)
      .map(({ attempt, time }) => [attempt, (Date.parse(time) - at(20, '08:02').getTime()) / 60_000])
    expect(times).toEqual([
      [1, 0],
      [2, 1],
      [3, 6],
      [4, 21],
      [5, 81],
      [6, 141],
    ])
    expect(attempts(bench, carrier)[0]?.why).toBe(`${down.host} refuses the connection`)
    expect(bodies(other.got).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['failed', 'plan/daily/local'],
      ['carrier-failed', `carrier/${carrier}`],
      ['recovered', 'plan/daily/local'],
    ])
    expect(bodies(other.got)[1]?.text).toBe(
      `News does not arrive over the webhook at ${down.host}: ${down.host} refuses the connection. One message was not delivered. It is tried again for two days.`,
    )
    const health = gatherHealth(bench.core, configuration, at(20, '12:00'))
    expect(health.troubles.find(({ about }) => about === 'carrier')).toMatchObject({ name: carrier, attention: true })

    bench.close()
    const again = await newsBench({ root: bench.root })
    const back = await httpSink(down.port)
    for (const minutes of [0, 1, 2]) await again.tell(configuration, later(at(20, '12:00'), minutes))
    expect(kinds(bodies(back.got))).toEqual(['failed', 'recovered'])
    expect(kinds(bodies(other.got)).slice(3)).toEqual(['recovered'])
    expect(bodies(other.got)[3]?.title).toBe(`News arrives again over the webhook at ${down.host}`)
    expect(gatherHealth(again.core, configuration, at(20, '12:10')).troubles.some(({ about }) => about === 'carrier')).toBe(false)
  })

  it('is given up after two days, and what comes then is tried anew', async () => {
    const down = await httpSink()
    await down.close()
    const configuration = telling({ webhook: { url: down.url } })
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    for (let hour = 0; hour < 60; hour++) await bench.tell(telling({ webhook: { url: down.url } }), later(at(20, '08:02'), hour * 60))
    const first = attempts(bench, `webhook:${down.host}`)
    const id = first[0]?.news
    const ofFirst = first.filter(({ news }) => news === id)
    expect(ofFirst.at(-1)).toMatchObject({ final: true })
    expect(ofFirst.filter(({ final }) => final)).toHaveLength(1)
    const given = ofFirst.at(-1)
    expect(Date.parse(given?.time ?? '') - at(20, '08:02').getTime()).toBeGreaterThanOrEqual(48 * 3_600_000)
    const back = await httpSink(down.port)
    await recordRun(bench, at(25, '08:00'))
    for (const minutes of [0, 1]) await bench.tell(configuration, later(at(25, '08:05'), minutes))
    expect(bodies(back.got).map(({ id: one }) => one)).not.toContain(id)
    expect(kinds(bodies(back.got))).toEqual(['stale', 'stale'])
  })

  it('while the machine sleeps is none that was given time: what failed on Friday arrives on Monday, once the network is there', async () => {
    const sink = await httpSink()
    const configuration = telling({ webhook: { url: sink.url, on: ['failed'] } })
    const bench = await newsBench()
    sink.answer = 503
    await recordRun(bench, at(20, '17:50'), failed)
    for (const minutes of [2, 3, 8, 23]) await bench.tell(configuration, later(at(20, '17:50'), minutes))
    await bench.tell(configuration, at(23, '08:00'))
    expect(attempts(bench, `webhook:${sink.host}`).map(({ attempt, final }) => [attempt, final])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => [attempt, false]),
    )
    sink.answer = 200
    sink.got.length = 0
    await bench.tell(configuration, at(23, '09:00'))
    expect(kinds(bodies(sink.got))).toEqual(['failed'])
  })

  it('gets what waits for it, and another one at the same host nothing of it, in whatever order they are named', async () => {
    const sink = await httpSink()
    const [one, other] = ['private', 'public'].map((name) => ({ url: `http://${sink.host}/${name}`, on: ['failed'] }))
    const bench = await newsBench()
    sink.answer = ({ path }, response) => response.writeHead(path === '/private' ? 503 : 200).end()
    await recordRun(bench, at(20, '08:00'), failed)
    await bench.tell(telling({ webhook: [one, other] }), at(20, '08:05'))
    sink.answer = 200
    sink.got.length = 0
    for (const minutes of [2, 30, 300]) await bench.tell(telling({ webhook: [other, one] }), later(at(20, '08:05'), minutes))
    expect(sink.got.map(({ path, body }) => [path, JSON.parse(body).kind])).toEqual([['/private', 'failed']])
  })

  it('whose address is corrected gets what waits for it', async () => {
    const sink = await httpSink()
    sink.answer = ({ path }, response) => response.writeHead(path === '/right' ? 200 : 404).end()
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    await bench.tell(telling({ webhook: { url: `http://${sink.host}/wrong` } }), at(20, '08:05'))
    await recordRun(bench, at(20, '08:06'))
    for (const minutes of [2, 3])
      await bench.tell(telling({ webhook: { url: `http://${sink.host}/right` } }), later(at(20, '08:05'), minutes))
    expect(sink.got.map(({ path, body }) => [path, JSON.parse(body).kind])).toEqual([
      ['/wrong', 'failed'],
      ['/right', 'failed'],
      ['/right', 'recovered'],
    ])
  })

  it('that hangs delays no other, and is not waited for beyond its time', async () => {
    const [hanging, quick] = [await httpSink(), await httpSink()]
    hanging.answer = 'hang'
    const configuration = telling({ webhook: [{ url: hanging.url }, { url: quick.url }] })
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    bench.setTime(at(20, '08:05'))
    const began = performance.now()
    const telling1 = tellNews(bench.core, configuration, at(20, '08:05'), never)
    await expect.poll(() => quick.got.length, { timeout: 5_000 }).toBe(1)
    expect(bench.shown).toHaveLength(1)
    // Something new meanwhile: told at once by who can, and without a second request to who hangs.
    await recordRun(bench, at(20, '08:05'), { ...failed, vault: 'agents' })
    bench.setTime(at(20, '08:07'))
    const telling2 = tellNews(bench.core, configuration, at(20, '08:07'), never)
    await expect.poll(() => quick.got.length, { timeout: 5_000 }).toBe(2)
    expect(performance.now() - began).toBeLessThan(6_000)
    expect(hanging.got).toHaveLength(1)
    await Promise.all([telling1, telling2])
    expect(performance.now() - began).toBeLessThan(15_000)
    expect(hanging.got).toHaveLength(1)
    expect(attempts(bench, `webhook:${hanging.host}`)[0]?.why).toBe(`${hanging.host} did not answer within 10 seconds`)
  }, 40_000)

  it('ends at once when Vaultkeeper is asked to end, which is no failure of the carrier', async () => {
    const sink = await httpSink()
    sink.answer = 'hang'
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    bench.setTime(at(20, '08:05'))
    const controller = new AbortController()
    const ended = tellNews(bench.core, telling({ webhook: { url: sink.url } }), at(20, '08:05'), controller.signal)
    await expect.poll(() => sink.got.length, { timeout: 5_000 }).toBe(1)
    controller.abort()
    const began = performance.now()
    await ended
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(attempts(bench, `webhook:${sink.host}`)).toEqual([])
    sink.answer = 200
    await bench.tell(telling({ webhook: { url: sink.url } }), at(20, '08:06'))
    expect(new Set(bodies(sink.got).map(({ id }) => id)).size).toBe(1)
    expect(sink.got).toHaveLength(2)
  })

  it('one of its messages that is refused does not hold up the others', async () => {
    const sink = await httpSink()
    sink.answer = (request, response) => response.writeHead(request.body.includes('restic crashed') ? 422 : 200).end()
    const configuration = telling({ webhook: { url: sink.url } })
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    await recordRun(bench, at(20, '08:01'), { verdict: 'failed', repository: 'offsite', problem: problem('no-space') })
    await bench.tell(configuration, at(20, '08:05'))
    expect(sink.got).toHaveLength(2)
    expect(attempts(bench, `webhook:${sink.host}`)).toMatchObject([{ attempt: 1, why: `${sink.host} does not take it (HTTP 422)` }])
    expect(recorded(bench.root).filter((line) => line.event === 'news.delivered' && line.carrier === `webhook:${sink.host}`)).toHaveLength(
      1,
    )
  })

  it('what could not be recorded as delivered is not sent again by the same process', async () => {
    const sink = await httpSink()
    const configuration = telling({ webhook: { url: sink.url } })
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    const { record } = bench.core
    let full = false
    const core = {
      ...bench.core,
      record: async (event: Parameters<typeof record>[0]) => {
        if (full && event.event === 'news.delivered') throw new Error('no space')
        await record(event)
      },
    }
    full = true
    bench.setTime(at(20, '08:05'))
    await expect(tellNews(core, configuration, at(20, '08:05'), never)).rejects.toThrow('no space')
    await expect(tellNews(core, configuration, at(20, '08:06'), never)).rejects.toThrow('no space')
    expect(sink.got).toHaveLength(1)
    full = false
    await tellNews(core, configuration, at(20, '08:07'), never)
    expect(sink.got).toHaveLength(1)
    expect(recorded(bench.root).filter((line) => line.event === 'news.delivered')).toHaveLength(2)
  })
})

/** Tells what is new on a home: a process that can be killed meanwhile. The sets of a configuration are lists in JSON. */
const tellInChild = `
  const [root, time, configuration] = parameters
  const { createEngine } = await engine('engine.ts')
  const { tellNews } = await engine('news/tell-news.ts')
  const now = new Date(time)
  const { core } = await createEngine(root, {
    clock: { now: () => now, monotonic: () => performance.now() },
    keychain: {},
    machine: { zone: () => 'UTC' },
    environment: {},
    log: () => undefined,
    randomBytes: (length) => Buffer.alloc(length, 7),
  })
  await tellNews(core, configuration, now, new AbortController().signal)`

describe('several at once, and kills', () => {
  it('two Vaultkeepers that look at the same time tell it once', async () => {
    const sink = await httpSink()
    const configuration = telling({ webhook: { url: sink.url } })
    const one = await newsBench()
    const two = await newsBench({ root: one.root })
    await recordRun(one, at(20, '08:00'), failed)
    for (const bench of [one, two]) bench.setTime(at(20, '08:05'))
    await Promise.all([one, two, one, two].map((bench) => tellNews(bench.core, configuration, at(20, '08:05'), never)))
    expect(sink.got).toHaveLength(1)
    expect(recorded(one.root).filter((line) => line.event === 'news.raised')).toHaveLength(1)
    expect([...one.shown, ...two.shown]).toHaveLength(1)
  })

  it('killed while it tells, the next start tells what was left, with the same id', async () => {
    const sink = await httpSink()
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    bench.close()
    sink.answer = 'hang'
    const child = startNode(tellInChild, [bench.root, later(at(20, '08:00'), 5), telling({ webhook: { url: sink.url } })])
    await expect.poll(() => sink.got.length, { timeout: 20_000 }).toBe(1)
    child.process.kill('SIGKILL')
    await child.ended
    sink.answer = 200
    const again = await newsBench({ root: bench.root })
    for (const minutes of [10, 11]) await again.tell(telling({ webhook: { url: sink.url } }), later(at(20, '08:00'), minutes))
    expect(bodies(sink.got)).toHaveLength(2)
    expect(sink.got[1]).toEqual(sink.got[0])
    expect(recorded(bench.root).filter((line) => line.event === 'news.raised')).toHaveLength(1)
  })

  it('what was raised and never sent arrives even when the next start is ten days later', async () => {
    const sink = await httpSink()
    sink.answer = 'hang'
    const bench = await newsBench()
    const configuration = telling({ webhook: { url: sink.url } })
    await recordRun(bench, at(20, '08:00'), failed)
    bench.setTime(at(20, '08:05'))
    const controller = new AbortController()
    const ended = tellNews(bench.core, configuration, at(20, '08:05'), controller.signal)
    await expect.poll(() => sink.got.length, { timeout: 5_000 }).toBe(1)
    controller.abort()
    await ended
    sink.answer = 200
    await bench.tell(configuration, at(30, '08:00'))
    expect(bodies(sink.got).slice(1)[0]).toEqual(bodies(sink.got)[0])
  })
})

describe('quiet hours of the desktop', () => {
  const quiet = (except: string[] = ['anomaly']) => telling({ desktop: { quietHours: { from: '22:00', to: '07:00', except } } })

  it('hold news back over midnight and deliver them at the end, none lost; what may pass passes', async () => {
    const bench = await newsBench()
    await recordRun(bench, at(20, '22:10'), failed)
    await bench.tell(quiet(), at(20, '22:15'))
    bench.setTime(at(20, '23:00'))
    await bench.core.record({ event: 'anomaly.raised', anomaly: 'a', vault: 'agents', repository: 'local', why: 'All files are gone' })
    for (const time of [at(20, '23:00'), at(21, '00:00'), at(21, '03:00'), at(21, '06:59')]) await bench.tell(quiet(), time)
    expect(kinds(bench.shown)).toEqual(['anomaly'])
    bench.close()
    const again = await newsBench({ root: bench.root })
    for (const time of [at(21, '07:00'), at(21, '07:01')]) await again.tell(quiet(), time)
    expect(kinds(again.shown)).toEqual(['failed'])
    expect(again.shown[0]?.time).toBe(at(20, '22:15').toISOString())
  })

  it('are those of the wall clock, on the days on which it jumps too', async () => {
    // Berlin, 29 March 2026: 02:00 is 03:00. 25 October 2026: 03:00 is 02:00.
    const nights: [zone: string, loud: string, quietFirst: string, quietLast: string, end: string][] = [
      ['Europe/Berlin', '2026-03-28T20:59:00Z', '2026-03-28T21:00:00Z', '2026-03-29T04:59:00Z', '2026-03-29T05:00:00Z'],
      ['Europe/Berlin', '2026-10-24T19:59:00Z', '2026-10-24T20:00:00Z', '2026-10-25T05:59:00Z', '2026-10-25T06:00:00Z'],
      ['America/New_York', '2026-11-01T01:59:00Z', '2026-11-01T02:00:00Z', '2026-11-01T11:59:00Z', '2026-11-01T12:00:00Z'],
    ]
    for (const [zone, loud, first, last, end] of nights) {
      const bench = await newsBench({ bare: true, zone })
      const shownAt = async (time: string) => {
        const before = bench.shown.length
        bench.setTime(new Date(time))
        await bench.core.record({
          event: 'news.raised',
          news: `n${time}`,
          kind: 'approval',
          subject: `s${time}`,
          title: time,
          text: 'x',
          carriers: ['desktop'],
        })
        await bench.tell(quiet(), new Date(time))
        return bench.shown.length > before
      }
      expect(await shownAt(loud), loud).toBe(true)
      expect(await shownAt(first), first).toBe(false)
      expect(await shownAt(last), last).toBe(false)
      expect(await shownAt(end), end).toBe(true)
      expect(bench.shown).toHaveLength(4)
    }
  })

  it('may lie within a day', async () => {
    const bench = await newsBench()
    await recordRun(bench, at(20, '13:00'), failed)
    const siesta = telling({ desktop: { quietHours: { from: '13:00', to: '15:00', except: [] } } })
    for (const clock of ['13:05', '14:59']) await bench.tell(siesta, at(20, clock))
    expect(bench.shown).toEqual([])
    await bench.tell(siesta, at(20, '15:00'))
    expect(kinds(bench.shown)).toEqual(['failed'])
  })

  it('a whole night of news is one message in the morning', async () => {
    const bench = await newsBench({ bare: true })
    bench.setTime(at(20, '23:00'))
    for (let index = 0; index < 8; index++)
      await bench.core.record({
        event: 'news.raised',
        news: `n${index}`,
        kind: index === 3 ? 'anomaly' : 'approval',
        subject: `s${index}`,
        title: `Title ${index}`,
        text: 'x',
        carriers: ['desktop'],
      })
    await bench.tell(quiet([]), at(21, '07:00'))
    expect(bench.shown).toMatchObject([
      { kind: 'anomaly', title: '8 messages', text: '- 3 earlier ones\n- Title 3\n- Title 4\n- Title 5\n- Title 6\n- Title 7' },
    ])
    await bench.tell(quiet([]), at(21, '07:01'))
    expect(bench.shown).toHaveLength(1)
  })

  it('a desktop that cannot show it is tried again, and told elsewhere', async () => {
    const sink = await httpSink()
    const configuration = telling({ webhook: { url: sink.url } })
    const bench = await newsBench()
    bench.breakDesktop('the notification service is gone.')
    await recordRun(bench, at(20, '08:00'), failed)
    for (const minutes of [5, 6, 7]) await bench.tell(configuration, later(at(20, '08:00'), minutes))
    expect(bodies(sink.got)).toMatchObject([
      { kind: 'failed' },
      { kind: 'carrier-failed', text: expect.stringMatching(/over the desktop: the notification service is gone\./) },
    ])
    bench.breakDesktop('')
    await bench.tell(configuration, at(20, '09:00'))
    expect(kinds(bench.shown)).toEqual(['failed'])
  })
})

describe('the clock', () => {
  it('that ran ahead neither silences what is told nor what is delivered', async () => {
    const sink: HttpSink = await httpSink()
    sink.answer = 500
    const configuration = telling({ webhook: { url: sink.url } })
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), failed)
    await bench.tell(configuration, new Date('2099-01-01T00:00:00Z'))
    expect(sink.got.length).toBeGreaterThan(0)
    sink.answer = 200
    const before = sink.got.length
    await bench.tell(configuration, at(20, '08:05'))
    expect(sink.got.length).toBeGreaterThan(before)
    await recordRun(bench, at(20, '09:00'))
    await recordRun(bench, at(20, '10:00'), failed)
    await bench.tell(configuration, at(20, '09:30'))
    await bench.tell(configuration, at(20, '10:05'))
    expect(kinds(bodies(sink.got))).toContain('recovered')
  })
})
