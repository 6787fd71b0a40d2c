import { describe, expect, it } from 'vitest'
import { init } from '../../../main/engine/runs/init-run.ts'
import { setSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

describe('a password that was mistyped', () => {
  it('is told nobody, and is no mask for the rest of a long life', async () => {
    const home = await testHome()
    await init(home.core, 'default', testHost())
    const { redact } = home.core.redactor
    const right = home.keychain.entries.get('repository:default') ?? ''
    const refused = setSecret(home.core, 'default', 'Notes', 'keychain', testHost())
    await expect(refused).rejects.toMatchObject({ problem: { code: 'wrong-password' } })
    expect(JSON.stringify(await refused.catch((error: unknown) => error))).not.toContain('Notes')
    expect(redact('Backing up Notes')).toBe('Backing up Notes')
    await expect(setSecret(home.core, 'default', 'Notes ', 'keychain', testHost())).rejects.toMatchObject({
      problem: { code: 'password-unusable' },
    })
    expect(redact('Backing up Notes ')).toBe('Backing up Notes ')
    // What opens it stays a secret, whatever is typed.
    await setSecret(home.core, 'default', right, 'keychain', testHost())
    expect(redact(`it is ${right}`)).toBe('it is •••')
  })
})
