// SPDX-License-Identifier: Apache-2.0
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad' | 'info';

export function classes(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

const buttonTones = {
  primary: 'bg-accent text-accent-ink border-accent hover:opacity-90',
  plain: 'bg-surface text-ink border-edge hover:bg-hover',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-hover',
  danger: 'bg-surface text-bad border-bad hover:bg-bad-wash',
};

type ButtonProps = ComponentProps<'button'> & {
  tone?: keyof typeof buttonTones;
  busy?: boolean;
  icon?: ReactNode;
  square?: boolean;
};

/** While busy it cannot be pressed again, and says so. */
export function Button({
  tone = 'plain',
  busy,
  icon,
  square,
  children,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(
        'inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap disabled:opacity-55',
        square ? 'size-8' : 'px-3 py-1',
        buttonTones[tone],
        className,
      )}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ButtonProps, 'children' | 'square'> & { label: string };

export function IconButton({ label, ...rest }: IconButtonProps) {
  return <Button tone="quiet" square aria-label={label} title={label} {...rest} />;
}

export function Spinner() {
  return <LoaderCircle aria-hidden className="spinner size-4 shrink-0" />;
}

const toneText: Record<Tone, string> = {
  plain: 'bg-sunken text-soft border-line',
  accent: 'bg-accent-wash text-accent border-transparent',
  good: 'bg-good-wash text-good border-transparent',
  warn: 'bg-warn-wash text-warn border-transparent',
  bad: 'bg-bad-wash text-bad border-transparent',
  info: 'bg-info-wash text-info border-transparent',
};

type BadgeProps = ComponentProps<'span'> & { tone?: Tone; icon?: ReactNode };

export function Badge({ tone = 'plain', icon, className, children, ...rest }: BadgeProps) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 rounded-sm border px-1.5 text-xs leading-5 font-medium whitespace-nowrap [&_svg]:size-3.5',
        toneText[tone],
        className,
      )}
      {...rest}
    >
      {icon}
      {children}
    </span>
  );
}

type NoticeProps = ComponentProps<'div'> & {
  tone?: Tone;
  heading?: ReactNode;
  actions?: ReactNode;
};

export function Notice({
  tone = 'info',
  heading,
  actions,
  children,
  className,
  ...rest
}: NoticeProps) {
  return (
    <div
      className={classes(
        'flex flex-wrap items-start gap-x-4 gap-y-2 rounded-md border p-3',
        toneText[tone],
        className,
      )}
      {...rest}
    >
      <div className="min-w-0 flex-1 basis-60">
        {heading && <p className="font-semibold">{heading}</p>}
        <div className="text-ink">{children}</div>
      </div>
      {actions && <div className="flex flex-wrap gap-2 text-ink">{actions}</div>}
    </div>
  );
}

type EmptyProps = { icon?: ReactNode; heading: string; children?: ReactNode; action?: ReactNode };

export function Empty({ icon, heading, children, action }: EmptyProps) {
  return (
    <div className="frame flex flex-col items-center gap-2 px-6 py-14 text-center [&>svg]:size-8 [&>svg]:text-soft">
      {icon}
      <h2 className="text-lg font-semibold">{heading}</h2>
      {children && <div className="max-w-prose text-soft">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

export function Skeleton({ rows = 4, ...rest }: { rows?: number } & ComponentProps<'div'>) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3" {...rest}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton h-10" />
      ))}
    </div>
  );
}

type HeadProps = {
  title: ReactNode;
  above?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
};

export function PageHead({ title, above, badges, actions, children }: HeadProps) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {above && <div className="mb-1 text-sm text-soft">{above}</div>}
        <div className="flex flex-wrap items-center gap-2.5">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">
            {title}
          </h1>
          {badges}
        </div>
        {children && <div className="mt-1 text-soft">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}

export function Facts({ rows }: { rows: [name: string, value: ReactNode][] }) {
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1.5">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Mono({ className, ...rest }: ComponentProps<'code'>) {
  return (
    <code className={classes('font-mono text-sm [overflow-wrap:anywhere]', className)} {...rest} />
  );
}

export function Key({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded-sm border border-edge bg-surface px-1.5 font-mono text-xs">
      {children}
    </kbd>
  );
}
