import { describe, expect, test } from 'vitest'
import { classify, reasonInRetries } from '../src/classify.ts'
import { causeOfHelper, causeOnTheWay, isHopeless } from '../src/remote-causes.ts'

const sshEnd =
  'Fatal: unable to open repository at sftp://root@h//x: unable to start the sftp session, error: error receiving version packet from server: server unexpectedly closed connection: unexpected EOF'
const rcloneEnd = (remote: string) => `Fatal: unable to open repository at rclone:${remote}: error talking HTTP to rclone: exit status 1`

/** What restic 0.19.1 printed on its lines "returned error, retrying after", against servers that were made to fail. */
const retried = {
  'REST 405': ['unexpected HTTP response (405): 405 Method Not Allowed', undefined],
  'REST 407': ['unexpected HTTP response (407): 407 Proxy Authentication Required', 'refused'],
  'REST 429': ['unexpected HTTP response (429): 429 Too Many Requests', 'unavailable'],
  'REST 500': ['unexpected HTTP response (500): 500 Internal Server Error', 'unavailable'],
  'REST 503': ['unexpected HTTP response (503): 503 Service Unavailable', 'unavailable'],
  'REST 511': ['unexpected HTTP response (511): 511 Network Authentication Required', 'log-in-page'],
  'REST, a page of HTML': [`Decode: invalid character '<' looking for beginning of value`, 'log-in-page'],
  'REST, a page for HEAD': ['negative content length', 'log-in-page'],
  'REST, reset': [
    'Head "http://:***@127.0.0.1:8399/reset/config": read tcp 127.0.0.1:49662->127.0.0.1:8399: read: connection reset by peer',
    'unreachable',
  ],
  'REST, cut off': ['Head "http://:***@127.0.0.1:8399/half/config": EOF', 'unreachable'],
  'REST, no HTTP': [
    'Head "http://:***@h/config": net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0-hello"',
    'unreachable',
  ],
  'REST, nobody listens': ['Head "http://:***@127.0.0.1:9/config": dial tcp 127.0.0.1:9: connect: connection refused', 'unreachable'],
  'REST, no such host': [
    'Head "http://:***@nosuch.invalid/config": dial tcp: lookup nosuch.invalid on 10.0.0.1:53: no such host',
    'unreachable',
  ],
  'TLS to none': ['Head "https://:***@127.0.0.1:8399/config": http: server gave HTTP response to HTTPS client', 'unreachable'],
  'TLS, own authority': [
    'Head "https://:***@127.0.0.1:8441/config": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'certificate',
  ],
  'TLS, other name': [
    `Head "https://:***@127.0.0.1:8442/config": tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs`,
    'certificate',
  ],
  'TLS, expired': [
    'Stat: Get "https://127.0.0.1:8443/bucket/?location=": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-21T17:40:41Z is after 2026-11-20T17:38:09Z',
    'certificate',
  ],
  'TLS, not yet valid': [
    'Head "https://:***@h/config": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:01Z is before 2026-11-20T17:38:09Z',
    'clock',
  ],
  InvalidAccessKeyId: ['Stat: The AWS Access Key Id you provided does not exist in our records.', 'refused'],
  SignatureDoesNotMatch: [
    'Stat: The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    'refused',
  ],
  ExpiredToken: ['Stat: The provided token has expired.', 'refused'],
  AllAccessDisabled: ['Stat: All access to this object has been disabled', 'refused'],
  NoSuchBucket: ['Stat: The specified bucket does not exist', 'no-bucket'],
  RequestTimeTooSkewed: ["Stat: The difference between the request time and the server's time is too large.", 'clock'],
  QuotaExceeded: ['Stat: Bucket quota exceeded', 'no-space'],
  SlowDown: ['Stat: Please reduce your request rate.', 'unavailable'],
  InternalError: ['Stat: We encountered an internal error, please try again.', 'unavailable'],
  PermanentRedirect: [
    'Stat: The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    'misconfigured',
  ],
  'S3, wrong region': ['Stat: 400 Bad Request', 'misconfigured'],
  'S3, short name of a bucket': ['client.GetObject: Bucket name cannot be shorter than 3 characters', 'misconfigured'],
  'S3, a page of HTML': [
    'Stat: Last-Modified time format is invalid, failed with unable to parse  in any of the input formats: [Mon, 2 Jan 2006 15:04:05 GMT]',
    'log-in-page',
  ],
  'GCS, no key': [
    'Get "https://storage.googleapis.com/storage/v1/b/bucket/o/p%2Fconfig?alt=json": private key should be a PEM or plain PKCS1 or PKCS8; parse error: asn1: structure error',
    'misconfigured',
  ],
  'GCS, no network': [
    'Get "https://storage.googleapis.com/storage/v1/b/bucket/o/p%2Fconfig?alt=json": dial tcp: lookup storage.googleapis.com on 10.0.0.1:53: no such host',
    'unreachable',
  ],
  'DNS does not answer': ['dial tcp: lookup h: Temporary failure in name resolution', 'unreachable'],
} as const

/** The last words of restic 0.19.1 (exit 1), and what ssh and rclone 1.75.2 said before. */
const ended: Record<string, readonly [string, string, string]> = {
  'REST 401': ['Fatal: unable to open config file: unexpected HTTP response (401): 401 Unauthorized\nrest:http://h/', '', 'refused'],
  'REST 403': ['Fatal: unable to open config file: unexpected HTTP response (403): 403 Forbidden\nrest:http://h/', '', 'refused'],
  'REST 507': ['Fatal: unable to open config file: unexpected HTTP response (507): 507 Insufficient Storage', '', 'no-space'],
  AccessDenied: ['Fatal: unable to open config file: Stat: Access Denied.\ns3:http://h/b/p', '', 'refused'],
  'S3 without keys': [
    'Fatal: unable to open repository at s3:http://h/b/p: s3.getCredentials: no credentials found. Use `-o s3.unsafe-anonymous-auth=true` for anonymous authentication',
    '',
    'misconfigured',
  ],
  'GCS without keys': [
    'Fatal: unable to open repository at gs:bucket:/p: getStorageClient: google: could not find default credentials. See https://cloud.google.com/docs',
    '',
    'misconfigured',
  ],
  'rclone, no such remote': [
    rcloneEnd('nosuch:/x'),
    `rclone: 2026/11/21 17:40:41 CRITICAL: Failed to create file system for "nosuch:/x": didn't find section in config file ("nosuch")`,
    'misconfigured',
  ],
  'rclone, no such kind': [
    rcloneEnd('bad:/x'),
    `rclone: 2026/11/21 17:40:41 CRITICAL: Failed to create file system for "bad:/x": didn't find backend called "nosuchtype"`,
    'misconfigured',
  ],
  'rclone, its configuration locked': [
    rcloneEnd('loc:/x'),
    'rclone: 2026/11/21 17:40:42 CRITICAL: Failed to load config file "/home/me/rclone.conf": configuration data too short',
    'misconfigured',
  ],
  'rclone not installed': [
    'Fatal: unable to open repository at rclone:loc:/x: fork/exec /nosuch/rclone: no such file or directory',
    '',
    'misconfigured',
  ],
  'rclone, 401': [
    rcloneEnd('wd:x'),
    'rclone: 2026/11/21 17:40:42 CRITICAL: Failed to create file system for "wd:x": read metadata failed: 401 Unauthorized',
    'refused',
  ],
  'rclone, no token': [
    rcloneEnd('db:x'),
    'rclone: 2026/11/21 17:40:47 CRITICAL: Failed to create file system for "db:x": failed to configure dropbox: empty token found - please run "rclone config reconnect db:"',
    'refused',
  ],
  'rclone, nobody listens': [
    rcloneEnd('wd:x'),
    'rclone: 2026/11/21 17:40:47 CRITICAL: Failed to create file system for "wd:x": read metadata failed: Propfind "http://127.0.0.1:9/x": dial tcp 127.0.0.1:9: connect: connection refused',
    'unreachable',
  ],
  'ssh, changed host key': [
    sshEnd,
    'subprocess ssh: @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nsubprocess ssh: Host key verification failed.',
    'host-key',
  ],
  'ssh, unknown host key': [
    sshEnd,
    'subprocess ssh: No ED25519 host key is known for [127.0.0.1]:8422 and you have requested strict checking.',
    'host-key',
  ],
  'ssh, key refused': [sshEnd, 'subprocess ssh: root@127.0.0.1: Permission denied (publickey).', 'refused'],
  'ssh, nobody listens': [sshEnd, 'subprocess ssh: ssh: connect to host 127.0.0.1 port 9: Connection refused', 'unreachable'],
  'ssh, no such host': [sshEnd, 'subprocess ssh: ssh: Could not resolve hostname nosuch.invalid: Name or service not known', 'unreachable'],
  'ssh, no words at all': [sshEnd, '', 'unreachable'],
  'ssh, ended while a lock was made': ['unable to create lock in backend: ssh command exited: exit status 255', '', 'unreachable'],
}

describe('what restic tries again', () => {
  test.each(Object.entries(retried))('%s', (_name, [text, reason]) => expect(reasonInRetries(text)).toBe(reason))

  test('is given up at the second try where the third would be the same', () => {
    const reasons = new Set(Object.values(retried).map(([, reason]) => reason))
    expect([...reasons].filter(isHopeless).sort()).toEqual([
      'certificate',
      'clock',
      'log-in-page',
      'misconfigured',
      'no-bucket',
      'no-space',
      'refused',
    ])
  })

  test.each([
    'open /repo/404/429/503/config: moon phase',
    'open /srv/x509/slowdown.md/tls: bad weather',
    'Load(<data/12>): unexpected EOF',
  ])('a path is no cause: %s', (text) => expect(isHopeless(reasonInRetries(text))).toBe(false))
})

describe('what restic ends with', () => {
  test.each(Object.entries(ended))('%s', (_name, [message, helper, reason]) => {
    expect(classify({ exitCode: 1, signal: null, message, detail: `${helper}\n${message}`, command: 'cat config' })).toBe(reason)
  })

  test('what could not be loaded for a cause on the way says nothing of what is stored; what the disk of a server does may', () => {
    const load = (why: string) => causeOnTheWay(`pack 5d44a4ae Load(<data/5d44a4aeb5>, 1794, 0) failed: ${why}`)
    expect(load('unexpected HTTP response (401): 401 Unauthorized')).toBe('refused')
    expect(load('read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer')).toBe('unreachable')
    expect(load('unexpected HTTP response (503): 503 Service Unavailable')).toBe('unavailable')
    expect(load('unexpected HTTP response (500): 500 Internal Server Error')).toBeUndefined()
    expect(load('unexpected HTTP response (404): 404 Not Found')).toBeUndefined()
    expect(load('ciphertext verification failed')).toBeUndefined()
    expect(load('open /r/data/5d/5d44a4ae: permission denied')).toBe('permission-denied')
    expect(load('read /r/data/5d/5d44a4ae: input/output error')).toBeUndefined()
    expect(causeOnTheWay('Load(<data/5d>, 1, 0) returned error, retrying after 1s: connection refused')).toBeUndefined()
  })

  test('only lines of ssh and rclone count as theirs', () => {
    expect(causeOfHelper('Permission denied (publickey).')).toBeUndefined()
    expect(causeOfHelper('subprocess ssh: Permission denied (publickey).')).toBe('refused')
  })
})
