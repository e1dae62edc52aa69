// SPDX-License-Identifier: Apache-2.0

/** What a source written as `https://host/owner/repo@ref#folder` means, in sentences. */
export type SourceRead = { ok: true; name: string; plan: string[] } | { ok: false; why: string };

const schemes: [prefix: string, what: string][] = [
  ['image:', 'container image'],
  ['npm:', 'npm package'],
  ['pypi:', 'PyPI package'],
  ['remote:', 'running server'],
];

export function readSource(text: string): SourceRead {
  const source = text.trim();
  if (source === '') return { ok: false, why: 'Give the address of a Git repository.' };
  if (/\s/.test(source)) return { ok: false, why: 'A source has no blanks in it.' };
  const scheme = schemes.find(([prefix]) => source.startsWith(prefix));
  if (scheme) return otherSource(source.slice(scheme[0].length), scheme[1]);
  const found = /^(https?|ssh|git|file):\/\/([^#]*?)(?:@([^@/#:]+))?(?:#(.*))?$/.exec(source);
  const [, protocol, place = '', ref, folder] = found ?? [];
  if (!found && source.startsWith('/')) return localSource(source);
  if (!found || place.replaceAll('/', '') === '')
    return {
      ok: false,
      why: 'Write it as https://host/owner/repo, with @ref and #folder if you like.',
    };
  const plan = [
    `Fetch ${ref ? `“${ref}”` : 'the default branch'} of ${place}`,
    `Build the Dockerfile ${folder ? `in the folder “${folder}”` : 'at its root'}`,
  ];
  if (protocol === 'file')
    plan[0] = `Fetch ${ref ? `“${ref}”` : 'the default branch'} from the daemon’s own disk`;
  return { ok: true, name: nameOf(folder || place), plan: [...plan, ...common] };
}

const common = [
  'Start the image under limits and speak MCP to it',
  'List its tools, and keep everything that was seen',
];

function otherSource(rest: string, what: string): SourceRead {
  if (rest === '') return { ok: false, why: `Name the ${what}.` };
  return { ok: true, name: nameOf(rest), plan: [`Take the ${what} ${rest}`, ...common] };
}

function localSource(path: string): SourceRead {
  return {
    ok: true,
    name: nameOf(path),
    plan: ['Fetch the folder from the daemon’s own disk', 'Build its Dockerfile', ...common],
  };
}

/** What the daemon would call it: the last part of the path, in its letters. */
function nameOf(path: string): string {
  const last =
    path
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split('/')
      .pop() ?? '';
  return last
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
}
