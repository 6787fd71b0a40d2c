import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { provideRclone } from '../programs.ts'

/** A remote of rclone that is a folder of this machine. */
export type RcloneRemote = {
  /** The remote's name and a path in it: what restic takes behind `rclone:`. */
  readonly remote: string
  readonly configFile: string
  /** Where what is written to the remote lies. */
  readonly files: string
  readonly rclone: string
}

/** Makes a configuration of rclone in `folder`. @param password with which the file itself is encrypted; restic's rclone takes it from `RCLONE_CONFIG_PASS` */
export async function rcloneRemote(folder: string, password?: string): Promise<RcloneRemote> {
  const rclone = await provideRclone(() => undefined)
  const [configFile, files] = [path.join(folder, 'rclone.conf'), path.join(folder, 'files')]
  mkdirSync(files, { recursive: true })
  writeFileSync(configFile, `[elsewhere]\ntype = alias\nremote = ${files}\n`, { mode: 0o600 })
  if (password !== undefined) {
    const secret = path.join(folder, 'new-password')
    writeFileSync(secret, password, { mode: 0o600 })
    const command = ['config', 'encryption', 'set', '--config', configFile, '--password-command', `cat ${secret}`]
    execFileSync(rclone, command, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: folder },
      timeout: 10_000,
    })
  }
  return { remote: 'elsewhere:backups', configFile, files, rclone }
}
