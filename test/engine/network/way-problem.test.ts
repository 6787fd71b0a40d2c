import type { FailureReason, Outcome } from 'restic-wrapper'
import { describe, expect, it } from 'vitest'
import { actionFor } from '../../../main/engine/overview/action-for.ts'
import { resticProblem } from '../../../main/engine/restic-problem.ts'
import { retryDelay } from '../../../main/engine/schedule/back-off.ts'
import { outageInWords } from '../../../main/engine/way-problem.ts'

const failed = (reason: FailureReason, message: string, detail = ''): Extract<Outcome<unknown>, { kind: 'failed' }> => ({
  kind: 'failed',
  reason,
  message,
  detail,
  exitCode: 1,
  signal: null,
  failures: [],
  failureCount: 0,
})
const place = { name: 'offsite', location: 's3:https://s3.example.com/bucket', hasKeys: true }
const changed = 'subprocess ssh: @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @'
const noRemote = `rclone: 2026/11/21 17:40:41 CRITICAL: Failed to create file system for "nosuch:/x": didn't find section in config file ("nosuch")`

/** Reason, restic's message and what was said before, code, a word of the sentence and one of the remedy, and whether it is tried again by itself. */
const rows: readonly (readonly [FailureReason, string, string, string, RegExp, RegExp, boolean])[] = [
  ['unreachable', 'connect: connection refused', '', 'repository-offline', /cannot be reached: nothing answers/, /network/, true],
  ['unavailable', '503 Service Unavailable', '', 'repository-offline', /cannot serve at present/, /by itself/, true],
  ['refused', 'Access Denied.', '', 'repository-refused', /refuses access: Access Denied/, /key/, false],
  ['certificate', 'x509: certificate has expired or is not yet valid', '', 'repository-certificate', /has expired/, /renewed/, true],
  ['certificate', 'x509: certificate signed by unknown authority', '', 'repository-certificate', /nobody whom/, /caCertificate/, true],
  ['certificate', 'x509: certificate is valid for a.example, not b.example', '', 'repository-certificate', /another name/, /address/, true],
  ['host-key', 'Host key verification failed.', changed, 'host-key-changed', /another host key than before/, /Nothing was sent/, false],
  ['host-key', 'Host key verification failed.', '', 'host-key-unknown', /not known/, /--accept-host-key SHA256/, false],
  ['no-bucket', 'The specified bucket does not exist', '', 'bucket-missing', /bucket .* is not there/, /makes no buckets/, false],
  ['clock', 'The difference between the request time ...', '', 'clock-differs', /clock of this machine/, /Set the clock/, true],
  ['misconfigured', 'error talking HTTP to rclone', noRemote, 'repository-misconfigured', /didn't find section/, /settings/, false],
  ['no-space', 'Bucket quota exceeded', '', 'no-space', /The server of .* no room/, /fewer snapshots/, true],
]

describe('an outage', () => {
  it.each([
    ['Head "http://:***@127.0.0.1:9/config": dial tcp 127.0.0.1:9: connect: connection refused', /^nothing answers/],
    [
      'client.Do: Delete "http://:***@h/locks/feb87eec": read tcp 127.0.0.1:52120->127.0.0.1:37023: read: connection reset by peer',
      /^the connection was cut/,
    ],
    ['Head "http://:***@h/config": EOF', /^the connection was cut/],
    ['unable to create lock in backend: ssh command exited: exit status 255', /^the connection was cut/],
    ['dial tcp: lookup nosuch.invalid on 10.0.0.1:53: no such host', /^nobody knows/],
    ['dial tcp: lookup h on 10.0.0.1:53: read udp 10.0.0.2:1->10.0.0.1:53: i/o timeout', /^names cannot be looked up/],
    ['Get "https://h/": dial tcp 10.0.0.1:443: i/o timeout', /^it did not answer in time/],
    ['dial tcp 10.0.0.1:443: connect: network is unreachable', /^there is no way/],
    ['something else', /^something else$/],
  ])('%s', (message, words) => expect(outageInWords(message)).toMatch(words))
})

describe('what goes wrong on the way', () => {
  it.each(rows)('%s: %s %s is %s', (reason, message, detail, code, sentence, remedy, again) => {
    const problem = resticProblem(failed(reason, message, detail), place)
    expect(problem).toMatchObject({ code, sentence: expect.stringMatching(sentence), remedy: expect.stringMatching(remedy) })
    expect(retryDelay({ verdict: 'failed', code, attempts: 1 }) !== null).toBe(again)
    if (!again) expect(actionFor(code, { plan: 'p', repository: 'offsite', folder: null })).toMatchObject({ repository: 'offsite' })
  })

  it('a log-in page is waited for: it is no failure, and no damage', () => {
    const { code, sentence } = resticProblem(failed('log-in-page', "Decode: invalid character '<'"), place)
    expect([code, sentence]).toEqual(['network-log-in', expect.stringMatching(/this network seems to want a log-in/)])
    expect(retryDelay({ verdict: 'skipped', code, attempts: 1 })).toBe(60_000)
  })

  it('a full disk is still a disk', () => {
    expect(resticProblem(failed('no-space', 'x'), { ...place, location: '/mnt/drive' }).sentence).toMatch(/^The disk .* is full/)
  })
})
