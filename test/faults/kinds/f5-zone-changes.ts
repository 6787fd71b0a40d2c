import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { waitFor } from '../../helpers/cli-processes.ts'
import { pick } from '../../helpers/seeded.ts'
import { daemonInCase, doubled } from '../daemon-in-case.ts'
import type { Kind } from '../kind.ts'
import { wrongClock } from '../wrong-clock.ts'

const day = 24 * 3_600_000
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland', 'UTC'] as const

/** The person travels while the schedule runs. The next run is at seven in the morning where the machine is by then, and each day has one. */
export const kind: Kind = {
  id: 'F5',
  says: 'time zone changes while the schedule runs',
  operations: ['scheduled', 'backup'],
  needs: ['root'],
  weight: 0.5,
  arm: async (bench, { random }) => {
    const from = pick(random, zones)
    const to = pick(
      random,
      zones.filter((zone) => zone !== from),
    )
    const link = '/etc/localtime'
    const moveTo = (zone: string) => {
      rmSync(link, { force: true })
      symlinkSync(`/usr/share/zoneinfo/${zone}`, link)
    }
    // The mounts are the case's own: nobody else sees this folder.
    const etc = path.join(bench.folder, 'fault', 'etc')
    mkdirSync(etc)
    cpSync('/etc', etc, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.startsWith('/etc/ssl') })
    execFileSync('mount', ['--bind', etc, '/etc'])
    moveTo(from)
    const clock = wrongClock(bench, 0)
    const daemon = await daemonInCase(bench, { morning: { kind: 'custom', schedule: '0 7 * * *', sources: ['notes'] } })
    const known = () => daemon.events('plan.known').flatMap((line) => (line['plan'] === 'morning' ? [String(line['timeZone'])] : []))
    const ended = (count: number) => waitFor(`run ${count}`, () => daemon.runs().filter(({ verdict }) => verdict !== null).length >= count)
    clock.jump(day)
    await daemon.look()
    await ended(1)
    moveTo(to)
    await daemon.look()
    await waitFor('the new zone', () => known().includes(to))
    clock.jump(3 * day)
    await daemon.look()
    await ended(2)
    await daemon.look()
    await waitFor('the end of all', () => daemon.runs().every(({ verdict }) => verdict !== null))
    const wrong = await daemon.end()
    execFileSync('umount', ['-l', '/etc'])
    const runs = daemon.runs()
    const clockIn = (zone: string, due: string) =>
      new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: 'numeric', timeZone: zone }).format(new Date(due))
    // What was due in the old zone is owed; from then on it is seven in the new one.
    const [first, ...later] = runs.map(({ due }, number) => clockIn(number === 0 ? from : to, due))
    const right = first === '07:00' && later.length > 0 && later.every((shown) => shown === '07:00')
    return {
      hit: () => known().join() === `${from},${to}`,
      wrong: () =>
        [
          ...wrong,
          ...doubled(daemon),
          ...(right && runs.every(({ verdict }) => verdict === 'done') ? [] : [`from ${from} to ${to} it ran at ${JSON.stringify(runs)}`]),
        ].map((one) => `F5: ${one}`),
    }
  },
}
