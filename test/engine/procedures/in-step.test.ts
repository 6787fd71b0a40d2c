import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract'
import { type AnyProcedure, isProcedure, unlazy } from '@orpc/server'
import { beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../../main/contract/contract.ts'
import { router } from '../../../main/engine/procedures/router.ts'
import { shippedOpenApi } from '../../helpers/shipped-openapi.ts'

/** All procedures of a group by their names, those of groups within it among them: `keys.list`. */
function proceduresIn(group: object): (readonly [string, AnyContractProcedure])[] {
  return Object.entries(group).flatMap(([name, one]) =>
    isContractProcedure(one) ? [[name, one] as const] : proceduresIn(one).map(([inside, found]) => [`${name}.${inside}`, found] as const),
  )
}

/** All procedures of the contract by their names: `files.list`. */
const procedures = proceduresIn(contract)

/** The implemented ones of a group, in the same way. */
async function implementedIn(group: object): Promise<(readonly [string, AnyProcedure])[]> {
  const found: (readonly [string, AnyProcedure])[] = []
  for (const [name, lazy] of Object.entries(group)) {
    const { default: one } = await unlazy(lazy)
    if (isProcedure(one)) found.push([name, one])
    else for (const [inside, procedure] of await implementedIn(one as object)) found.push([`${name}.${inside}`, procedure])
  }
  return found
}

type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, unknown>>
}
type Document = { readonly openapi: string; readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

let shipped = ''
let document: Document
beforeAll(async () => {
  shipped = await shippedOpenApi()
  document = JSON.parse(shipped)
})

test('what is in the contract are procedures, each with a method, a path, a summary, and what it answers', () => {
  expect(procedures.length).toBeGreaterThan(60)
  for (const [name, procedure] of procedures) {
    expect(isContractProcedure(procedure), name).toBe(true)
    const { route, outputSchema, errorMap } = procedure['~orpc']
    expect(route.method, name).toMatch(/^(?:GET|POST|PUT|DELETE)$/)
    expect(route.path, name).toMatch(/^\/[a-z{]/)
    expect(route.summary, name).toMatch(/^[A-Z].*[^.]$/)
    expect(outputSchema, name).toBeDefined()
    expect(Object.keys(errorMap), name).toContain('PROBLEM')
  }
  const places = procedures.map(([, one]) => `${one['~orpc'].route.method} ${one['~orpc'].route.path?.replaceAll(/\{[^}]+\}/g, '{}')}`)
  expect(new Set(places).size).toBe(places.length)
})

describe('each group is implemented, whole and with nothing besides', () => {
  test('the router has the groups of the contract', () => expect(Object.keys(router)).toEqual(Object.keys(contract)))

  test.for(Object.keys(contract) as (keyof typeof contract)[])('%s', async (group) => {
    const { default: implemented } = await unlazy(router[group])
    const found = await implementedIn(implemented)
    const wanted = new Map(proceduresIn(contract[group]))
    expect(found.map(([name]) => name).toSorted()).toEqual([...wanted.keys()].toSorted())
    for (const [name, procedure] of found) {
      const said = wanted.get(name)?.['~orpc']
      expect(procedure['~orpc'].route, name).toEqual(said?.route)
      expect(procedure['~orpc'].inputSchema, name).toBe(said?.inputSchema)
      expect(procedure['~orpc'].outputSchema, name).toBe(said?.outputSchema)
    }
  })
})

test('the OpenAPI document has an operation for each procedure, at its place, with all that its path names', () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  const operations = Object.entries(document.paths).flatMap(([at, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ at, method, one })),
  )
  expect(operations.map(({ one }) => one.operationId).toSorted()).toEqual(procedures.map(([name]) => name).toSorted())
  for (const [name, procedure] of procedures) {
    const { method, path: place, summary } = procedure['~orpc'].route
    const { at, one } = operations.find((operation) => operation.one.operationId === name) ?? expect.fail(name)
    expect({ at, summary: one.summary }).toEqual({ at: place, summary })
    expect(document.paths[at]?.[(method ?? '').toLowerCase()]).toBe(one)
    const inPath = (one.parameters ?? []).filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name)
    expect(inPath.toSorted(), name).toEqual([...at.matchAll(/\{([^}]+)\}/g)].map(([, parameter]) => parameter).toSorted())
    expect(Object.keys(one.responses), name).toEqual(expect.arrayContaining(['200', '409']))
  }
})

test('every reference in the document leads somewhere, and nothing in it is beyond JSON Schema', () => {
  const root = JSON.parse(shipped)
  const visit = (value: unknown, where: string): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inside] of Object.entries(value)) {
      if (key === '$ref') {
        const found = String(inside)
          .split('/')
          .slice(1)
          .reduce((at, part) => at?.[part], root)
        expect(found, `${where}: ${inside}`).toBeTypeOf('object')
      }
      // What the converter cannot say it calls impossible.
      if (key === 'not') expect(inside, where).not.toEqual({})
      visit(inside, `${where}/${key}`)
    }
  }
  visit(root, '')
})

test('the document that is shipped is that of the contract; make it anew with: node --conditions=source test/helpers/make-openapi.ts', () => {
  expect(shipped === readFileSync(path.join(import.meta.dirname, '../../../assets/openapi.json'), 'utf8')).toBe(true)
})
