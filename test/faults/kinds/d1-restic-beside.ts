import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { isAlive } from '../../helpers/cli-processes.ts'
import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { noteOf } from '../operations.ts'
import { rawRepository } from '../raw-repository.ts'

/** How long somebody else's restic may take, in ms: it waits ten seconds for locks, and the rest is a busy machine. */
const cap = 60_000

/** Somebody works with restic itself in the same repository: backs up, prunes with its lock, and is waited for or named. Nobody loses anything. */
export const kind: Kind = {
  id: 'D1',
  says: 'plain restic backs up and prunes in the same repository meanwhile',
  operations: ['backup', 'copy', 'scheduled', 'prune'],
  weight: 0.5,
  arm: (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const own = noteOf(bench.vault, between(random, 20, 60))
    const what = pick(random, ['backup', 'prune', 'both'] as const)
    const beside = (...words: string[]) =>
      promisify(execFile)(bench.restic, ['-r', place, '--no-cache', '--retry-lock', '10s', ...words], {
        env: { PATH: process.env['PATH'], RESTIC_PASSWORD: bench.oraclePassword, GOMAXPROCS: '1' },
        timeout: cap,
        killSignal: 'SIGKILL',
      })
    const wrong: string[] = []
    const made: string[] = []
    let together = false
    return {
      strike: async (running) => {
        do {
          if (what !== 'prune')
            await beside('backup', '--json', '--host', 'somebody', own).then(
              ({ stdout }) => void made.push(/"snapshot_id":"([0-9a-f]{64})"/.exec(stdout)?.[1] ?? stdout),
              // It says itself that the repository is locked; that is ours to do.
              ({ code, stderr }: { code: unknown; stderr: string }) => {
                if (code !== 11) wrong.push(`the other backup ended with ${String(code)}: ${stderr}`)
              },
            )
          together ||= isAlive(running.pid)
          if (what !== 'backup')
            await beside('prune', '--max-unused', '0').catch(({ code, stderr }: { code: unknown; stderr: string }) => {
              if (code !== 11) wrong.push(`the other prune ended with ${String(code)}: ${stderr}`)
            })
        } while (isAlive(running.pid))
      },
      hit: () => together,
      wrong: async ({ code, answer, took }) => {
        const present = await rawRepository(bench, place).snapshotIds()
        const lost = made.filter((id) => !present.includes(id))
        const busy = answer?.problem?.code === 'repository-busy'
        return [
          ...wrong,
          ...(lost.length === 0 ? [] : [`lost of somebody else's: ${lost.join()}`]),
          ...(code === 0 || busy ? [] : [`ended with ${code}: ${answer?.problem?.code}: ${answer?.problem?.sentence}`]),
          ...(took > cap ? [`it took ${Math.round(took)} ms`] : []),
        ].map((one) => `D1, ${what}: ${one}`)
      },
    }
  },
}
