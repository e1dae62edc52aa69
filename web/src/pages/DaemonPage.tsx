// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import { PageHead, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTitle } from '@/components/hooks';

export function DaemonPage() {
  useTitle('Daemon');
  const version = useQuery({
    queryKey: ['version'],
    queryFn: () => dataOf(client.GET('/api/v1/version')),
  });
  const doctor = useQuery({
    queryKey: ['doctor'],
    queryFn: () => dataOf(client.GET('/api/v1/doctor')),
  });
  return (
    <div data-testid="daemon-page">
      <PageHead title="Daemon">
        {version.data
          ? `Toolshed ${version.data.version}, API ${version.data.api}`
          : 'What works here'}
      </PageHead>
      {doctor.isPending && <Skeleton rows={5} />}
      {doctor.error && <ErrorNotice error={doctor.error} heading="The checks could not be run" />}
      {doctor.data && (
        <ul className="frame divide-y divide-line">
          {doctor.data.checks.map(({ name, ok, detail }) => (
            <li key={name} className="flex items-start gap-3 px-4 py-2.5">
              {ok ? (
                <CircleCheck aria-label="works" className="mt-0.5 size-4.5 shrink-0 text-good" />
              ) : (
                <CircleAlert
                  aria-label="does not work"
                  className="mt-0.5 size-4.5 shrink-0 text-bad"
                />
              )}
              <span className="w-28 shrink-0 font-medium">{name}</span>
              <span className="min-w-0 text-soft [overflow-wrap:anywhere]">{detail}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
