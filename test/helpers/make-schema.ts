// Writes assets/backup_schedule.schema.json, which editors complete and check by: `node test/helpers/make-schema.ts`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationSchema } from './configuration-schema.ts'

writeFileSync(join(import.meta.dirname, '../../assets/backup_schedule.schema.json'), configurationSchema())
