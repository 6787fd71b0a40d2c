import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { problemOfQuery } from '../problems/problem-of.ts'

type Fallen = { readonly error: unknown }

/** Keeps a page that fails while it is drawn from taking the menu with it: it says so, and can be loaded again, as after an update of what it is made of. A class, for React has no other way. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly fallen: Fallen | null }> {
  override state: { readonly fallen: Fallen | null } = { fallen: null }

  static getDerivedStateFromError(error: unknown): { readonly fallen: Fallen } {
    return { fallen: { error } }
  }

  override render(): ReactNode {
    const { fallen } = this.state
    if (fallen === null) return this.props.children
    return (
      <Page title="This page does not work">
        <ProblemAlert problem={problemOfQuery(fallen.error)} actions={<Button onClick={() => location.reload()}>Load it again</Button>} />
      </Page>
    )
  }
}
