import { contract } from '../../main/contract/contract.ts'
import { openApiDocument } from '../../main/headless/server/openapi-document.ts'

/** What is longer goes over several lines. */
const mostInLine = 160

/** The OpenAPI document as it is shipped: what `serve` answers at `/api/openapi.json`, laid out so that a change to one field is a change to one line. */
export async function shippedOpenApi(): Promise<string> {
  return `${laidOut(JSON.parse(await openApiDocument(contract)), '')}\n`
}

/** As JSON, with whatever fits into a line on one: a third of the lines, and three fifths of the size that a line for each word comes to. */
function laidOut(value: unknown, indent: string): string {
  const inLine = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || indent.length + inLine.length <= mostInLine) return inLine
  const deeper = `${indent} `
  const over = (parts: string[], [open, close]: [string, string]) =>
    `${open}\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}${close}`
  if (Array.isArray(value))
    return over(
      value.map((one) => laidOut(one, deeper)),
      ['[', ']'],
    )
  return over(
    Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${laidOut(one, deeper)}`),
    ['{', '}'],
  )
}
