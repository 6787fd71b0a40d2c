import { renameSync, writeFileSync } from 'node:fs'
import { waitFor } from '../../helpers/cli-processes.ts'
import { between } from '../../helpers/seeded.ts'
import { daemonInCase } from '../daemon-in-case.ts'
import type { Kind } from '../kind.ts'
import { noteOf } from '../operations.ts'

/** The system watches no more folders than a few: that is said once, and changes are found all the same, as editors make them. */
export const kind: Kind = {
  id: 'I11',
  says: 'no more watches than four, and changes of a vault',
  operations: ['scheduled', 'backup'],
  weight: 0.25,
  waits: true,
  arm: async (bench, { random }) => {
    // A user namespace of its own: the limits of the machine stay as they are.
    const limit = `echo ${between(random, 3, 6)} > /proc/sys/user/max_inotify_watches; exec "$@"`
    bench.prefix.push('unshare', '--user', '--map-root-user', 'sh', '-c', limit, 'sh')
    const plan = { kind: 'on-change', debounce: '200ms', atMostEvery: '1s', approval: false, sources: ['notes'] }
    const daemon = await daemonInCase(bench, { watched: plan })
    const ended = (count: number, cap: number) =>
      waitFor(`run ${count}`, () => daemon.runs().filter(({ verdict }) => verdict !== null).length >= count, cap)
    await ended(1, 30_000)
    await waitFor('the limit', () => daemon.events('watch.limited').length > 0)
    const note = noteOf(bench.vault, between(random, 0, 100))
    writeFileSync(`${note}~`, 'changed')
    renameSync(`${note}~`, note)
    // It looks each half minute, and more seldom on a machine that is slow.
    await ended(2, 120_000)
    const wrong = await daemon.end()
    const limited = daemon.events('watch.limited')
    bench.prefix.length = 0
    return {
      hit: () => limited.length > 0,
      wrong: () =>
        [
          ...wrong,
          ...(limited.length === 1 ? [] : [`said ${limited.length} times`]),
          ...(limited.every((line) => String(line['why']).includes('max_user_watches')) ? [] : [JSON.stringify(limited)]),
          ...daemon.runs().flatMap(({ verdict, code }) => (verdict === 'done' ? [] : [`a run was ${verdict} ${code}`])),
        ].map((one) => `I11: ${one}`),
    }
  },
}
