import { Page } from '../../parts/page.tsx'

/** `#/`: Plan. */
export default function ThisPage() {
  return <Page title="Plan" />
}
