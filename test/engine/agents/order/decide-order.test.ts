import { describe, expect, it } from 'vitest'
import { decideOrder, type Standing } from '../../../../main/engine/agents/order/decide-order.ts'

const alive: Standing = { name: '', dependsOn: [], critical: false, state: 'alive', held: false }

/** `em*` is critical; then how it stands, and whom it needs. */
function system(agents: Record<string, Partial<Standing>>): Standing[] {
  return Object.entries(agents).map(([name, more]) => ({
    ...alive,
    ...more,
    name: name.replace('*', ''),
    critical: name.endsWith('*'),
  }))
}

function shown(agents: Standing[], names: string[], trigger: 'manual' | 'heartbeat' = 'manual') {
  const { levels, blocked } = decideOrder(agents, { agents: names, trigger })
  return [
    ...levels.map((level) => level.map(({ agent, because }) => `${agent}${because === 'needed' ? '?' : ''}`).join(' ')),
    ...[...blocked].map(([name, needs]) => `${name} not without ${needs.join(' ')}`),
  ]
}

const dead = { state: 'dead' } as const

describe('decideOrder', () => {
  it('takes all that are down where nobody is named, but for those that are held', () => {
    const agents = system({
      'em*': dead,
      z: { state: 'escalated', dependsOn: ['em'] },
      jay: { dependsOn: ['z'] },
      rick: { state: 'late' },
      leroy: { ...dead, held: true },
    })
    expect(shown(agents, [])).toEqual(['em', 'z'])
  })

  it('brings back by hand what is needed as well, and one that is named however it stands', () => {
    const agents = system({ 'em*': dead, z: { dependsOn: ['em'] }, jay: { held: true, dependsOn: ['z'] } })
    expect(shown(agents, ['jay'])).toEqual(['em?', 'jay'])
  })

  it('brings back by itself what is named and nothing else, and nothing that cannot be without the others', () => {
    const agents = system({ 'em*': dead, z: dead, jay: { ...dead, dependsOn: ['z', 'em'] }, rick: { ...dead, dependsOn: ['z'] } })
    expect(shown(agents, ['jay', 'rick'], 'heartbeat')).toEqual(['jay rick', 'jay not without em'])
    expect(shown(agents, ['em', 'jay'], 'heartbeat')).toEqual(['em', 'jay'])
  })

  it('leaves one alone that is held though it is needed, and says so where it is critical', () => {
    const held = { ...dead, held: true }
    expect(shown(system({ 'em*': held, jay: { ...dead, dependsOn: ['em'] } }), ['jay'])).toEqual(['jay', 'jay not without em'])
    expect(shown(system({ em: held, jay: { ...dead, dependsOn: ['em'] } }), ['jay'])).toEqual(['jay'])
  })

  it('waits for one that is being brought back already and is needed, and begins with no other such', () => {
    const agents = system({ 'em*': { state: 'recovering' }, z: { ...dead, dependsOn: ['em'] }, jay: { state: 'recovering' } })
    expect(shown(agents, [])).toEqual(['em?', 'z'])
    expect(shown(agents, ['z'], 'heartbeat')).toEqual(['z'])
  })

  it('has nothing to do where nobody is down', () => {
    expect(shown(system({ em: {}, jay: { state: 'unknown' } }), [])).toEqual([])
  })
})
