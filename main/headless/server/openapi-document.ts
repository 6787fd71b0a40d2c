import type { AnyContractRouter } from '@orpc/contract'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import about from '../../../package.json' with { type: 'json' }
import { namedSchemas } from '../../contract/named-schemas.ts'

/** The OpenAPI document of a contract, for scripts and their tools: what can be asked below `/api`, with what, and what is answered. */
export async function openApiDocument(contract: AnyContractRouter): Promise<string> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: {
      title: 'Vaultkeeper',
      version: about.version,
      description: 'What the pages and the command line can do, over HTTP on this machine alone.',
    },
    servers: [{ url: '/api' }],
    commonSchemas: Object.fromEntries(Object.entries(namedSchemas).map(([name, schema]) => [name, { schema }])),
    security: [{ token: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: "The text of the file server-token in Vaultkeeper's folder." },
      },
    },
  })
  return JSON.stringify(document)
}
