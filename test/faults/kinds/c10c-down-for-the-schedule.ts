import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { waitFor } from '../../helpers/cli-processes.ts'
import { between } from '../../helpers/seeded.ts'
import { daemonInCase, doubled } from '../daemon-in-case.ts'
import type { Kind } from '../kind.ts'
import { impatiently, overNetwork } from '../over-network.ts'
import { wrongClock } from '../wrong-clock.ts'

const minute = 60_000
const ip = (words: string) => void execFileSync('ip', words.split(' '))
const link = (how: 'up' | 'down') => ip(`link set lo ${how}`)

/** Gives the case a way out that leads nowhere: without one, the schedule does not even try. */
function wayOut(): void {
  ip('link add out type veth peer name far')
  ip('address add 10.99.0.1/24 dev out')
  ip('link set out up')
  ip('link set far up')
}

/** The network goes while the schedule backs up to a server, or is gone as it begins. A moment of it is bridged; what is longer is recorded, told once, and made up for as soon as it is back. */
export const kind: Kind = {
  id: 'C10c',
  says: 'network down for a moment while the schedule backs up, or from its beginning until it is told',
  operations: ['backup'],
  needs: ['root', 'rest-server'],
  weight: 0.125,
  waits: true,
  arm: async (bench, { operation, random }) => {
    wayOut()
    const brief = random() < 0.5
    const net = await overNetwork(bench, operation)
    impatiently(bench)
    const clock = wrongClock(bench, 0)
    const daemon = await daemonInCase(bench, {
      often: { kind: 'custom', schedule: 'every 4h', sources: ['notes'], repositories: ['drive'] },
    })
    const ended = (count: number) =>
      waitFor(`the end of run ${count}`, () => daemon.runs().filter(({ verdict }) => verdict !== null).length >= count, 40_000)
    const asked = net.line.count().connections
    let ahead = 4 * 60 * minute
    // The machine believes that it has a way out.
    if (!brief) link('down')
    clock.jump(ahead)
    const looked = daemon.look()
    await waitFor('a run of the plan', () => daemon.runs().length > 0, 20_000)
    if (brief) {
      await waitFor('a question to the server', () => net.line.count().connections > asked)
      await delay(between(random, 0, 150))
      link('down')
    }
    const met = daemon.runs()[0]?.verdict === null
    if (brief) {
      await delay(between(random, 200, 1_200))
      link('up')
    }
    await looked
    await ended(1)
    if (!brief) {
      // In steps that are no sleep: behind one, nothing is told for five minutes. Without a way out it is not tried again.
      ip('link set out down')
      for (const step of [4, 8, 8]) {
        clock.jump(ahead + step * minute)
        await daemon.look()
      }
      link('up')
      ip('link set out up')
      ahead += 12 * minute
      clock.jump(ahead)
      await daemon.look()
      await ended(2)
    }
    await daemon.look()
    const wrong = await daemon.end()
    const runs = daemon.runs()
    const told = daemon.events('news.raised').map((line) => `${String(line['kind'])} ${String(line['code'])}`)
    const codes = runs.map(({ verdict, code }) => code ?? verdict)
    const right = brief ? /^done$/ : /^repository-(offline|not-answering),done$/
    return {
      hit: () => met || !brief,
      wrong: () =>
        [
          ...wrong,
          ...doubled(daemon),
          ...(right.test(codes.join()) && new Set(runs.map(({ due }) => due)).size === 1 ? [] : [JSON.stringify(runs)]),
          ...((brief ? /^$/ : /^failed repository-(offline|not-answering),recovered undefined$/).test(told.join())
            ? []
            : [`told ${told.length} times: ${told.join(', ')}`]),
        ].map((one) => `C10c: ${brief ? 'for a moment' : 'until it is told'}: ${one}`),
      parameters: net.parameters,
      end: net.end,
    }
  },
}
