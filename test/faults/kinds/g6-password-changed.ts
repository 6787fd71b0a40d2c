import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { inKeychain, keepPassword } from '../in-keychain.ts'
import type { Kind } from '../kind.ts'
import { rawRepository } from '../raw-repository.ts'
import { toldAs } from '../told-as.ts'

const changed = 'another one since yesterday'

/** Somebody changes the password of the repository elsewhere. The old one is not thrown away for a wrong one, and with the new one all is well. */
export const kind: Kind = {
  id: 'G6',
  says: 'password of the repository changed elsewhere',
  tellsOf: 'keychain',
  operations: ['backup', 'verify', 'prune', 'restore', 'drill'],
  needs: ['keyring'],
  arm: async (bench) => {
    const { stays, end } = await inKeychain(bench)
    const raw = rawRepository(bench, bench.repository)
    const keys = JSON.parse(await raw.run('key', 'list', '--json')) as { id: string; current: boolean }[]
    const file = path.join(bench.folder, 'keys', 'changed')
    writeFileSync(file, `${changed}\n`, { mode: 0o600 })
    await raw.run('key', 'add', '--new-password-file', file)
    for (const { id, current } of keys) if (!current) await raw.run('key', 'remove', id)
    return {
      hit: ({ code }) => code !== 0,
      wrong: async (end) => {
        const refused = await keepPassword(bench, 'one that was never right')
        return [
          ...toldAs('G6', end, /^(wrong-password|key-missing|password-.*)$/, 10_000, end.took),
          ...(refused.length > 0 ? [] : ['G6: a password that opens nothing was taken']),
          ...(refused.some((words) => words.includes('never right')) ? ['G6: the password was told'] : []),
        ]
      },
      person: () => keepPassword(bench, changed),
      stays,
      end,
    }
  },
}
