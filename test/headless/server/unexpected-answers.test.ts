import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { oc } from '@orpc/contract'
import { implement } from '@orpc/server'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hostProcedures } from '../../../main/headless/server/procedures.ts'

const procedure = oc.output(z.object({ count: z.number() }))
const contract = {
  group: { wrong: procedure.route({ method: 'GET', path: '/wrong' }), broken: procedure.route({ method: 'GET', path: '/broken' }) },
}
const os = implement(contract)
const router = os.router({
  group: {
    wrong: os.group.wrong.handler(() => ({ count: 'many' }) as never),
    broken: os.group.broken.handler(() => {
      throw new Error('the cause')
    }),
  },
})
const logged: string[] = []
const host = hostProcedures({ contract, router, context: {} }, (text) => logged.push(text))
const server = createServer((request, response) => void host.answer(request, response, undefined)).listen(0, '127.0.0.1')
afterAll(() => server.close())

describe('what a procedure answers that it should not', () => {
  it.each([
    ['wrong', /Output validation failed[\s\S]*expected number/],
    ['broken', /the cause/],
  ])('is told to nobody, and logged whole: %s', async (name, words) => {
    if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/${name}`)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toMatch(/many|the cause|expected number/)
    expect(logged.at(-1)).toMatch(words)
  })
})
