import { z } from 'zod'
import { Configuration } from '../../main/contract/configuration.ts'

/** The JSON Schema of `backup_schedule.json` as it is shipped: what a person may write, before defaults are filled in. */
export function configurationSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(Configuration, { io: 'input' })
  const head = { $schema, title: 'backup_schedule.json', description: 'The configuration of Vaultkeeper, in JSON with comments.' }
  return `${JSON.stringify({ ...head, ...schema }, undefined, 2)}\n`
}
