// SPDX-License-Identifier: Apache-2.0
import { useNavigate, useSearch } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { auth, useAuth } from '@/api/auth';
import { Button, Mono } from '@/components/basics';
import { useTitle } from '@/components/hooks';

const answers = {
  refused: 'This token is not the daemon’s.',
  unreachable: 'The daemon does not answer. Is it running?',
};

export function SignInPage() {
  useTitle('Sign in');
  const { to } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const signedIn = useAuth();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<keyof typeof answers>();
  useEffect(() => {
    // Only addresses within the page: anything else could lead away from it.
    const inside = to?.startsWith('/') && !to.startsWith('//') ? to : '/';
    if (signedIn === 'signed-in') void navigate({ href: inside, replace: true });
  }, [signedIn, to, navigate]);
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await auth.signIn(token.trim());
    setBusy(false);
    setProblem(answer === 'ok' ? undefined : answer);
  };
  return (
    <main className="grid min-h-screen place-items-center p-4">
      <form
        onSubmit={handleSubmit}
        className="frame w-full max-w-md p-7"
        data-testid="sign-in-form"
      >
        <div className="mb-5 flex items-center gap-3">
          <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" className="size-9" />
          <div>
            <h1 className="text-xl font-semibold tracking-tight">Toolshed</h1>
            <p className="text-soft">MCP servers, verified and ready to try</p>
          </div>
        </div>
        <label className="block">
          <span className="mb-1 block font-medium">Token</span>
          <input
            className="input font-mono"
            type="password"
            autoComplete="current-password"
            value={token}
            aria-invalid={problem === 'refused' || undefined}
            aria-describedby="sign-in-help"
            data-testid="sign-in-token"
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <div id="sign-in-help" className="mt-1.5 min-h-5 text-sm">
          {problem ? (
            <p role="alert" className="text-bad">
              {answers[problem]}
            </p>
          ) : (
            <p className="text-soft">
              It stands in the file <Mono>admin-token</Mono> of the daemon’s data directory.
            </p>
          )}
        </div>
        <Button
          type="submit"
          tone="primary"
          className="mt-4 w-full"
          busy={busy}
          disabled={token.trim() === ''}
          icon={<KeyRound aria-hidden className="size-4" />}
          data-testid="sign-in-button"
        >
          Sign in
        </Button>
      </form>
    </main>
  );
}
