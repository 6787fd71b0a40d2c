import { Page } from '../../parts/page.tsx'

/** `#/`: Run. */
export default function ThisPage() {
  return <Page title="Run" />
}
