import { contract } from '../../main/contract/contract.ts'
import { openApiDocument } from '../../main/headless/server/openapi-document.ts'

/** The OpenAPI document as it is shipped: what `serve` answers at `/api/openapi.json`, line by line. */
export async function shippedOpenApi(): Promise<string> {
  return `${JSON.stringify(JSON.parse(await openApiDocument(contract)), undefined, 1)}\n`
}
