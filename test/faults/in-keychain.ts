import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { type Keyring, startBus } from '../helpers/keyring.ts'
import { endAll } from '../helpers/servers/end-behind.ts'
import type { FaultBench } from './fault-bench.ts'
import type { Armed } from './kind.ts'

/** A real keychain that holds the password of the first repository, which no file does any more, in this case and in the runs behind it. */
export async function inKeychain(bench: FaultBench): Promise<{ keyring: Keyring } & Required<Pick<Armed, 'stays' | 'end'>>> {
  const folder = path.join(bench.folder, 'fault', 'keyring')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const keyring = await startBus(folder)
  await keyring.start()
  const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.environment
  const stays = { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR, VAULTKEEPER_PASSWORD_FILE: null }
  Object.assign(bench.environment, stays, { VAULTKEEPER_PASSWORD_FILE: '' })
  const wrong = await keepPassword(bench)
  if (wrong.length > 0) throw new Error(wrong.join())
  return { keyring, stays, end: endAll }
}

/** Puts the password into the keychain, as a person does. @returns what went wrong with it */
export async function keepPassword(bench: FaultBench, password = bench.secrets[0]): Promise<string[]> {
  const { code, stdout, stderr } = await bench.start(['secret', 'set', 'default', '--json'], { input: `${password}\n` }).ended
  return code === 0 ? [] : [`The password could not be kept in the keychain: ${code} ${stdout}${stderr}`]
}
