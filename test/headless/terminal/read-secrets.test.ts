import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readSecrets } from '../../../main/headless/terminal/read-secrets.ts'

const read = async (text: string) => Object.fromEntries(await readSecrets(Readable.from([text])))

describe('secrets on standard input', () => {
  it('are a line each, and hold all that is behind the first =', async () => {
    expect(await read('access-key-id=AK=1\r\n\nsecret-access-key= a b=\npassword=x')).toEqual({
      'access-key-id': 'AK=1',
      'secret-access-key': ' a b=',
      password: 'x',
    })
  })

  it('may be the key of a service account, as the file that Google makes, between others', async () => {
    const file = JSON.stringify({ type: 'service_account', private_key: '-----BEGIN-----\nabc==\n-----END-----\n' }, null, 2)
    expect(await read(`service-account=${file}\npassword=x\n`)).toEqual({ 'service-account': file, password: 'x' })
    expect(await read(`service-account={"type":"service_account"}\npassword=x\n`)).toEqual({
      'service-account': '{"type":"service_account"}',
      password: 'x',
    })
  })

  it('are not told where they are not understood', async () => {
    await expect(read('hunter2\n')).rejects.toMatchObject({ problem: { code: 'secrets-not-understood' } })
    await expect(read('hunter2\n')).rejects.not.toThrow(/hunter2/)
  })
})
