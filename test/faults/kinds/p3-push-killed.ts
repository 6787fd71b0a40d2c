import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, processes, signal } from '../../helpers/cli-processes.ts'
import { between, pick } from '../../helpers/seeded.ts'
import { changeConfiguration } from '../change-configuration.ts'
import type { Kind } from '../kind.ts'
import { randomBytes } from '../operations.ts'

/** Vaultkeeper, git or both are killed while commits go to a remote. The remote is whole, it is never said to have them when it has not, and the next push ends well. */
export const kind: Kind = {
  id: 'P3',
  says: 'push to a remote killed',
  operations: ['backup'],
  weight: 2,
  arm: (bench, { random }) => {
    const remote = path.join(bench.folder, 'fault', 'remote.git')
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=A Person', '-c', 'user.email=person@example.org', ...words], {
        cwd: bench.vault,
        env: { PATH: process.env['PATH'], HOME: bench.person, GIT_CONFIG_NOSYSTEM: '1' },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trim()
    git('init', '--quiet', '--initial-branch=main')
    git('init', '--quiet', '--bare', remote)
    git('remote', 'add', 'origin', remote)
    git('commit', '--quiet', '--allow-empty', '--message=first')
    git('push', '--quiet', '--set-upstream', 'origin', 'main')
    writeFileSync(path.join(bench.vault, 'film.bin'), randomBytes(random, 6_000_000))
    git('add', '.')
    git('commit', '--quiet', '--message=more')
    const head = git('rev-parse', 'HEAD')
    const putBack = changeConfiguration(bench, (before) => ({
      ...before,
      vaults: { notes: { ...before.vaults.notes, git: { remotes: ['origin'], push: 'scheduled' } } },
    }))
    const whom = pick(random, ['engine', 'git', 'both'] as const)
    const after = between(random, 0, 400)
    let struck = false
    const pushing = () =>
      processes()
        .filter(
          ({ command }) =>
            path.basename(command[0] ?? '') === 'git' && command.some((word) => /^(push|send-pack|pack-objects|receive-pack)$/.test(word)),
        )
        .map(({ pid }) => pid)
    return {
      once: ['git', 'notes', '--push'],
      vaultMoved: true,
      strike: async (running) => {
        while (pushing().length === 0 && isAlive(running.pid)) await delay(2)
        await Promise.race([delay(after), running.ended])
        const found = pushing()
        if (found.length === 0) return
        struck = true
        if (whom !== 'git') signal(running.pid, 'SIGKILL')
        if (whom !== 'engine') for (const pid of found) signal(pid, 'SIGKILL')
      },
      hit: () => struck,
      wrong: async ({ code }) => {
        const there = () => git('ls-remote', 'origin', 'refs/heads/main').split('\t')[0]
        const early = code === 0 && there() !== head
        const next = await bench.json(['git', 'notes', '--push'])
        const whole = () => execFileSync('git', ['fsck', '--full', '--strict'], { cwd: remote, stdio: 'pipe' })
        return [
          ...(early ? ['P3: it says that all is there, and it is not'] : []),
          ...(next.code === 0
            ? []
            : [`P3: ${whom} killed, and the next push ended with ${next.code}: ${next.stdout.slice(0, 400)}${next.stderr}`]),
          ...(there() === head ? [] : [`P3: ${whom} killed, and the remote is left behind`]),
          ...brokenBy(whole),
        ]
      },
      disarm: putBack,
    }
  },
}

function brokenBy(work: () => unknown): string[] {
  try {
    work()
    return []
  } catch (error) {
    return [`P3: the remote is damaged: ${String(error)}`.slice(0, 300)]
  }
}
