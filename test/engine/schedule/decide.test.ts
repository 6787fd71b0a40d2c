import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decision, decide } from '../../../main/engine/schedule/decide.ts'
import { jitterDelay } from '../../../main/engine/schedule/jitter.ts'
import { parseSchedule, type Schedule } from '../../../main/engine/schedule/parse-schedule.ts'
import type { Absence, Situation } from '../../../main/engine/schedule/situation.ts'
import type { LaneRecord } from '../../../main/engine/state/schedule-queries.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

function schedule(text: string): Schedule {
  const parsed = parseSchedule(text)
  if (typeof parsed === 'string') throw new Error(parsed)
  return parsed
}

const daily = schedule('0 7 * * *')
const everyMinute = schedule('* * * * *')

/** A daily plan at 07:00 UTC, known since the 10th, that was run on the 19th; it is the 20th. Process and machine have been up all the time. */
function at(now: string, some: Partial<Situation> = {}): Situation {
  return {
    now: new Date(now),
    schedule: daily,
    zone: 'UTC',
    anchor: new Date('2027-05-10T12:00Z'),
    record: ran('2027-05-19T07:00Z'),
    ranAhead: [],
    failures: 0,
    busy: false,
    paused: null,
    unmet: [],
    absences: [],
    mended: null,
    jitter: 0,
    seed: 'daily',
    ...some,
  }
}

function ran(due: string, some: Partial<LaneRecord> = {}): LaneRecord {
  const ended = new Date(Date.parse(due) + 3 * minute).toISOString()
  return { due: new Date(due).toISOString(), attempts: 1, verdict: 'done', code: null, ended, skipped: null, ...some }
}

const failed = (due: string, ended: string, some: Partial<LaneRecord> = {}) =>
  ran(due, { verdict: 'failed', code: 'repository-offline', ended: new Date(ended).toISOString(), ...some })

const skippedFor = (due: string, skipped: LaneRecord['skipped']): LaneRecord =>
  ran(due, { attempts: 0, verdict: null, ended: null, skipped })

const absent = (reason: Absence['reason'], from: string, to: string): Absence => ({ reason, from: new Date(from), to: new Date(to) })

/** A decision in short, with times to the minute. */
function short(decision: Decision): string {
  const time = (date: Date | null) => (date === null ? 'never' : date.toISOString().slice(8, 16))
  switch (decision.kind) {
    case 'run': {
      const { missed } = decision
      return `run ${time(decision.due)} ${decision.trigger}${missed ? ` without ${missed.count} ${missed.reason} ${time(missed.from)}..${time(missed.to)}` : ''}`
    }
    case 'skip':
      return `skip ${decision.count} ${decision.reason} ${time(decision.from)}..${time(decision.to)}`
    case 'wait':
      return `wait ${time(decision.due)} ${decision.reason} until ${time(decision.until)}`
    case 'idle':
      return `idle until ${time(decision.next)}`
  }
}

const decided = (now: string, some?: Partial<Situation>) => short(decide(at(now, some)))

describe('a plan', () => {
  it('is run at its due time, and not before', () => {
    expect(decided('2027-05-20T06:59:59Z')).toBe('idle until 20T07:00')
    expect(decided('2027-05-20T07:00:00Z')).toBe('run 20T07:00 schedule')
    expect(decided('2027-05-20T07:02:00Z')).toBe('run 20T07:00 schedule')
    expect(decided('2027-05-20T07:02:01Z')).toBe('run 20T07:00 catch-up')
  })

  it('is not run for what was due before it was known, nor for the moment in which it became so', () => {
    const fresh = { record: undefined, anchor: new Date('2027-05-20T07:00Z') }
    expect(decided('2027-05-20T07:00Z', fresh)).toBe('idle until 21T07:00')
    expect(decided('2027-05-20T09:00Z', fresh)).toBe('idle until 21T07:00')
    expect(decided('2027-05-21T07:00Z', fresh)).toBe('run 21T07:00 schedule')
  })

  it('is not run again for a due time that was run, however that ended', () => {
    for (const verdict of ['done', 'warnings', 'not-verified', 'cancelled'] as const)
      expect(decided('2027-05-20T18:00Z', { record: ran('2027-05-20T07:00Z', { verdict }) })).toBe('idle until 21T07:00')
  })

  it('does not overlap itself', () => {
    expect(decided('2027-05-20T07:00Z', { busy: true })).toBe('wait 20T07:00 still-running until 20T07:01')
    // In another process, which has not recorded its end.
    const open = ran('2027-05-19T07:00Z', { verdict: null, ended: null })
    expect(decided('2027-05-20T07:00Z', { record: open })).toBe('wait 20T07:00 still-running until 20T07:01')
    expect(decided('2027-05-19T09:00Z', { record: open })).toBe('wait 19T07:00 still-running until 19T09:01')
  })

  it('with an interval is run at each interval after it became known', () => {
    const every = { schedule: schedule('every 6h'), record: undefined, anchor: new Date('2027-05-20T01:30Z') }
    expect(decided('2027-05-20T07:29Z', every)).toBe('idle until 20T07:30')
    expect(decided('2027-05-20T07:30Z', every)).toBe('run 20T07:30 schedule')
    expect(decided('2027-05-20T13:29Z', { ...every, record: ran('2027-05-20T07:30Z') })).toBe('idle until 20T13:30')
  })
})

describe('what was missed', () => {
  it('in sleep is made up for once; the older ones are recorded', () => {
    const absences = [
      absent('not-running', '2027-05-01T00:00Z', '2027-05-01T08:00Z'),
      absent('asleep', '2027-05-19T22:00Z', '2027-05-23T09:30Z'),
    ]
    expect(decided('2027-05-23T09:30Z', { absences })).toBe('skip 3 asleep 20T07:00..22T07:00')
    expect(decided('2027-05-23T09:30Z', { absences, record: skippedFor('2027-05-22T07:00Z', 'asleep') })).toBe('run 23T07:00 catch-up')
    expect(decided('2027-05-23T09:40Z', { absences, record: ran('2027-05-23T07:00Z') })).toBe('idle until 24T07:00')
  })

  it('by one is made up for without a skip', () => {
    const absences = [absent('not-running', '2027-05-19T22:00Z', '2027-05-20T09:30Z')]
    expect(decided('2027-05-20T09:30Z', { absences })).toBe('run 20T07:00 catch-up')
  })

  it('for several reasons is recorded with each', () => {
    const absences = [
      absent('asleep', '2027-05-19T22:00Z', '2027-05-21T06:00Z'),
      absent('asleep', '2027-05-21T06:30Z', '2027-05-22T06:00Z'),
      absent('not-running', '2027-05-22T06:30Z', '2027-05-24T09:00Z'),
    ]
    const seen: string[] = []
    let record = ran('2027-05-19T07:00Z')
    for (let times = 0; times < 5; times++) {
      const decision = decide(at('2027-05-24T09:00Z', { absences, record }))
      seen.push(short(decision))
      if (decision.kind !== 'skip') break
      record = skippedFor(decision.to.toISOString(), decision.reason)
    }
    expect(seen).toEqual([
      'skip 1 asleep 20T07:00..20T07:00',
      'skip 1 asleep 21T07:00..21T07:00',
      'skip 2 not-running 22T07:00..23T07:00',
      'run 24T07:00 catch-up',
    ])
  })

  it('while the run before went on is recorded with the next one', () => {
    const record = ran('2027-05-20T10:00Z', { ended: '2027-05-20T10:04:30.000Z' })
    expect(decided('2027-05-20T10:04:31Z', { schedule: everyMinute, record })).toBe(
      'run 20T10:04 schedule without 3 still-running 20T10:01..20T10:03',
    )
  })

  it('while the repository was busy with another plan is superseded', () => {
    expect(decided('2027-05-22T07:00Z')).toBe('run 22T07:00 schedule without 2 superseded 20T07:00..21T07:00')
  })

  it('before anybody that is remembered looked was missed because nothing ran', () => {
    const absences = [absent('not-running', '2027-05-21T09:00Z', '2027-05-21T10:00Z')]
    expect(decided('2027-05-22T07:00Z', { absences })).toBe('skip 2 not-running 20T07:00..21T07:00')
  })

  it('over thirty years is counted, and decided at once', () => {
    const since = new Date('1997-05-20T00:00Z')
    const absences = [absent('not-running', '1997-05-20T00:00Z', '2027-05-20T00:00Z')]
    const began = performance.now()
    const decision = decide(at('2027-05-20T00:00Z', { schedule: everyMinute, anchor: since, record: undefined, absences }))
    expect(performance.now() - began).toBeLessThan(1000)
    expect(decision).toMatchObject({ kind: 'skip', count: (Date.parse('2027-05-20T00:00Z') - since.getTime()) / minute - 1 })
  })
})

describe('a condition that is not met', () => {
  it('is given two minutes, then recorded once; the due time stays open until it is met', () => {
    const unmet = ['drive-not-connected'] as const
    expect(decided('2027-05-20T07:00Z', { unmet })).toBe('wait 20T07:00 drive-not-connected until 20T07:02')
    expect(decided('2027-05-20T07:02Z', { unmet })).toBe('skip 1 drive-not-connected 20T07:00..20T07:00')
    const record = skippedFor('2027-05-20T07:00Z', 'drive-not-connected')
    expect(decided('2027-05-20T07:02Z', { unmet, record })).toBe('wait 20T07:00 drive-not-connected until 20T07:03')
    expect(decided('2027-05-20T18:00Z', { record })).toBe('run 20T07:00 catch-up')
    expect(decided('2027-05-20T18:10Z', { record: ran('2027-05-20T07:00Z') })).toBe('idle until 21T07:00')
  })

  it('has two minutes after waking too, for networks need a while', () => {
    const absences = [absent('asleep', '2027-05-19T22:00Z', '2027-05-20T09:30Z')]
    expect(decided('2027-05-20T09:31Z', { absences, unmet: ['no-network'] })).toBe('wait 20T07:00 no-network until 20T09:32')
    expect(decided('2027-05-20T09:31Z', { absences })).toBe('run 20T07:00 catch-up')
    expect(decided('2027-05-20T09:32Z', { absences, unmet: ['no-network'] })).toBe('skip 1 no-network 20T07:00..20T07:00')
  })

  it('gives way to a newer due time, which is recorded too', () => {
    const record = skippedFor('2027-05-20T07:00Z', 'on-battery')
    expect(decided('2027-05-21T07:00Z', { record })).toBe('run 21T07:00 schedule')
    expect(decided('2027-05-21T07:02Z', { record, unmet: ['on-battery'] })).toBe('skip 1 on-battery 21T07:00..21T07:00')
  })

  it('is not recorded each minute for a plan that is due each minute', () => {
    let record = ran('2027-05-20T09:59Z')
    const recorded: string[] = []
    for (let time = Date.parse('2027-05-20T10:00Z'); time < Date.parse('2027-05-21T10:00Z'); time += minute) {
      const decision = decide(at(new Date(time).toISOString(), { schedule: everyMinute, record, unmet: ['no-network'], absences: [] }))
      if (decision.kind !== 'skip') continue
      recorded.push(short(decision))
      record = skippedFor(decision.to.toISOString(), decision.reason)
    }
    expect(recorded).toEqual(['skip 3 no-network 20T10:00..20T10:02', 'skip 720 no-network 20T10:03..20T22:02'])
    expect(decided('2027-05-21T10:00Z', { schedule: everyMinute, record })).toBe(
      'run 21T10:00 schedule without 717 no-network 20T22:03..21T09:59',
    )
  })

  it('and sleep are told apart', () => {
    const absences = [absent('asleep', '2027-05-20T12:00Z', '2027-05-20T15:00Z')]
    const some = { schedule: everyMinute, absences, unmet: ['drive-not-connected'] as const }
    const record = skippedFor('2027-05-20T11:30Z', 'drive-not-connected')
    expect(decided('2027-05-20T15:00:30Z', { ...some, record })).toBe('skip 30 drive-not-connected 20T11:31..20T12:00')
    expect(decided('2027-05-20T15:00:30Z', { ...some, record: skippedFor('2027-05-20T12:00Z', 'drive-not-connected') })).toBe(
      'skip 179 asleep 20T12:01..20T14:59',
    )
    expect(decided('2027-05-20T15:00:30Z', { ...some, record: skippedFor('2027-05-20T14:59Z', 'asleep') })).toBe(
      'wait 20T15:00 drive-not-connected until 20T15:02',
    )
  })

  it('does not turn a due time over that is final', () => {
    for (const reason of ['asleep', 'not-running', 'still-running', 'superseded', 'disabled', 'gave-up', 'nothing-changed'] as const)
      expect(decided('2027-05-20T09:00Z', { record: skippedFor('2027-05-20T07:00Z', reason) })).toBe('idle until 21T07:00')
  })

  it('is met again where the clock was set back in the middle of what was skipped: the newest due time in it is meant', () => {
    const cut = { ...skippedFor('2027-05-20T07:00Z', 'no-network'), due: '2027-05-20T16:11:12.345Z' }
    expect(decided('2027-05-20T18:00Z', { record: cut })).toBe('run 20T07:00 catch-up')
  })
})

describe('a pause', () => {
  it('is recorded at once, and what was due in it made up for when it ends', () => {
    const paused = { until: new Date('2027-05-20T12:00Z') }
    expect(decided('2027-05-20T06:00Z', { paused })).toBe('idle until 20T07:00')
    expect(decided('2027-05-20T07:00Z', { paused })).toBe('skip 1 paused 20T07:00..20T07:00')
    const record = skippedFor('2027-05-20T07:00Z', 'paused')
    expect(decided('2027-05-20T07:00Z', { paused, record })).toBe('wait 20T07:00 paused until 20T12:00')
    expect(decided('2027-05-20T12:00Z', { paused, record })).toBe('run 20T07:00 catch-up')
  })

  it('without end waits for a person', () => {
    const paused = { until: null }
    const record = skippedFor('2027-05-20T07:00Z', 'paused')
    expect(decided('2027-05-20T09:00Z', { paused, record })).toBe('wait 20T07:00 paused until 21T07:00')
    expect(decided('2027-05-21T07:00Z', { paused, record })).toBe('skip 1 paused 21T07:00..21T07:00')
    expect(decided('2027-05-21T09:00Z', { record: skippedFor('2027-05-21T07:00Z', 'paused') })).toBe('run 21T07:00 catch-up')
  })

  it('holds a retry back', () => {
    const record = failed('2027-05-20T07:00Z', '2027-05-20T07:10Z')
    expect(decided('2027-05-20T08:00Z', { record, paused: { until: null } })).toBe('wait 20T07:00 paused until 21T07:00')
    expect(decided('2027-05-20T08:00Z', { record, unmet: ['no-network'] })).toBe('wait 20T07:00 no-network until 20T08:01')
  })
})

describe('a failure', () => {
  it('is repeated with back-off until the next due time', () => {
    const seen: string[] = []
    let record = failed('2027-05-20T07:00Z', '2027-05-20T07:10Z')
    for (let time = Date.parse('2027-05-20T07:10Z'); time < Date.parse('2027-05-20T12:00Z'); time += minute) {
      const decision = decide(at(new Date(time).toISOString(), { record, failures: record.attempts }))
      if (decision.kind !== 'run') continue
      expect(decision.trigger).toBe('retry')
      expect(decision.due).toEqual(new Date('2027-05-20T07:00Z'))
      seen.push(new Date(time).toISOString().slice(11, 16))
      record = failed('2027-05-20T07:00Z', new Date(time).toISOString(), { attempts: record.attempts + 1 })
    }
    expect(seen).toEqual(['07:11', '07:16', '07:31', '08:31', '09:31', '10:31', '11:31'])
  })

  it('waits for as long as it says, and not beyond the next due time', () => {
    const record = failed('2027-05-20T07:00Z', '2027-05-20T07:10Z')
    expect(decided('2027-05-20T07:10:30Z', { record })).toBe('wait 20T07:00 back-off until 20T07:11')
    expect(decided('2027-05-21T06:50Z', { record: failed('2027-05-20T07:00Z', '2027-05-21T06:45Z', { attempts: 9 }) })).toBe(
      'idle until 21T07:00',
    )
    expect(decided('2027-05-21T07:00Z', { record: failed('2027-05-20T07:00Z', '2027-05-21T06:45Z', { attempts: 9 }), failures: 9 })).toBe(
      'run 21T07:00 schedule',
    )
  })

  it('that only a person can mend is repeated when something was changed, or at the next due time', () => {
    const record = failed('2027-05-20T07:00Z', '2027-05-20T07:10Z', { code: 'wrong-password' })
    expect(decided('2027-05-20T18:00Z', { record })).toBe('idle until 21T07:00')
    expect(decided('2027-05-20T18:00Z', { record, mended: new Date('2027-05-20T17:59Z') })).toBe('run 20T07:00 retry')
    expect(decided('2027-05-21T07:00Z', { record })).toBe('run 21T07:00 schedule')
  })

  it('that was an interruption is one too', () => {
    const record = ran('2027-05-20T07:00Z', { verdict: 'interrupted', code: 'interrupted' })
    expect(decided('2027-05-20T07:03:30Z', { record })).toBe('wait 20T07:00 back-off until 20T07:04')
    expect(decided('2027-05-20T07:04Z', { record })).toBe('run 20T07:00 retry')
  })

  it('for a lost lock is repeated at once', () => {
    const record = failed('2027-05-20T07:00Z', '2027-05-20T07:10Z', { code: 'lock-lost' })
    expect(decided('2027-05-20T07:10Z', { record })).toBe('run 20T07:00 retry')
  })

  it('of a plan that is due each minute goes on backing off over its due times', () => {
    let record = failed('2027-05-20T10:00Z', '2027-05-20T10:00:20Z', { attempts: 1 })
    let failures = 1
    const seen: string[] = []
    for (let time = Date.parse('2027-05-20T10:01Z'); time < Date.parse('2027-05-20T13:00Z'); time += minute) {
      const now = new Date(time).toISOString()
      const decision = decide(at(now, { schedule: everyMinute, record, failures }))
      if (decision.kind !== 'run') continue
      seen.push(short(decision))
      failures++
      record = failed(now, new Date(time + 20_000).toISOString())
    }
    expect(seen).toEqual([
      'run 20T10:01 schedule',
      'run 20T10:07 schedule without 5 superseded 20T10:02..20T10:06',
      'run 20T10:23 schedule without 15 superseded 20T10:08..20T10:22',
      'run 20T11:24 schedule without 60 superseded 20T10:24..20T11:23',
      'run 20T12:25 schedule without 60 superseded 20T11:25..20T12:24',
    ])
    // A person who changed something does not have to wait.
    const mended = new Date('2027-05-20T12:40Z')
    expect(decided('2027-05-20T12:40Z', { schedule: everyMinute, record, failures, mended })).toMatch(/^run 20T12:40/)
  })
})

describe('jitter', () => {
  it('puts a due time off, always alike, and is not late for it', () => {
    const delay = jitterDelay('daily', new Date('2027-05-20T07:00Z'), hour, new Date('2027-05-21T07:00Z'))
    expect(delay).toBeGreaterThan(3 * minute)
    const start = Date.parse('2027-05-20T07:00Z') + delay
    expect(decide(at('2027-05-20T07:00Z', { jitter: hour }))).toEqual({
      kind: 'wait',
      due: new Date('2027-05-20T07:00Z'),
      until: new Date(start),
      reason: 'jitter',
    })
    expect(decided(new Date(start - 1).toISOString(), { jitter: hour })).toMatch(/^wait 20T07:00 jitter/)
    expect(decided(new Date(start).toISOString(), { jitter: hour })).toBe('run 20T07:00 schedule')
  })

  it('is not added to what is made up for', () => {
    const absences = [absent('asleep', '2027-05-19T22:00Z', '2027-05-20T09:30Z')]
    expect(decided('2027-05-20T09:30Z', { absences, jitter: hour })).toBe('run 20T07:00 catch-up')
  })
})

describe('a clock', () => {
  it.each([30_000, hour, day])('that was set back by %d ms does not make anything run twice', (back) => {
    // Run at 07:00; then the clock is set back, and comes to 07:00 again.
    const due = '2027-05-20T07:00Z'
    for (let time = Date.parse(due) - back + minute; time < Date.parse(due) + day; time += 5 * minute) {
      const now = new Date(time)
      // As the records tell it: the newest that is not after now, and what was run under the clock that ran ahead.
      const record =
        now >= new Date(due) && back < minute
          ? ran(due)
          : ran(now >= new Date('2027-05-19T07:00Z') ? '2027-05-19T07:00Z' : '2027-05-18T07:00Z')
      const ranAhead = back < minute ? [] : [new Date(due)]
      expect(decide(at(now.toISOString(), { record, ranAhead })).kind).toBe('idle')
    }
  })

  it('that ran ahead for two days leaves no due time out when it is right again', () => {
    // On the 19th it showed the 21st: that day was made up for. Back on the 19th, the 20th is due as ever, the 21st was run, the 22nd is due.
    const ranAhead = [new Date('2027-05-21T07:00Z')]
    const record = ran('2027-05-19T07:00Z')
    expect(decided('2027-05-19T12:00Z', { record, ranAhead })).toBe('idle until 20T07:00')
    expect(decided('2027-05-20T07:00Z', { record, ranAhead })).toBe('run 20T07:00 schedule')
    expect(decided('2027-05-21T07:00Z', { record: ran('2027-05-20T07:00Z'), ranAhead })).toBe('idle until 22T07:00')
    expect(decided('2027-05-22T07:00Z', { record: ran('2027-05-20T07:00Z'), ranAhead })).toBe('run 22T07:00 schedule')
    // Asleep over the 20th and the 21st: the 20th is still owed.
    const absences = [absent('asleep', '2027-05-19T22:00Z', '2027-05-21T09:00Z')]
    expect(decided('2027-05-21T09:00Z', { record, ranAhead, absences })).toBe('run 20T07:00 catch-up')
    const longer = [absent('asleep', '2027-05-19T22:00Z', '2027-05-23T09:00Z')]
    expect(decided('2027-05-23T09:00Z', { record, ranAhead, absences: longer })).toBe('skip 2 asleep 20T07:00..22T07:00')
  })

  it('that showed 2099 does not silence a plan', () => {
    expect(decided('2027-05-20T07:00Z', { record: ran('2099-05-20T07:00Z'), anchor: new Date('2027-05-19T08:00Z') })).toBe(
      'run 20T07:00 schedule',
    )
    // Nor one that became known under it.
    expect(decided('2027-05-20T07:00Z', { record: undefined, anchor: new Date('2099-05-20T07:00Z') })).toBe('run 20T07:00 schedule')
    expect(decided('2027-05-20T08:00Z', { record: ran('2027-05-20T07:00Z'), anchor: new Date('2099-05-20T07:00Z') })).toBe(
      'idle until 21T07:00',
    )
    // The leap there looked like sleep, and was none.
    const absences = [absent('asleep', '2027-05-19T08:00Z', '2099-05-20T07:00Z')]
    expect(decided('2027-05-22T07:00Z', { absences })).toBe('run 22T07:00 schedule without 2 superseded 20T07:00..21T07:00')
  })
})

it('a decision is always made, and whoever follows it comes to rest', () => {
  const texts = fc.constantFrom('0 7 * * *', '* * * * *', '0 23 * * 0', 'every 90m', '30 2 * * *', '*/7 1-5 * * *')
  const offset = fc.integer({ min: -5 * 1440, max: 5 * 1440 })
  const verdicts = fc.constantFrom('done', 'failed', 'interrupted', 'cancelled', 'skipped', 'not-verified', null)
  const reasons = fc.constantFrom('asleep', 'no-network', 'paused', 'disabled', 'superseded')
  const codes = fc.constantFrom('wrong-password', 'repository-offline', 'restic-killed', 'lock-lost', 'drive-not-connected', null)
  const moments = fc.tuple(offset, offset, offset, offset, offset, offset)
  fc.assert(
    fc.property(
      texts,
      moments,
      fc.record({ verdict: verdicts, code: codes, attempts: fc.integer({ min: 1, max: 9 }), skip: fc.option(reasons), none: fc.boolean() }),
      fc.record({
        unmet: fc.subarray(['no-network', 'on-battery'] as const),
        busy: fc.boolean(),
        jitter: fc.integer({ min: 0, max: day }),
      }),
      (text, [recordAt, endedAt, from, length, pausedUntil, mendedAt], { verdict, code, attempts, skip, none }, rest) => {
        const now = new Date('2027-03-28T01:07:03.456Z')
        const then = (minutes: number) => new Date(now.getTime() + minutes * minute)
        let record: LaneRecord | undefined = {
          due: then(recordAt).toISOString(),
          attempts: skip ? 0 : attempts,
          verdict: skip ? null : verdict,
          code,
          ended: skip || verdict === null ? null : then(endedAt).toISOString(),
          skipped: skip,
        }
        if (none) record = undefined
        const situation: Omit<Situation, 'record'> = {
          ...at(now.toISOString()),
          ...rest,
          schedule: schedule(text),
          zone: 'Europe/Berlin',
          anchor: then(-10 * 1440),
          absences: [{ from: then(from), to: then(from + length), reason: 'asleep' }],
          paused: pausedUntil > 0 ? { until: then(pausedUntil) } : null,
          mended: then(mendedAt),
          failures: attempts,
        }
        for (let times = 0; ; times++) {
          expect(times).toBeLessThan(10)
          const decision = decide({ ...situation, record })
          const skipped = decision.kind === 'skip' ? decision : decision.kind === 'run' ? decision.missed : null
          if (skipped === null) {
            if (decision.kind === 'wait') expect(decision.until.getTime()).toBeGreaterThan(now.getTime())
            if (decision.kind === 'idle') expect(decision.next?.getTime()).toBeGreaterThan(now.getTime())
            if (decision.kind === 'run') expect(decision.due.getTime()).toBeLessThanOrEqual(now.getTime())
            return
          }
          expect(skipped.count).toBeGreaterThan(0)
          expect(skipped.from.getTime()).toBeLessThanOrEqual(skipped.to.getTime())
          // Nothing that is handled is skipped again.
          if (record !== undefined && Date.parse(record.due) <= now.getTime())
            expect(skipped.from.getTime()).toBeGreaterThan(Date.parse(record.due))
          record = skippedFor(skipped.to.toISOString(), skipped.reason)
        }
      },
    ),
    { numRuns: 1000 },
  )
})
