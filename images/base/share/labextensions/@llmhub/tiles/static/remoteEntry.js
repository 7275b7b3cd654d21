// JupyterLab shows the icon of a launcher's tile only below "Notebook" and "Console". This puts the
// icons that jupyter-server-proxy serves on the tiles below "Apps". Written by hand: a federated
// module is an object with `init` and `get`, and this one needs nothing of JupyterLab's.
const TILES = { gradio: 'My Gradio app', streamlit: 'My Streamlit app', 'app-logs': 'App logs' };

// Below the other sections the apps would be out of sight on a laptop's screen.
const FIRST = `
  .jp-Launcher-content { display: flex; flex-direction: column; }
  .jp-Launcher-section { order: 2; }
  .jp-Launcher-section:has(.jp-LauncherCard[data-category="Apps"]) { order: 1; }`;

function rule(base, name, title) {
  const card = `.jp-LauncherCard[data-category="Apps"][title^="${title}"]`;
  return `${card} .jp-LauncherCard-icon > div {
    width: 52px; height: 52px; margin: 0 auto;
    background: url("${base}server-proxy/icon/${name}") center / contain no-repeat;
  }`;
}

const plugin = {
  id: '@llmhub/tiles:plugin',
  autoStart: true,
  activate: () => {
    const page = JSON.parse(document.getElementById('jupyter-config-data').textContent);
    const style = document.createElement('style');
    const icons = Object.entries(TILES).map(([name, title]) => rule(page.baseUrl, name, title));
    style.textContent = [FIRST, ...icons].join('\n');
    document.head.append(style);
  }
};

window._JUPYTERLAB = window._JUPYTERLAB || {};
window._JUPYTERLAB['@llmhub/tiles'] = {
  init: () => undefined,
  get: () => Promise.resolve(() => ({ __esModule: true, default: plugin }))
};
