// `npm start`. The tray app and the pages come with later versions; until then this says so and shows how the vaults stand.
import { main } from './main.ts'

process.stderr.write(
  'The tray app is not part of this version yet. Vaultkeeper works from the command line: npm run -s vaultkeeper -- --help\n',
)
await main(['status'])
