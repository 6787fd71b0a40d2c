import { expect, it } from 'vitest'
import type { GitStanding } from '../../../main/contract/procedures/git.ts'
import type { GuardStanding } from '../../../main/contract/procedures/guard.ts'
import { standingLines } from '../../../main/headless/terminal/show-git.ts'

const standing = {
  name: 'Notes',
  path: '/n',
  line: 'Everything is committed, and on "origin".',
  findings: [],
  left: 1,
} as unknown as GitStanding
const guard = { findings: [], more: 0 } as unknown as GuardStanding
const plain = { paint: (_: unknown, text: string) => text }
const left = (count: number) => Array.from({ length: count }, (_, index) => ({ file: `${index}\n.txt`, why: 'it is too large' }))

it('says what was not looked at also where nothing was found', () => {
  const lines = standingLines(standing, { ...guard, left: [...left(1), { file: '', why: '12 more files' }] }, plain)
  expect(lines).toEqual([
    '✔ Notes: Everything is committed, and on "origin".',
    '  1 repository more in its folders was not looked at',
    '  not looked into for secrets: 0\\n.txt (it is too large), 12 more files',
  ])
  expect(standingLines({ ...standing, left: 0 }, { ...guard, left: [] }, plain)).toHaveLength(1)
})

it('names no more of them than anybody reads', () => {
  const line = standingLines(standing, { ...guard, left: left(1_007) }, plain).at(-1)
  expect(line).toMatch(/4\\n\.txt \(it is too large\), and 1,002 more$/)
})
