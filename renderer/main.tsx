import '@mantine/core/styles.css'
import './styles/global.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api.ts'
import { refuseFiles } from './host/refuse-files.ts'
import { followLive } from './live/follow-live.ts'
import { applyMotion } from './motion.ts'
import { App } from './shell/app.tsx'
import { theme, variables } from './theme.ts'

/** The host's policy lets only styles with this word in; see index.html. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
// By this name the part that holds the page still behind a dialog looks for it.
Object.assign(globalThis, { __webpack_nonce__: nonce })

applyMotion()
followLive(queryClient)
refuseFiles()
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element "root"')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
