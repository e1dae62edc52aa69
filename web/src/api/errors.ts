// SPDX-License-Identifier: Apache-2.0

/** A failure as the daemon tells it, or `unreachable` when nobody answered. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly type: string,
    readonly callId?: string,
    readonly pointer?: string,
  ) {
    super(message);
  }

  static unreachable(cause: unknown): ApiError {
    const error = new ApiError('The daemon does not answer.', 0, 'unreachable', 'unavailable');
    error.cause = cause;
    return error;
  }
}

export function errorOf(status: number, body: unknown): ApiError {
  const envelope = (body as { error?: Record<string, unknown> } | undefined)?.error;
  const text = (name: string) => {
    const value = envelope?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  return new ApiError(
    text('message') ?? `The daemon answered with status ${status}.`,
    status,
    text('code') ?? 'unknown',
    text('type') ?? 'internal',
    text('call_id'),
    text('pointer'),
  );
}

/** What to do about a failure, where more helps than the message says. */
const mends: Record<string, string> = {
  base_image_unavailable:
    'The image that the Dockerfile begins with could not be pulled. Check its name, or load it into the engine.',
  build_failed:
    'The last lines of the build below say what went wrong. Mend the Dockerfile and verify again.',
  engine_unavailable:
    'The container engine does not answer. `toolshed doctor` says which one is asked.',
  local_source_refused:
    'Folders of the daemon’s machine are refused unless its configuration sets sources.git.allow_local.',
  no_command: 'The image has neither ENTRYPOINT nor CMD. Add one to the Dockerfile.',
  no_dockerfile:
    'The repository needs a Dockerfile at its root, or name the folder: https://host/owner/repo#folder.',
  not_verified: 'Verify the server first.',
  protocol_error:
    'What answered does not speak MCP. Check that the image starts the server itself.',
  server_exited: 'The server ended by itself. Its last lines below usually say why.',
  server_oom: 'The server needed more memory than it may have. Raise memory_bytes in its settings.',
  source_not_found: 'Check the address, and that the repository is public.',
  source_unreachable:
    'The host could not be reached. Check the address and the network of the daemon.',
  too_many_sessions: 'End a session that is no longer needed.',
  unreachable: 'It may be restarting. The page tries again by itself.',
};

export function mendOf(code: string): string | undefined {
  return mends[code];
}
