import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { measure } from '../measure.ts'
import type { Contestant } from './contestant.ts'

/** Vaultkeeper, each step a process of its own, with a password that it generates, as it does unless told otherwise. @param verify whether it reads back what it stored, and what it restored, as it does unless told otherwise */
export function vaultkeeper(verify: boolean): Contestant {
  return {
    name: verify ? 'Vaultkeeper' : 'Vaultkeeper, no read-back',
    encryption: 'AES-256 (restic), always; generated password',
    begin: async ({ programs, data, folder, out, environment }) => {
      const own = {
        ...environment,
        VAULTKEEPER_HOME: `${folder}/vaultkeeper`,
        VAULTKEEPER_RESTIC: programs.restic,
      }
      const run = (...parameters: string[]) =>
        // 4: not verified, as asked for.
        measure(process.execPath, [...programs.cli, ...parameters], {
          environment: own,
          expect: parameters.includes('--no-verify') ? [4] : [0],
        })
      const flags = verify ? [] : ['--no-verify']
      await run('init')
      // What a person waits for once in a lifetime (the compile cache) is not what is measured.
      const warm = join(folder, 'warm')
      mkdirSync(warm)
      writeFileSync(join(warm, 'note.md'), 'warm')
      await run('backup', warm, ...flags)
      const backup = () => run('backup', data.folder, ...flags)
      const vault = basename(data.folder)
      const name = basename(data.file)
      return {
        'first backup': backup,
        'unchanged backup': backup,
        'backup after 1 % changed': backup,
        'index brought up to date': () => run('index'),
        'list snapshots': () => run('snapshots'),
        'list a folder': () => run('ls', `latest:${data.parent}`, '--vault', vault),
        'find a name in all snapshots': () => run('find', name, '--vault', vault),
        'versions of a file': () => run('versions', data.file, '--vault', vault),
        'restore one file': () => run('restore', `latest:${data.file}`, '--vault', vault, '--to', out, ...flags),
        'restore all': () => run('restore', 'latest', '--vault', vault, '--to', out, ...flags),
      }
    },
  }
}
