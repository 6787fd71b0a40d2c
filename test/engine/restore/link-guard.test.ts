import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { linkGuard } from '../../../main/engine/restore/link-guard.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

describe.runIf(process.getuid?.() === 0)('a program that is kept from following links in a folder', () => {
  it('is kept from it from then on when the machine has room for that again', () => {
    const folder = temporaryFolder('guarded')
    const { PATH } = process.env
    // As with no process left: the program that makes such namespaces cannot be started.
    process.env['PATH'] = ''
    try {
      expect(linkGuard(folder, true, '/nowhere')).toEqual([])
    } finally {
      process.env['PATH'] = PATH
    }
    expect(linkGuard(folder, true, '/nowhere')).toContain('unshare')
  })

  it.each(['plain', 'Zoë’s & co', 'with a blank'])('follows none in what is mounted below it either: %s', (name) => {
    const folder = path.join(temporaryFolder('guarded'), name)
    const [mounted, outside] = [path.join(folder, 'a drive'), temporaryFolder('outside')]
    mkdirSync(mounted, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', 'none', mounted])
    try {
      symlinkSync(outside, path.join(mounted, 'link'))
      symlinkSync(outside, path.join(folder, 'link'))
      const [program = '', ...words] = linkGuard(folder, true, '/nowhere')
      const write = (place: string) =>
        spawnSync(program, [...words, '/bin/sh', '-c', 'echo x > "$0"', path.join(place, 'link', 'file')]).status
      expect([folder, mounted].map(write)).toEqual([2, 2])
      expect(readdirSync(outside)).toEqual([])
      expect(spawnSync(program, [...words, '/bin/sh', '-c', 'echo x > "$0"', path.join(mounted, 'file')]).status).toBe(0)
    } finally {
      execFileSync('umount', ['-l', mounted])
    }
  })
})
