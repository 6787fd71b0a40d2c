// Imported first by a process of the suite whose clock is wrong (NODE_OPTIONS): by as many ms as the file FAULTS_CLOCK says at each look. Monotonic time goes on
// as it does, and restic, which asks the kernel, has the right time.
import { readFileSync } from 'node:fs'

const Right = Date
const file = process.env['FAULTS_CLOCK'] ?? ''
const now = () => Right.now() + Number(readFileSync(file, 'utf8'))

globalThis.Date = new Proxy(Right, {
  construct: (_, given: unknown[], made) => Reflect.construct(Right, given.length === 0 ? [now()] : given, made) as object,
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
})
