import { expect, it } from 'vitest'
import { refusedRemoval } from '../../../main/engine/repositories/refused-removal.ts'

const failed = (message: string, during = 'remove') =>
  ({ kind: 'partial', result: [], failures: [{ item: 'snapshot 1a', message, during }], failureCount: 1 }) as const

it.each([
  ['rest-server', 'unexpected HTTP response (403): 403 Forbidden', true],
  ['a server without DELETE', 'unexpected HTTP response (405): 405 Method Not Allowed', true],
  ['S3', 'client.RemoveObject: Access Denied.', true],
  [
    'Azure',
    'DELETE https://a.blob.core.windows.net/c RESPONSE 403: 403 This request is not authorized ... AuthorizationPermissionMismatch',
    true,
  ],
  ['Google', 'googleapi: Error 403: backup@p.iam.gserviceaccount.com does not have storage.objects.delete access', true],
  ['B2', 'b2_delete_file_version: 401: ', true],
  ['a folder that takes additions only', 'remove /r/snapshots/1a: operation not permitted', true],
  ['SFTP', 'permission denied', true],
  ['a log-in that is refused meanwhile', 'unexpected HTTP response (401): 401 Unauthorized', false],
  ['a server that is gone', 'dial tcp 127.0.0.1:8000: connect: connection refused', false],
  ['a server in trouble', 'unexpected HTTP response (503): 503 Service Unavailable', false],
])('what %s says: %s', (_, message, refused) => {
  expect(refusedRemoval(failed(message))).toBe(refused ? message : undefined)
})

it('is about what was to be removed, and nothing else', () => {
  expect(refusedRemoval(failed('permission denied', 'archival'))).toBeUndefined()
  expect(refusedRemoval({ kind: 'done', result: [], warnings: ['Remove(<lock/1>) failed: Access Denied.'] })).toBeUndefined()
})
