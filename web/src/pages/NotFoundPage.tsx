// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Button, Empty } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';

export function NotFoundPage() {
  return (
    <main className="mx-auto max-w-xl p-6">
      <h1 className="sr-only">Not found</h1>
      <Empty icon={<Compass aria-hidden />} heading="There is nothing at this address">
        <Link to="/" className="link">
          Go to the servers
        </Link>
      </Empty>
    </main>
  );
}

/** What is shown instead of a page that threw. */
export function PageFailed({ error }: { error: unknown }) {
  return (
    <main className="mx-auto flex max-w-xl flex-col gap-4 p-6">
      <h1 className="text-xl font-semibold">This page failed</h1>
      <ErrorNotice error={error} />
      <Button className="self-start" onClick={() => location.reload()}>
        Load it again
      </Button>
    </main>
  );
}
