import { fail } from '../../problem-error.ts'
import { searchPath } from '../../restic/search-path.ts'
import type { Reach } from './reach.ts'

/**
 * The options that name the program which a place is reached through by its absolute path, so that none from another folder is taken for it. Throws a problem
 * where it is missing. restic starts `ssh` by name, and takes none from the current folder.
 */
export async function programOptions({ program }: Pick<Reach, 'program'>, environment: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  if (program === null) return {}
  const [found] = await searchPath(program, environment, process.platform)
  switch (program) {
    case 'ssh':
      return found === undefined
        ? fail('ssh-missing', 'This machine has no ssh, which SFTP goes through.', 'Install OpenSSH (openssh-client), and try again.')
        : {}
    case 'rclone':
      return found === undefined
        ? fail(
            'rclone-missing',
            'This machine has no rclone, or not on its PATH.',
            'Install it (https://rclone.org/install), and try again.',
          )
        : // Divided into words by restic; a quote holds them together.
          { 'rclone.program': /[\s'"\\]/.test(found) ? `"${found}"` : found }
  }
}
