/** The line to the notebook server, over which an update of labs speaks to this page. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** What the server says. */
export type Message =
  | { kind: 'save'; number: number; week: number }
  | { kind: 'updated'; week: number; report: unknown };

/** What is done about it. */
export interface IListener {
  /** The line is open: at first, and again after a sleep. */
  opened(again: boolean): void;
  save(week: number): Promise<unknown>;
  updated(week: number, report: unknown): void;
}

const SHORTEST = 1_000;
const LONGEST = 60_000;

/** Open the line, and again whenever it breaks. */
export function connect(listener: IListener): void {
  let pause = SHORTEST;
  let again = false;
  const open = () => {
    const settings = ServerConnection.makeSettings();
    let url = URLExt.join(settings.wsUrl, 'llmhub/course/editors');
    if (settings.appendToken && settings.token) {
      url += `?token=${encodeURIComponent(settings.token)}`;
    }
    const line = new settings.WebSocket(url);
    line.onopen = () => {
      pause = SHORTEST;
      listener.opened(again);
      again = true;
    };
    line.onmessage = (event: MessageEvent) => {
      const said = JSON.parse(String(event.data)) as Message;
      if (said.kind === 'save') {
        const done = () => line.send(JSON.stringify({ saved: said.number }));
        void listener.save(said.week).then(done, done);
      } else if (said.kind === 'updated') {
        listener.updated(said.week, said.report);
      }
    };
    line.onclose = () => {
      window.setTimeout(open, pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, LONGEST);
    };
  };
  open();
}
