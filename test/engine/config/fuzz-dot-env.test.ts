import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readVariables, withDotEnv } from '../../../main/engine/config/dot-env.ts'
import { exampleStanding } from '../../../main/engine/guard/missing-variables.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { mutantOf } from '../../helpers/mutate-bytes.ts'
import { pick, seeded } from '../../helpers/seeded.ts'
import { isSaid } from '../../helpers/sweep-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const seed = seedOf(20261122)

const samples = [
  '# settings\nVAULTKEEPER_PLAN_DAILY_SCHEDULE="0 9 * * *"\nexport VAULTKEEPER_CONFIG=~/vaults.json # mine\n\nVAULTKEEPER_PASSWORD=\'correct horse\'\n',
  'A=1\nB="two\nlines"\nC=`x`\nA=3\n  D = spaced  \nE=\n__proto__=x\nconstructor=y\nexport\n=\n',
]

it('a mutated .env is read, or refused with a sentence; what it sets can be given to a program', { timeout: 3_600_000 }, () => {
  const random = seeded(seed)
  const root = temporaryFolder('home')
  const file = path.join(root, '.env')
  const cases = howMany(600, 20_000)
  const wrong: string[] = []
  let refused = 0
  for (let at = 0; at < cases; at++) {
    const { how, bytes } = mutantOf(random, Buffer.from(pick(random, samples)))
    rmSync(file, { force: true })
    writeFileSync(file, bytes)
    chmodSync(file, 0o600)
    const tell = (what: string) => wrong.push(`mutant ${at}, ${how}, ${JSON.stringify(bytes.toString())}: ${what}`)
    try {
      const { variables, problems } = readVariables(root, {})
      const lines = bytes.toString().split(/\r\n|\r|\n/).length
      for (const { name, line } of variables) if (line < 0 || line > lines) tell(`${name} is in line ${line}`)
      for (const { sentence } of problems) if (sentence.length < 10) tell(`it says ${sentence}`)
      exampleStanding(root)
      const env = withDotEnv(root, {})
      // A program is started now and then only, for it takes its time; what a name or value may not hold is known.
      for (const [name, value = ''] of Object.entries(env)) if (`${name}${value}`.includes('\0')) tell('no program can be given that')
      if (at % 100 === 0 && spawnSync(process.execPath, ['--version'], { env }).status !== 0) tell('no program starts with that')
    } catch (error) {
      if (error instanceof ProblemError && isSaid(error.problem)) refused += 1
      else tell(error instanceof Error ? (error.stack ?? '') : String(error))
    }
  }
  expect(wrong).toEqual([])
  expect([refused > 0, refused < cases / 2]).toEqual([true, true])
  noteFigure('mutated-dot-env', {
    says: 'mutated .env: read, or refused with a sentence',
    seed,
    cases,
    wrong: wrong.length,
    also: `${refused} refused`,
  })
})
