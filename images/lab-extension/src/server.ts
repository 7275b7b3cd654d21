/** Requests to the notebook server's part of the course. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** What the server says when it cannot do something: a code, and a sentence. */
export class CourseError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string
  ) {
    super(message);
  }
}

/** Ask the server and return its answer. Throws CourseError. */
export async function ask<T>(method: string, route: string, body?: unknown): Promise<T> {
  const settings = ServerConnection.makeSettings();
  const url = URLExt.join(settings.baseUrl, 'llmhub/course', route);
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(url, init, settings);
  } catch {
    throw new CourseError(0, 'no-answer', 'Your server does not answer; is it still running?');
  }
  let said: Record<string, unknown> = {};
  try {
    said = await response.json();
  } catch {
    // An error page; the status says enough.
  }
  if (!response.ok) {
    const code = typeof said.code === 'string' ? said.code : `http-${response.status}`;
    const fallback = `Your server could not do that (${response.status}).`;
    throw new CourseError(response.status, code, String(said.message ?? fallback));
  }
  return said as T;
}

/** The sentence of whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
