import { Suspense } from 'react'
import { Route, Router, Switch } from 'wouter'
import { Waiting } from '../parts/waiting.tsx'
import { useHashPath } from './hash-location.ts'
import { NotFound } from './not-found.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { pages } from './pages.tsx'
import { Shell } from './shell.tsx'

/** The shell with the page that the address names behind its `#`. */
export function App() {
  return (
    <Router hook={useHashPath}>
      <Shell>
        <Suspense fallback={<Waiting lines={6} />}>
          <Switch>
            {pages.map(({ pattern, page: Page }) => (
              <Route key={pattern} path={pattern}>
                <PageBoundary>
                  <Page />
                </PageBoundary>
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Shell>
    </Router>
  )
}
