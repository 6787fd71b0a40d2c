import { expect, it } from 'vitest'
import { isEndOfPassword } from '../../../main/engine/kit/end-of-password.ts'

const ends = (password: string, ...typed: string[]) => typed.map((text) => isEndOfPassword(password, text))

it('of a generated password its last two groups, however they are typed, or more of it', () => {
  const password = '2345-tuvw-xyz2-2222-abcd-efgh-jkmn-pqrs'
  expect(ends(password, 'jkmn-pqrs', ' JKMN PQRS ', 'jkmnpqrs', 'efgh-jkmn-pqrs', password)).toEqual([true, true, true, true, true])
  expect(ends(password, 'pqrs', 'kmn-pqrs', 'jkmn-pqrt', 'abcd-efgh', '', '-', `x${password}`)).toEqual(Array(7).fill(false))
})

it('of a password in words its last four words, as they are written', () => {
  const spaced = 'correct horse battery staple Zebra'
  expect(ends(spaced, 'horse battery staple Zebra', ' horse  battery staple Zebra ', spaced)).toEqual([true, true, true])
  expect(ends(spaced, 'battery staple Zebra', 'orse battery staple Zebra', 'horse battery staple zebra')).toEqual([false, false, false])
  expect(ends('one-two-three-four-five', 'two-three-four-five', 'two three four five', 'three-four-five')).toEqual([true, true, false])
})

it('of any other its last eight characters, the very ones, and all of one that is shorter', () => {
  expect(ends('My Own Secret', 'n Secret', 'My Own Secret', 'cret', 'N SECRET')).toEqual([true, true, false, false])
  expect(ends('abc', 'abc', 'bc', '')).toEqual([true, false, false])
  expect(ends('päßwörtér', 'äßwörtér')).toEqual([true])
})
