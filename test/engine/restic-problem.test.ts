import { expect, test } from 'vitest'
import { resticProblem } from '../../main/engine/restic-problem.ts'

const repository = { name: 'default', location: '/home/ann/repositories/default', hasKeys: true }
const full = (message: string) =>
  resticProblem({ kind: 'failed', reason: 'no-space', message, detail: '' } as Parameters<typeof resticProblem>[0], repository)

test.each([
  ['write /tmp/restic-temp-pack-3446300643: no space left on device', /The disk of \/tmp\/restic-temp-pack-3446300643 is full/],
  [
    'unable to open cache: mkdir /home/ann/cache/restic/2e2a: no space left on device',
    /The disk of \/home\/ann\/cache\/restic\/2e2a is full/,
  ],
  ['write /home/ann/repositories/default/data/4e/4e1f: no space left on device', /The disk that holds the repository "default" is full/],
  ['there is no space left', /The disk that holds the repository "default" is full/],
])('a full disk is named where it is: %s', (message, sentence) => {
  expect(full(message)).toMatchObject({ code: 'no-space', sentence: expect.stringMatching(sentence) })
})

test.each([
  [
    'read /home/ann/repositories/default/data/4e/4e1f: input/output error',
    /cannot be read \(\/home\/ann\/repositories\/default\): read \//,
  ],
  ['write /home/ann/repositories/default/data/4e/4e1f: input/output error', /cannot be written/],
])('a disk that fails is told as a disk: %s', (message, sentence) => {
  const failed = { kind: 'failed', reason: 'disk-error', message, detail: '' } as Parameters<typeof resticProblem>[0]
  expect(resticProblem(failed, repository)).toMatchObject({
    code: 'repository-disk-error',
    sentence: expect.stringMatching(sentence),
    remedy: expect.stringContaining('smartctl'),
  })
})
