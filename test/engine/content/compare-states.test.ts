import { utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { changesOf, twoStates } from '../../../main/engine/content/compare-states.ts'
import { isOneLine } from '../../../main/engine/index/ordinal-of.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

test('a file that was changed under its old time is told where the index keeps the two states apart, and nothing else is unsure', async () => {
  const { core } = await testHome()
  const host = testHost()
  const vault = temporaryFolder('vault')
  const file = path.join(vault, 'tampered.txt')
  const save = async (text: string) => {
    writeFileSync(file, text)
    utimesSync(file, 1_000, 1_000)
    const { result } = await backup(core, { folder: vault, verify: false }, host)
    return result?.snapshot ?? ''
  }
  const first = await save('AAAA')
  for (let number = 0; number < 250; number++) writeFileSync(path.join(vault, `${number}.md`), '')
  const second = await save('BBBB')
  const states = await twoStates(core, [first, second], {}, host)
  expect(isOneLine(states.index, first, second)).toBe(false)
  const changes = await changesOf(core, states, undefined, host)
  states.index.close()
  expect(changes.filter(({ change }) => change !== 'added')).toMatchObject([{ path: 'tampered.txt', change: 'modified', unsure: false }])
})
