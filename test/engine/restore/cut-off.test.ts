import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openMountNamespace } from '../../helpers/cli-namespace.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

/** What a piece of a restore throws on a disk of four pages, of which the second file takes all but `free`. */
async function thrownOn(free: number, work: string) {
  const folder = temporaryFolder('cut')
  const full = `head -c ${16_384 - free} /dev/zero > '${folder}/filler'`
  const { prefix, seen } = await openMountNamespace(`mount -t tmpfs -o size=16k tmpfs '${folder}'; ${full}`)
  const script = `const [folder] = parameters
    const [lists, { makeStaging }] = await Promise.all([engine('restore/safety-lists.ts'), engine('restore/staging.ts')])
    const core = { home: { root: folder, temporary: folder, locks: folder, cache: folder, repositories: folder } }
    try { ${work} } catch ({ code }) { console.log(code) }`
  const { stdout, stderr } = await startNode(script, [folder], { wrapper: [...prefix] }).ended
  return { stdout, stderr, left: readdirSync(seen(folder)) }
}

test('a list of what a restore touches that finds no room for all of it is an error, not a shorter list', async () => {
  const entries = "{ touched: ['a'.repeat(20_000)], stayed: [], mtime: null }"
  expect(await thrownOn(8_192, `lists.writeEntries(core, 'one', ${entries})`)).toMatchObject({ stdout: 'ENOSPC\n', stderr: '' })
  const notes = `lists.writeEntries(core, 'one', { touched: [], stayed: [], mtime: null })
    lists.noteBeside(core, 'one', { source: 'a', place: 'b'.repeat(20_000) })`
  expect(await thrownOn(8_192, notes)).toMatchObject({ stdout: 'ENOSPC\n', stderr: '' })
})

test('a staging folder for whose mark there is no room is not left in the target', async () => {
  expect(await thrownOn(0, 'makeStaging(folder)')).toEqual({ stdout: 'ENOSPC\n', stderr: '', left: ['filler'] })
})
