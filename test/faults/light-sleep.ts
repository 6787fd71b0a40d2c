// Loaded into the program by a kind of fault: it takes three seconds without a look for sleep, and not fifteen.
import { replaceInModule } from './replace-in-module.ts'

replaceInModule(
  '/main/engine/runs/watch-lock.ts',
  `const lookEvery = 2_000
/** A gap between two looks that is no busy machine any more, in ms. */
const sleepGap = 15_000`,
  `const lookEvery = 400
const sleepGap = 3_000`,
)
