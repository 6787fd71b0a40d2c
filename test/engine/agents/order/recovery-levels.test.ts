import { describe, expect, it } from 'vitest'
import { dependantsOf, needsOf, recoveryLevels } from '../../../../main/engine/agents/order/recovery-levels.ts'

/** `{ z: 'em' }`: z needs em. */
function those(needs: Record<string, string>) {
  return Object.entries(needs).map(([name, text]) => ({ name, dependsOn: text.split(' ').filter((one) => one !== '') }))
}

/** Names with `?` behind those that are only needed. */
function shown(...parameters: Parameters<typeof recoveryLevels>): string[] {
  return recoveryLevels(...parameters).map((level) =>
    level.map(({ agent, because }) => `${agent}${because === 'needed' ? '?' : ''}`).join(' '),
  )
}

const five = those({ leroy: 'jay rick', jay: 'z', rick: 'z', z: 'em', em: '' })
const all = ['leroy', 'jay', 'rick', 'z', 'em']

describe('recoveryLevels', () => {
  it('brings back what others need first, and together what does not need each other', () => {
    expect(shown(five, all)).toEqual(['em', 'z', 'jay rick', 'leroy'])
  })

  it('leaves alone whom nobody asks for and who is not down', () => {
    expect(shown(five, ['rick'])).toEqual(['rick'])
    expect(shown(five, [])).toEqual([])
  })

  it('brings back who is down and needed, also by way of one that is alive, and nobody else who is down', () => {
    const down = (name: string) => name === 'em' || name === 'leroy'
    expect(shown(five, ['rick'], down)).toEqual(['em?', 'rick'])
  })

  it('has one that is between two wait for neither, and the two for each other', () => {
    expect(shown(five, ['leroy', 'em'])).toEqual(['em', 'leroy'])
  })

  it('puts an agent behind the longest way to it', () => {
    expect(shown(those({ a: 'd b', b: 'c', c: 'd', d: '' }), ['a', 'b', 'c', 'd'])).toEqual(['d', 'c', 'b', 'a'])
  })

  it('passes names over that are not there, and ends in a circle', () => {
    expect(shown(those({ a: 'b gone', b: 'a' }), ['a', 'b', 'gone']).flatMap((level) => level.split(' '))).toHaveLength(2)
  })

  it('is quick for a long chain and a wide net', () => {
    const chain = Array.from({ length: 1000 }, (_, index) => ({ name: `a${index}`, dependsOn: index === 0 ? [] : [`a${index - 1}`] }))
    expect(recoveryLevels(chain, ['a999'], () => true)).toHaveLength(1000)
    const net = Array.from({ length: 200 }, (_, index) => ({
      name: `a${index}`,
      dependsOn: Array.from({ length: index }, (__, before) => `a${before}`),
    }))
    expect(recoveryLevels(net, ['a199'], () => true)).toHaveLength(200)
  })
})

describe('needsOf and dependantsOf', () => {
  it('follow the whole way', () => {
    expect([...needsOf(five, 'leroy')].sort()).toEqual(['em', 'jay', 'rick', 'z'])
    expect(dependantsOf(five, 'z')).toEqual(['leroy', 'jay', 'rick'])
    expect(dependantsOf(five, 'leroy')).toEqual([])
  })
})
