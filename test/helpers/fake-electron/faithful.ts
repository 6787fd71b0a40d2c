import type { EventEmitter } from 'node:events'

/**
 * A part of the fake Electron. What it was not told of is not silently `undefined`: whoever asks for it is told, and the test fails. The parts that are told
 * are checked against Electron's own types, so that the fake cannot drift from them.
 * How one listens is Node's own EventEmitter.
 * @param name how the part is called in Electron, for the error
 */
export function faithful<Real extends object>(name: string, told: Partial<Omit<Real, keyof EventEmitter>>): Real {
  return new Proxy(told, {
    get(target, key, receiver) {
      if (key in target || typeof key === 'symbol' || isHarmless(key)) return Reflect.get(target, key, receiver)
      throw new Error(`The fake Electron was not told of ${name}.${key}.`)
    },
    set(target, key, value, receiver) {
      if (key in target || typeof key === 'symbol') return Reflect.set(target, key, value, receiver)
      throw new Error(`The fake Electron was not told of ${name}.${String(key)}.`)
    },
  }) as unknown as Real
}

const isHarmless = (key: string) => harmless.has(key) || key.startsWith('@@')

/** What the language and the test runner ask of anything that they look at. */
const harmless = new Set<string>(['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType', 'tagName', '$$typeof'])
