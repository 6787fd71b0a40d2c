import { implement } from '@orpc/server'
import { snapshots as contract } from '../../contract/procedures/snapshots.ts'
import { type ListedSnapshot, listSnapshots } from '../runs/list-snapshots.ts'
import { pinSnapshot, unpinSnapshot } from '../runs/pin-snapshot.ts'
import { snapshotCalendar } from '../runs/snapshot-calendar.ts'
import { vaultNamed } from '../runs/vault-named.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(async ({ context, input, signal }) => {
    const { snapshots, unasked } = await listSnapshots(context.core, input.repository, hostOf(context, signal), input.ask)
    const vault = input.vault === undefined ? undefined : vaultNamed(context.core, input.vault)
    const wanted = snapshots.filter((one) => (vault === undefined || one.vault === vault) && isOfMachine(one, input.machine))
    return {
      snapshots: input.most === undefined ? wanted : wanted.slice(-input.most),
      all: wanted.length,
      several: new Set(wanted.map(({ repository }) => repository)).size > 1,
      unasked,
    }
  }),
  calendar: os.calendar.handler(({ context, input, signal }) => snapshotCalendar(context.core, input, hostOf(context, signal))),
  pin: os.pin.handler(({ context, input, signal }) =>
    pinSnapshot(context.core, { ...input, reference: input.snapshot }, hostOf(context, signal)),
  ),
  unpin: os.unpin.handler(({ context, input, signal }) =>
    unpinSnapshot(context.core, { ...input, reference: input.snapshot }, hostOf(context, signal)),
  ),
})

function isOfMachine({ machine, machineName }: ListedSnapshot, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  return wanted === 'this' ? machine === null : machine !== null && (machine === wanted || machineName === wanted)
}
