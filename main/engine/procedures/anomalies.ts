import { implement } from '@orpc/server'
import { anomalies as contract } from '../../contract/procedures/anomalies.ts'
import { answerAnomalies } from '../anomalies/answer-anomalies.ts'
import { openAnomalyList } from '../anomalies/open-anomaly.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    return openAnomalyList(core)
  }),
  answer: os.answer.handler(async ({ context: { core }, input: { answer, ...which } }) => {
    await core.state.catchUp()
    return answerAnomalies(core, which, answer)
  }),
})
