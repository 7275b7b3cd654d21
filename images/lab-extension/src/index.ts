/** The course in JupyterLab: updates of labs beside unsaved work, hand-in, help. Wiring only. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import { IMainMenu } from '@jupyterlab/mainmenu';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Menu, type Widget } from '@lumino/widgets';
import { changesPage } from './changes';
import { Documents } from './documents';
import { guard, type Context } from './guard';
import { handIn, startAfresh } from './handing_in';
import { Help } from './help';
import { connect } from './link';
import { markCells } from './marks';
import { Notices } from './notices';
import { openAt } from './opening';

const CATEGORY = 'Course';

function watchDocuments(
  app: JupyterFrontEnd,
  documents: Documents,
  notices: Notices,
  help: Help
): void {
  const watch = (context: Context) => {
    guard(context, kept => notices.kept(kept));
    documents.add(context);
    help.watch(context);
  };
  app.docRegistry.addWidgetExtension('Notebook', {
    createNew: (panel: NotebookPanel, context: DocumentRegistry.IContext<never>) => {
      watch(context as unknown as Context);
      markCells(panel);
    }
  } as unknown as DocumentRegistry.WidgetExtension);
  app.docRegistry.addWidgetExtension('Editor', {
    createNew: (_: Widget, context: Context) => watch(context)
  });
  connect({
    opened: again => {
      void documents.catchUp();
      if (!again) {
        void notices.look();
        void help.look();
      }
    },
    save: week => documents.save(week),
    updated: (week, report) => {
      void documents.catchUp(week).then(() => notices.updated(week, report));
    }
  });
}

function addCommands(
  app: JupyterFrontEnd,
  documents: Documents,
  help: Help,
  show: () => unknown
): [string, string][] {
  const { contents } = app.serviceManager;
  const current = () => (app.shell.currentWidget as IDocumentWidget | null)?.context as Context;
  const path = () => current()?.path ?? '';
  const entries: [string, string, () => unknown][] = [
    ['hand-in', 'Hand in…', () => handIn(path(), documents, contents)],
    ['changes', 'What changed', show],
    ['help', 'Ask for help…', () => help.ask(path(), async () => current()?.save())],
    ['stop-help', 'Take the question back', () => help.stop()],
    ['afresh', 'Start a lab afresh…', () => startAfresh(path(), documents, contents)]
  ];
  return entries.map(([name, label, execute]) => {
    app.commands.addCommand(`llmhub-course:${name}`, { label, execute });
    return [`llmhub-course:${name}`, label];
  });
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: '@llmhub/course:plugin',
  description: 'Updates of labs beside unsaved work, hand-in, help.',
  autoStart: true,
  requires: [IDocumentManager, IMainMenu],
  optional: [ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    manager: IDocumentManager,
    mainMenu: IMainMenu,
    palette: ICommandPalette | null
  ) => {
    const documents = new Documents(app.serviceManager.contents);
    const open = (path: string, cell: string) => openAt(manager, path, cell);
    let page: Widget | undefined;
    const show = async () => {
      page?.dispose();
      page = changesPage(await notices.all(), open);
      app.shell.add(page, 'main');
      app.shell.activateById(page.id);
    };
    const notices = new Notices(show);
    const help = new Help(() => notices.answers());
    app.shell.add(help.banner, 'header');
    help.banner.parent?.hide();
    watchDocuments(app, documents, notices, help);
    const menu = new Menu({ commands: app.commands });
    menu.title.label = CATEGORY;
    for (const [command] of addCommands(app, documents, help, show)) {
      menu.addItem({ command });
      palette?.addItem({ command, category: CATEGORY });
    }
    mainMenu.addMenu(menu, true, { rank: 50 });
  }
};

export default plugin;
