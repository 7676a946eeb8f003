/* The bar above GraphiQL. `pgcogDev` is what the server knows: the run, who can be chosen, further pages. */
(() => {
  'use strict';
  const ask = window.fetch.bind(window);
  const at = (id) => document.getElementById(`pgcog-${id}`);
  const nobody = '';
  /** Of this page's tokens: Cognito's are good for an hour. */
  const lifetime = 10 * 60 * 1000;
  const tokens = new Map();
  let run = pgcogDev.run;
  let reloads = null;

  const post = (path, body) => ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  /** @returns {Promise<{ token?: string, reason?: string }>} */
  async function tokenOf(name) {
    const known = tokens.get(name);
    if (known !== undefined && known.until > Date.now()) return known;
    const answer = await (await post('/dev/token', { as: name })).json();
    if (answer.token !== undefined) tokens.set(name, { token: answer.token, until: Date.now() + lifetime });
    return answer;
  }

  const refusal = (reason) => new Response(JSON.stringify({ errors: [{ errorType: 'NotAuthorizedException', message: reason }] }), { status: 401, headers: { 'content-type': 'application/json' } });

  /** What GraphiQL asks of the API is asked as whoever is chosen. */
  window.fetch = async (input, init) => {
    const request = input instanceof Request ? input : null;
    const url = new URL(request === null ? String(input) : request.url, location.href);
    const name = at('who').value;
    if (url.origin !== location.origin || url.pathname !== '/graphql' || name === nobody) return ask(input, init);
    const headers = new Headers((init && init.headers) || (request && request.headers) || undefined);
    if (headers.has('authorization')) return ask(input, init);
    const { token, reason } = await tokenOf(name);
    if (token === undefined) return refusal(reason || 'there is no token');
    headers.set('authorization', token);
    return ask(input, { ...init, headers });
  };

  let shownChoices = '';

  /** A page may be older than the settings that say which roles there are. */
  function fillSwitch(choices) {
    if (shownChoices === JSON.stringify(choices)) return;
    shownChoices = JSON.stringify(choices);
    const chosen = localStorage.getItem('pgcog.as');
    at('who').replaceChildren();
    const option = (value, label) => at('who').append(new Option(label, value, false, value === chosen));
    for (const { name, tenant, role, suspended } of choices) option(name, `${name} (${tenant === null ? role : `${tenant}, ${role}`}${suspended ? ', suspended' : ''})`);
    option(nobody, 'nobody');
  }

  function fillLinks() {
    for (const { path, label } of pgcogDev.links) {
      const link = document.createElement('a');
      link.href = path;
      link.target = '_blank';
      link.textContent = label;
      at('links').append(link);
    }
  }

  const words = { starting: 'starting ...', working: 'working ...', ready: 'ready', mistakes: 'mistakes: nothing is served until they are put right', question: 'a question: nothing is served until it is answered' };
  const servingWords = { mistakes: 'mistakes: the state before them is served', question: 'a question: the state before it is served' };

  function show(state) {
    at('phase').textContent = (state.serving ? servingWords[state.phase] : undefined) || words[state.phase];
    fillSwitch(state.choices);
    at('phase').dataset.phase = state.phase;
    at('text').textContent = state.text;
    at('questions').replaceChildren(...state.questions.map(questionOf));
    at('panel').hidden = state.text === '' && state.questions.length === 0;
  }

  function questionOf({ text, flags }) {
    const box = document.createElement('div');
    const line = document.createElement('p');
    line.textContent = text;
    const own = document.createElement('input');
    own.value = flags[0] || '';
    const button = (label, value) => {
      const one = document.createElement('button');
      one.textContent = label;
      one.addEventListener('click', () => void answer(line, value()));
      return one;
    };
    box.append(line, ...flags.map((flag) => button(flag, () => flag)), own, button('answer', () => own.value));
    return box;
  }

  async function answer(line, flags) {
    const { kind, reason } = await (await post('/dev/answer', { flags })).json();
    if (kind !== 'taken') line.textContent = `${line.textContent}\n${reason}`;
  }

  function follow() {
    new EventSource('/dev/events').addEventListener('message', ({ data }) => {
      const state = JSON.parse(data);
      // Another run has other keys, and trusts no token of the one before.
      if (state.run !== run) tokens.clear();
      run = state.run;
      show(state);
      if (reloads !== null && reloads !== state.reloads) refetchSchema();
      reloads = state.reloads;
    });
  }

  function refetchSchema() {
    const button = document.querySelector('button[aria-label^="Re-fetch GraphQL schema"]');
    if (button !== null) button.click();
  }

  fillSwitch(pgcogDev.choices);
  at('who').addEventListener('change', () => localStorage.setItem('pgcog.as', at('who').value));
  fillLinks();
  follow();
})();
