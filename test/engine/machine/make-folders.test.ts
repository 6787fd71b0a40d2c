import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolders } from '../../../main/engine/machine/make-folders.ts'
import { systemCode } from '../../../main/engine/problem-error.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const codeOf = (place: string): string => {
  try {
    makeFolders(place)
    return 'made'
  } catch (error) {
    return systemCode(error)
  }
}

describe('folders', () => {
  it('are made with all that are missing above them, with their mode; what is there stays as it is', () => {
    const there = temporaryFolder('folders')
    mkdirSync(path.join(there, 'a'), { mode: 0o755 })
    const place = path.join(there, 'a', 'b', 'c')
    makeFolders(place, 0o700)
    makeFolders(place)
    makeFolders(`${place}/`)
    expect(['', 'b', path.join('b', 'c')].map((name) => statSync(path.join(there, 'a', name)).mode & 0o777)).toEqual([0o755, 0o700, 0o700])
    symlinkSync(place, path.join(there, 'link'))
    makeFolders(path.join(there, 'link', 'd'))
    expect(existsSync(path.join(place, 'd'))).toBe(true)
  })

  it('are not made where a file or a link that leads nowhere is in the way, which the system says', () => {
    const there = temporaryFolder('folders')
    writeFileSync(path.join(there, 'file'), '')
    symlinkSync(path.join(there, 'nowhere'), path.join(there, 'link'))
    symlinkSync(path.join(there, 'loop'), path.join(there, 'loop'))
    expect(['file', 'file/a/b', 'link', 'link/a', 'loop'].map((name) => codeOf(path.join(there, name)))).toEqual([
      'EEXIST',
      'ENOTDIR',
      'EEXIST',
      'EEXIST',
      // What keeps it from being looked at, and not that something is there.
      'ELOOP',
    ])
  })

  // As on a mount point whose server is away. In a process of its own: one that tries for ever cannot be told to stop.
  it.runIf(process.platform === 'linux')(
    'are an error at once where the system lets nothing be made in a folder that is there',
    async () => {
      const script = `
      const { makeFolders } = await engine('machine/make-folders.ts')
      const { problemOfError } = await engine('problem-of-error.ts')
      for (const place of parameters)
        try { makeFolders(place, 0o700) } catch (error) { console.log(JSON.stringify(problemOfError(error))) }`
      const child = startNode(script, ['/proc/self/backup', '/proc/self/backup/of/notes'])
      const cap = setTimeout(() => child.process.kill('SIGKILL'), 20_000)
      const { stdout, stderr, code } = await child.ended
      clearTimeout(cap)
      expect([code, stderr]).toEqual([0, ''])
      const problem = {
        code: 'folder-not-made',
        sentence: 'The folder /proc/self/backup cannot be made: the system says that there is no such place (ENOENT).',
        remedy: 'See that the drive or the server that holds it is connected, or name another folder.',
      }
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual([problem, problem])
    },
  )
})
