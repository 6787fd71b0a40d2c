import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Problem } from '../problem.ts'

/**
 * What every procedure of the contract is made from. What does not go as asked arrives as the error `PROBLEM`, whose data is a {@link Problem}: a stable code,
 * a sentence of cause, one of remedy.
 */
export const procedure = oc.errors({ PROBLEM: { status: 409, message: 'It did not go as asked.', data: Problem } })

/** A list as values are passed on here: read, not changed. */
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly()

/** Where snapshots are looked for: in one repository, or of one vault (by id, name or path); anywhere, if left out. */
export const Where = z.object({ vault: z.string().optional(), repository: z.string().optional() })

/**
 * A part of the configuration as the engine has it in force. Scripts are told a plain object: it is only ever answered, never sent, and its own rules (zod, in
 * configuration.ts) read the file, which looks otherwise.
 */
export const inForce = <Value>() => z.record(z.string(), z.unknown()) as unknown as z.ZodType<Value>
