import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overwritePolicies } from '../../main/contract/overwrite-policy.ts'
import { needs, nothingSaid, places, readWizard, steps, type WizardState, writeWizard } from '../../renderer/pages/restore/wizard-state.ts'

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 })
const maybe = fc.option(name)
const anyState: fc.Arbitrary<WizardState> = fc.record({
  step: fc.constantFrom(...steps),
  need: fc.option(fc.constantFrom(...needs)),
  query: fc.string(),
  file: maybe,
  vault: maybe,
  repository: maybe,
  snapshot: maybe,
  paths: fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
  place: fc.constantFrom(...places),
  folder: fc.string(),
  policy: fc.constantFrom(...overwritePolicies),
  asItWas: fc.boolean(),
  special: fc.boolean(),
  vaults: fc.array(name, { maxLength: 2 }),
  agents: fc.array(name, { maxLength: 2 }),
  moment: maybe,
  jobs: fc.array(name, { maxLength: 2 }),
})

describe('the wizard in the address', () => {
  test('whatever it knows comes back from its address, and the step is one that can be', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const read = readWizard(writeWizard(state))
        expect({ ...read, step: null }).toEqual({ ...state, step: null })
        expect(readWizard(writeWizard(read))).toEqual(read)
      }),
    )
  })

  test('an empty address is the beginning, and says nothing', () => {
    expect(readWizard('')).toEqual(nothingSaid)
    expect(writeWizard(nothingSaid)).toBe('')
  })

  test.each([
    ['vault=notes&snapshot=abc', 'from'],
    ['vault=notes&snapshot=abc&path=a.md', 'where'],
    ['snapshot=abc&path=', 'where'],
    ['q=ideas', 'from'],
    ['need=machine', 'from'],
    ['need=agent', 'from'],
    ['need=agent&agent=jay', 'where'],
    ['agent=jay', 'start'],
    ['job=1', 'run'],
    ['step=run', 'start'],
    ['step=where&need=time&vault=notes', 'from'],
    ['step=what&snapshot=abc', 'what'],
    ['need=nonsense&step=nonsense&to=nonsense&policy=nonsense', 'start'],
  ])('%s leads to the step %s', (query, step) => {
    expect(readWizard(query).step).toBe(step)
  })
})
