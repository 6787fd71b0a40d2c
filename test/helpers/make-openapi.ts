// Writes assets/openapi.json, the description of the procedures for scripts and their tools: `node --conditions=source test/helpers/make-openapi.ts`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedOpenApi } from './shipped-openapi.ts'

writeFileSync(join(import.meta.dirname, '../../assets/openapi.json'), await shippedOpenApi())
