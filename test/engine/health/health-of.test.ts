import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Facts, Failure, LaneFacts, Waiting } from '../../../main/engine/health/facts.ts'
import type { HealthState } from '../../../main/engine/health/health.ts'
import { healthOf } from '../../../main/engine/health/health-of.ts'
import { waitingBecause, waitingFor } from '../../../main/engine/health/waiting-in-words.ts'
import { waitingWarning } from '../../../main/engine/runs/backup-warnings.ts'
import { at, configurationWith, problem } from './records.ts'

const now = at(20, '12:00')
const iso = (day: number, clock?: string) => at(day, clock).toISOString()

const lane = (more: Partial<LaneFacts> = {}): LaneFacts => ({
  plan: 'weekly',
  repository: 'local',
  vault: 'agents',
  since: iso(1),
  lastGood: { time: iso(19, '23:10'), warnings: [], warningCount: 0 },
  failure: null,
  runningSince: null,
  waiting: null,
  cancelled: null,
  lastBad: null,
  ...more,
})
const facts = (lanes: LaneFacts[], more: Partial<Facts> = {}): Facts => ({
  zone: 'UTC',
  lanes,
  pauses: [],
  anomalies: [],
  scheduled: true,
  nextDue: {},
  ...more,
})
const failure: Failure = { problem: problem('no-space'), since: iso(18), sameSince: iso(19), last: iso(20), times: 3 }
const drive = waitingFor('drive-not-connected', 'local', iso(20)) as Waiting
const battery = waitingFor('on-battery', 'local', iso(20)) as Waiting
const pause = { plan: '', until: null, by: 'ada@laptop', since: iso(19, '18:00') }
const anomaly = {
  id: 'a',
  time: iso(19),
  plan: null,
  vault: 'agents',
  repository: 'local',
  snapshot: null,
  why: '80 % of the files are gone',
  code: null,
  against: null,
}
const good = (time: string, warnings: string[] = []) => ({ time, warnings, warningCount: warnings.length })

type Row = [
  what: string,
  given: Partial<LaneFacts>,
  more: Partial<Facts>,
  state: HealthState,
  why: RegExp,
  remedy: RegExp | null,
  attention: boolean,
]

describe('how a plan stands in a repository', () => {
  it.each<Row>([
    ['a good backup', {}, {}, 'protected', /^The last good backup is of Thursday, 19 November at 23:10\.$/, null, false],
    [
      'one that waits for mains',
      { waiting: battery },
      {},
      'protected',
      /The next one waits: the machine runs on battery\.$/,
      /Plug it in/,
      false,
    ],
    ['a run going on', { runningSince: iso(20, '11:00') }, {}, 'running', /running since Friday, 20 November at 11:00/, null, false],
    ['nothing yet', { lastGood: null, since: iso(19) }, {}, 'never-ran', /^It has not run yet\.$/, /vaultkeeper backup weekly/, false],
    [
      'nothing yet, but due',
      { lastGood: null, since: iso(19) },
      { nextDue: { 'weekly/local': iso(22, '23:00') } },
      'never-ran',
      /due on Sunday, 22 November at 23:00 for the first time/,
      /vaultkeeper backup weekly/,
      false,
    ],
    [
      'nothing yet, and no daemon',
      { lastGood: null, since: null },
      { scheduled: false },
      'never-ran',
      /nothing runs the schedule/,
      /vaultkeeper daemon/,
      false,
    ],
    [
      'nothing yet, and no drive',
      { lastGood: null, since: iso(19), waiting: drive },
      {},
      'never-ran',
      /drive .* not connected/,
      /Connect the drive/,
      false,
    ],
    [
      'a drive to connect',
      { waiting: drive },
      {},
      'warning',
      /It waits: the drive of the repository "local" is not connected\. The last/,
      /Connect/,
      false,
    ],
    [
      'warnings',
      { lastGood: good(iso(19), ['Not saved: a (permission denied)', 'b', 'c']) },
      {},
      'warning',
      /good but for this: Not saved: a \(permission denied\)\. There are 2 more\.$/,
      /exclude it/,
      false,
    ],
    [
      'an after-hook that failed',
      { lastGood: good(iso(19), ['The hook after the backup did not succeed: false ended with exit code 1.']) },
      {},
      'warning',
      /good but for this: The hook after the backup did not succeed: false ended with exit code 1\.$/,
      /^Try the command of the hook by hand, or change it in the configuration: vaultkeeper config path$/,
      false,
    ],
    [
      'warnings of several kinds',
      {
        lastGood: good(iso(19), [
          'Not all of what the repository held before could be read, so that everything was looked at anew: tree 8d is not known',
          'Not saved: a (permission denied)',
          waitingWarning('What changed', { sentence: 'It is damaged.', remedy: 'Mend it with: vaultkeeper verify --repair' }),
        ]),
      },
      {},
      'warning',
      /tree 8d is not known\. There are 2 more\.$/,
      /^See what is wrong there with: vaultkeeper verify\. Then .* --repair\. Give yourself the right .*\. When that is mended, run: vaultkeeper backup weekly$/,
      false,
    ],
    [
      'what another command mends',
      { failure: { ...failure, problem: { ...problem('repository-damaged'), remedy: 'Mend it with: vaultkeeper verify --repair' } } },
      {},
      'failed',
      /./,
      /^Mend it with: vaultkeeper verify --repair\. Then: vaultkeeper backup weekly$/,
      true,
    ],
    [
      'what another command proves',
      { failure: { ...failure, problem: { ...problem('not-verified'), remedy: 'Prove it with: vaultkeeper verify' } } },
      {},
      'failed',
      /./,
      /^Prove it with: vaultkeeper verify$/,
      true,
    ],
    ['a cancelled run', { cancelled: iso(20, '09:00') }, {}, 'warning', /cancelled on Friday, 20 November at 09:00/, /Run it again/, false],
    [
      'a good backup of the future',
      { lastGood: good('2099-01-01T00:00:00.000Z') },
      {},
      'warning',
      /said to be of Thursday, 1 January 2099 at 00:00, which is yet to come/,
      /Set the clock/,
      false,
    ],
    ['a good backup of a moment ahead', { lastGood: good(iso(20, '12:01')) }, {}, 'protected', /Friday, 20 November at 12:00/, null, false],
    [
      'silence',
      { lastGood: good(iso(11, '23:00')) },
      {},
      'stale',
      /^There has been no good backup for 8 days, since Wednesday, 11 November at 23:00; the plan allows 8 days\.$/,
      /Run it now: vaultkeeper backup weekly/,
      true,
    ],
    [
      'silence, and no daemon',
      { lastGood: good(iso(1)) },
      { scheduled: false },
      'stale',
      /for 19 days/,
      /start it with vaultkeeper daemon/,
      true,
    ],
    [
      'silence with a reason',
      { lastGood: good(iso(1)), waiting: drive },
      {},
      'stale',
      /The reason: the drive of .* not connected\.$/,
      /Connect the drive/,
      true,
    ],
    [
      'silence from the first day on',
      { lastGood: null, since: iso(2) },
      {},
      'stale',
      /no good backup at all in the 18 days since this plan was set up; the plan allows 8 days/,
      /Run it now/,
      true,
    ],
    ['silence while a run goes on', { lastGood: good(iso(1)), runningSince: iso(20) }, {}, 'stale', /no good backup/, /Run it now/, true],
    [
      'a failure',
      { failure },
      {},
      'failed',
      /^It is no-space\. It has failed 3 times since Wednesday, 18 November at 00:00\. The last good backup is of Thursday, 19 November at 23:10\.$/,
      /Mend no-space/,
      true,
    ],
    [
      'a failure and silence',
      { failure, lastGood: good(iso(1)) },
      {},
      'failed',
      /1 November at 00:00, longer ago than the plan allows\.$/,
      /Mend/,
      true,
    ],
    [
      'a failure, none ever good',
      { failure: { ...failure, times: 1 }, lastGood: null },
      {},
      'failed',
      /^It is no-space\. There is no good backup yet\.$/,
      /Mend/,
      true,
    ],
    ['a failure, running again', { failure, runningSince: iso(20) }, {}, 'failed', /It is no-space/, /Mend/, true],
    ['a failure, then no drive', { failure, waiting: drive }, {}, 'failed', /It is no-space/, /Mend/, true],
    ['a failure, then cancelled', { failure, cancelled: iso(20) }, {}, 'failed', /It is no-space/, /Mend/, true],
    [
      'a pause',
      {},
      { pauses: [pause] },
      'paused',
      /^Paused until somebody resumes \(by ada@laptop, on Thursday, 19 November at 18:00\)\.$/,
      /vaultkeeper resume$/,
      false,
    ],
    [
      'a pause of this plan',
      {},
      { pauses: [{ ...pause, plan: 'weekly', until: iso(21, '07:00') }] },
      'paused',
      /^Paused until Saturday, 21 November at 07:00/,
      /vaultkeeper resume weekly$/,
      false,
    ],
    ['a pause of another plan', {}, { pauses: [{ ...pause, plan: 'daily' }] }, 'protected', /last good/, null, false],
    [
      'a pause that has become stale',
      { lastGood: good(iso(1)) },
      { pauses: [pause] },
      'paused',
      /Meanwhile it is stale: There has been no good backup for 19 days/,
      /resume/,
      true,
    ],
    ['a pause of what failed', { failure }, { pauses: [pause] }, 'paused', /Before that it failed: It is no-space\./, /resume/, true],
    [
      'an anomaly',
      {},
      { anomalies: [anomaly] },
      'anomaly',
      /^80 % of the files are gone\. It was found on Thursday, 19 November at 00:00\. Nothing is removed/,
      /Look at the folder/,
      true,
    ],
    ['two anomalies', {}, { anomalies: [anomaly, { ...anomaly, id: 'b' }] }, 'anomaly', /There is 1 more such finding\./, /Look/, true],
    [
      'an anomaly of the content',
      {},
      { anomalies: [{ ...anomaly, code: 'mass-deletion' }] },
      'anomaly',
      /80 %/,
      /restore last-good --vault agents --repository local --to FOLDER\. .*status --expected a$/,
      true,
    ],
    ['an anomaly of another plan', {}, { anomalies: [{ ...anomaly, plan: 'daily' }] }, 'protected', /last good/, null, false],
    ['an anomaly of another vault', {}, { anomalies: [{ ...anomaly, vault: 'notes' }] }, 'protected', /last good/, null, false],
    ['an anomaly and a pause', { failure }, { pauses: [pause], anomalies: [anomaly] }, 'anomaly', /80 %/, /Look/, true],
  ])('%s', (_what, given, more, state, why, remedy, attention) => {
    const [health, ...others] = healthOf(facts([lane(given)], more), configurationWith(), now)
    expect(others).toEqual([])
    expect(health).toMatchObject({ plan: 'weekly', repository: 'local', vault: 'agents', state, attention })
    expect(health?.why).toMatch(why)
    if (remedy === null) expect(health?.remedy).toBeNull()
    else expect(health?.remedy).toMatch(remedy)
  })

  it('is stale from the very moment on at which the patience of the plan ends', () => {
    const state = (time: string, clock: Date) => healthOf(facts([lane({ lastGood: good(time) })]), configurationWith(), clock)[0]?.state
    expect(state(iso(12, '12:00'), at(20, '12:00'))).toBe('protected')
    expect(state(iso(12, '12:00'), new Date(at(20, '12:00').getTime() + 1))).toBe('stale')
  })

  it('is never stale where a plan says nothing of it, and a plan on change waits for a change', () => {
    const configuration = configurationWith({ plans: { quick: { kind: 'on-change', sources: ['notes'], repositories: ['local'] } } })
    const quick = lane({ plan: 'quick', vault: 'notes', lastGood: null })
    expect(healthOf(facts([quick]), configuration, at(30))).toMatchObject([
      { state: 'never-ran', why: expect.stringMatching(/Nothing has changed yet/) },
    ])
    expect(healthOf(facts([{ ...quick, lastGood: good(iso(1)) }]), configuration, new Date('2030-01-01'))).toMatchObject([
      { state: 'protected' },
    ])
  })

  it('is not told of what is switched off or no longer configured', () => {
    const off = configurationWith({
      repositories: { local: { type: 'local', path: '/r', enabled: false }, offsite: { type: 'rest', url: 'https://b.example.com' } },
      plans: {
        daily: { kind: 'daily', sources: ['notes'], repositories: ['local', 'offsite'] },
        weekly: { kind: 'weekly', enabled: false, sources: ['agents'], repositories: ['offsite'] },
      },
    })
    const lanes = [
      lane({ plan: 'daily', repository: 'local', failure }),
      lane({ plan: 'weekly', repository: 'offsite', failure }),
      lane({ plan: 'gone', failure }),
    ]
    expect(healthOf(facts(lanes), off, now)).toEqual([])
  })

  it('joins the vaults: the worst one is named, and the oldest backup counts', () => {
    const of = (vault: string, more: Partial<LaneFacts>) => lane({ plan: 'daily', vault, ...more })
    const joined = (notes: Partial<LaneFacts>, agents: Partial<LaneFacts>) =>
      healthOf(facts([of('notes', notes), of('agents', agents)]), configurationWith(), now)[0]
    expect(joined({}, { failure, lastGood: good(iso(20, '07:00')) })).toMatchObject({
      state: 'failed',
      vault: 'agents',
      why: expect.stringMatching(/^Agents: It is no-space\..*07:00\.$/),
      lastGood: iso(19, '23:10'),
    })
    expect(joined({ lastGood: good(iso(18)) }, { failure })?.why).toMatch(/ 1 more vault of this plan needs attention\.$/)
    expect(joined({}, { lastGood: good(iso(20, '07:00')) })).toMatchObject({
      state: 'protected',
      vault: 'notes',
      lastGood: iso(19, '23:10'),
    })
    expect(joined({ lastGood: null, since: iso(20) }, {})).toMatchObject({ state: 'never-ran', lastGood: null })
  })

  it('no success of another plan, repository or vault hides a problem, whatever else is recorded', () => {
    const names = fc.record({
      plan: fc.constantFrom('daily', 'weekly'),
      repository: fc.constantFrom('local', 'offsite'),
      vault: fc.constantFrom('notes', 'agents'),
    })
    const anyLane = fc
      .record({
        name: names,
        lastGood: fc.option(fc.integer({ min: 1, max: 40 }).map((day) => good(new Date(at(1).getTime() + day * 86_400_000).toISOString()))),
        failure: fc.option(fc.constant(failure)),
        runningSince: fc.option(fc.constant(iso(20))),
        waiting: fc.option(fc.constantFrom(drive, battery)),
        cancelled: fc.option(fc.constant(iso(20))),
      })
      .map(({ name, ...more }) => lane({ ...name, ...more }))
    const lanesOf = fc.uniqueArray(anyLane, { selector: ({ plan, repository, vault }) => `${plan}/${repository}/${vault}`, maxLength: 8 })
    const pauses = fc.option(fc.constantFrom(pause, { ...pause, plan: 'daily' }), { nil: undefined }).map((one) => (one ? [one] : []))
    const configuration = configurationWith()
    fc.assert(
      fc.property(lanesOf, pauses, (lanes, given) => {
        const found = healthOf(facts(lanes, { pauses: given }), configuration, now)
        for (const one of lanes) {
          const of = found.find(({ plan, repository }) => plan === one.plan && repository === one.repository)
          const patience = configuration.plans[one.plan]?.staleAfter ?? 0
          const isStale = now.getTime() - Date.parse(one.lastGood?.time ?? one.since ?? '') > patience
          const isBad = one.failure !== null || isStale
          const alone = healthOf(facts([one], { pauses: given }), configuration, now)[0]
          // What a lane says is the same whoever else there is, and is never better than the whole it is a part of.
          expect(of?.lanes.find(({ vault }) => vault === one.vault)).toEqual(alone?.lanes[0])
          if (isBad) expect(of?.attention).toBe(true)
          if (isBad) expect(['failed', 'stale', 'paused']).toContain(of?.state)
          if (isBad && of?.state === 'paused')
            expect(`${of.why}${of.lanes.map(({ why }) => why)}`).toMatch(/Meanwhile it is stale|Before that it failed/)
          if (!isBad && lanes.length === 1) expect(of?.attention).toBe(false)
          if (one.lastGood === null) expect(of?.lastGood).toBeNull()
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('every sentence is one: it begins with a capital, ends with a full stop, and has no gaps', () => {
    const reasons = [
      'drive-not-connected',
      'no-network',
      'metered',
      'on-battery',
      'keychain-locked',
      'keychain-not-answering',
      'disk-full',
    ] as const
    for (const reason of reasons)
      for (const lastGood of [null, good(iso(19)), good(iso(1))]) {
        const waiting = waitingFor(reason, 'local', iso(20))
        const [health] = healthOf(facts([lane({ waiting, lastGood })]), configurationWith(), now)
        expect(health?.why).toMatch(/^[A-Z].*\.$/)
        expect(health?.why).not.toMatch(/ {2}|\.\.|undefined|null|: \.| \./)
      }
    expect(waitingFor('asleep', 'local', iso(20))).toBeNull()
    expect(waitingBecause(problem('keychain-locked', 'The keychain is locked.'), iso(20))).toMatchObject({
      sentence: 'the keychain is locked',
      harmless: false,
    })
    expect(waitingBecause(problem('x', 'Opus is away.'), iso(20)).sentence).toBe('Opus is away')
  })
})
