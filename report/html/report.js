// The table of all groups and the view of each. The board's part of the page
// needs none of this. Every value reaches the page through textContent.
(() => {
  'use strict';

  const byId = (id) => document.getElementById(id);
  const number = new Intl.NumberFormat('en');
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

  // make builds an element; a child is a node, a text or nothing.
  const make = (tag, attributes, ...children) => {
    const el = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) el.setAttribute(name, value);
    el.append(...children.filter((c) => c !== null && c !== undefined && c !== ''));
    return el;
  };

  // read decodes a block of data: JSON, or JSON in zlib in base64.
  const read = async (id) => {
    const block = byId(id);
    if (block.dataset.encoding === 'plain') return JSON.parse(block.textContent);
    const bytes = Uint8Array.from(atob(block.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return JSON.parse(await new Response(stream).text());
  };

  let data; // columns of all groups, worst first
  let words; // the rules and facts that the groups' findings name
  let shown = []; // rows that pass the filters, in order
  let page = 0;
  let sort = { column: '', down: false };

  // --- the columns -------------------------------------------------------

  const label = (column, row) => data.words[column][data[column][row]];
  const columns = {
    name: { text: (r) => data.name[r], compare: (a, b) => collator.compare(data.name[a], data.name[b]) },
    kind: { text: (r) => label('kind', r) },
    disposition: { text: (r) => label('disposition', r) },
    readiness: { badge: (r) => [label('readiness', r), data.signs[data.readiness[r]]], compare: (a, b) => data.readiness[a] - data.readiness[b] },
    action: { text: (r) => label('action', r) },
    atSwitch: { text: (r) => label('atSwitch', r) },
    wave: { number: (r) => data.wave[r] || null },
    lost: { number: (r) => data.lost[r] },
    gained: { number: (r) => data.gained[r] },
    findings: { text: (r) => brief(found(r).map((i) => words.rules[i].id)), compare: (a, b) => found(a).length - found(b).length },
  };
  const brief = (ids) => ids.length > 3 ? `${ids.slice(0, 2).join(', ')} and ${ids.length - 2} more` : ids.join(', ');
  const found = (row) => data.findingSets[data.findings[row]];

  // A number that nobody could count is sorted below 0.
  const comparison = (name) => {
    const c = columns[name];
    if (c.compare) return c.compare;
    if (!c.number) return (a, b) => collator.compare(c.text(a), c.text(b));
    return (a, b) => (c.number(a) ?? -1) - (c.number(b) ?? -1);
  };

  // order is all rows sorted by a column; kept, as sorting 100,000 names takes
  // longer than a keystroke should.
  const orders = new Map();
  const order = (name) => {
    if (!orders.has(name)) {
      const rows = data.name.map((_, i) => i);
      if (name) {
        const compare = comparison(name);
        rows.sort((a, b) => compare(a, b) || a - b);
      }
      orders.set(name, rows);
    }
    return orders.get(name);
  };

  // --- search and filters ------------------------------------------------

  let haystack; // made when the browser is idle, or at the first search
  const searchable = () => {
    haystack ??= data.name.map((name, i) =>
      [name, data.id[i], data.owners[data.owner[i]], found(i).map((f) => words.rules[f].id).join(' ')].join('\n').toLowerCase());
    return haystack;
  };

  const filters = ['readiness', 'disposition', 'kind', 'action', 'atSwitch', 'wave', 'finding'];
  const passes = () => {
    const tests = [];
    for (const name of filters) {
      const value = byId('filter-' + name)?.value;
      if (!value) continue;
      const wanted = Number(value);
      if (name === 'finding') {
        const sets = data.findingSets.map((set) => set.includes(wanted));
        tests.push((r) => sets[data.findings[r]]);
      } else {
        const column = data[name];
        tests.push((r) => column[r] === wanted);
      }
    }
    const sought = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    if (sought.length) {
      const hay = searchable();
      tests.push((r) => sought.every((word) => hay[r].includes(word)));
    }
    return (r) => tests.every((test) => test(r));
  };

  // --- the table ---------------------------------------------------------

  const size = () => Number(byId('page-size').value);

  const apply = () => {
    shown = order(sort.column).filter(passes());
    if (sort.down) shown.reverse();
    page = 0;
    draw();
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(shown.length / size()));
    page = Math.min(page, pages - 1);
    const from = page * size();
    const rows = shown.slice(from, from + size());
    byId('groups-body').replaceChildren(...rows.map(tableRow));
    byId('groups-status').textContent = statusText(from, rows.length);
    byId('page-number').textContent = `Page ${number.format(page + 1)} of ${number.format(pages)}`;
    for (const id of ['page-first', 'page-previous']) byId(id).disabled = page === 0;
    for (const id of ['page-next', 'page-last']) byId(id).disabled = page === pages - 1;
  };

  const statusText = (from, count) => {
    const all = data.name.length;
    if (!count) return `No group of ${number.format(all)} fits. Change the search or the filters.`;
    const of = shown.length === all ? number.format(all) : `${number.format(shown.length)} that fit, of ${number.format(all)} in all`;
    return `Groups ${number.format(from + 1)} to ${number.format(from + count)} of ${of}`;
  };

  const address = (row) => '#group/' + data.id[row];
  const headings = [...document.querySelectorAll('#groups-table thead th')];
  const tableRow = (row) => make('tr', {}, ...headings.map((th) => {
    const name = th.dataset.column;
    const c = columns[name];
    if (name === 'name') return make('th', { scope: 'row' }, make('a', { href: address(row) }, data.name[row] || '(no name)'));
    if (c.badge) {
      const [text, sign] = c.badge(row);
      return make('td', {}, make('span', { class: 'badge ' + sign }, text));
    }
    if (c.number) {
      const n = c.number(row);
      return make('td', { class: 'num' }, n === null ? (name === 'wave' ? '' : 'not read') : number.format(n));
    }
    return make('td', {}, c.text(row));
  }));

  const sortBy = (name) => {
    sort = { column: name, down: sort.column === name && !sort.down };
    for (const th of headings) {
      if (th.dataset.column === name) th.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
      else th.removeAttribute('aria-sort');
    }
    apply();
  };

  // --- one group ---------------------------------------------------------

  const dialog = byId('group');
  const chunks = new Map(); // promises: no chunk is unpacked twice
  const detailsOf = async (row) => {
    const chunk = Math.floor(row / data.chunk);
    if (!byId('groups-' + chunk)) return undefined;
    if (!chunks.has(chunk)) chunks.set(chunk, read('groups-' + chunk));
    return (await chunks.get(chunk))[row % data.chunk];
  };

  const pairs = (rows) => make('dl', { class: 'pairs' }, ...rows.flatMap(([term, value]) => [make('dt', {}, term), make('dd', {}, value)]));
  const section = (title, ...children) => [make('h3', {}, title), ...children];
  const list = (lines) => make('ul', {}, ...lines.map((line) => make('li', {}, line)));
  const table = (caption, head, rows) => make('div', { class: 'scroll' }, make('table', {},
    make('caption', {}, caption),
    make('thead', {}, make('tr', {}, ...head.map((h) => make('th', { scope: 'col' }, h)))),
    make('tbody', {}, ...rows.map((cells) => make('tr', {}, ...cells.map((c) => make('td', {}, c)))))));

  const finding = (f) => {
    const rule = words.rules[f.r];
    const remedy = f.t === undefined ? rule.remedy : f.t;
    const facts = f.c === undefined ? rule.facts : f.c;
    const notes = [f.w ? 'Waived.' : '', f.u ? 'Not confirmed by Microsoft’s pages: verify it first.' : ''].join(' ').trim();
    return make('div', { class: 'found ' + f.s },
      make('h4', {}, make('span', { class: 'badge ' + f.s }, f.l), ' ' + rule.title + ' ', make('code', {}, rule.id)),
      make('p', {}, f.m),
      f.e ? list(f.e) : null,
      remedy ? make('p', {}, make('strong', {}, 'What to do: '), remedy) : null,
      notes ? make('p', {}, notes) : null,
      facts.length ? list(facts.map((id) => words.facts[id] ? id + ': ' + words.facts[id] : id)) : null);
  };

  const body = (d, row) => {
    if (!d) {
      return [make('p', {}, d === undefined
        ? `The details of this group would make this file too large. plan.json has them; gwbplan explain ${data.id[row]} prints them.`
        : 'Nothing happens to this group, and no rule found anything. plan.json has what was read of it.')];
    }
    return [
      d.w ? make('p', {}, d.w) : null,
      ...section('What was seen', pairs(d.s)),
      ...section('What happens', pairs(d.h)),
      d.c ? table('Attributes of the AD object that change', ['Attribute', 'Today', 'Afterwards'], d.c) : null,
      ...section('Members', make('p', {}, d.m), ...(d.l || []).map((l) => table(l.t, ['Name', 'Type', 'Why'], l.n))),
      d.x ? make('p', {}, d.x) : null,
      ...section('What the rules found', ...(d.f ? d.f.map(finding) : [make('p', {}, 'Nothing.')])),
    ].filter(Boolean);
  };

  // Unpacking takes a moment, in which another group may have been asked for.
  // The focus goes to the details and not to the button: the keystroke that
  // opened the view is not over yet, and would reach it, too.
  const open = async (row) => {
    const details = await detailsOf(row);
    if (location.hash !== address(row)) return;
    byId('group-name').textContent = data.name[row] || '(no name)';
    byId('group-kind').textContent = `${label('kind', row)} · ${label('disposition', row)} · ${data.id[row]}`;
    const [text, sign] = columns.readiness.badge(row);
    byId('group-badge').replaceChildren(make('span', { class: 'badge ' + sign }, text));
    byId('group-body').replaceChildren(...body(details, row));
    byId('group-body').scrollTop = 0;
    if (!dialog.open) dialog.showModal();
    byId('group-body').focus();
  };

  // The focus goes back to the group's link, and the page does not move.
  const closed = () => {
    const link = [...document.querySelectorAll('#groups-body a')].find((a) => a.getAttribute('href') === location.hash);
    history.replaceState(null, '', '#groups');
    (link || byId('groups-heading')).focus({ preventScroll: Boolean(link) });
  };

  // --- addresses: #group/ID opens a group, #find/finding=ID sets filters ----
  // A group that is not in this document is searched for.

  const follow = () => {
    const [kind, rest = ''] = location.hash.slice(1).split('/');
    const row = kind === 'group' ? data.id.indexOf(rest) : -1;
    if (row >= 0) {
      open(row);
      return;
    }
    if (dialog.open) dialog.close();
    if (kind !== 'find' && kind !== 'group') return;
    reset();
    if (kind === 'find') choose(...rest.split('='));
    else byId('search').value = rest; // which says that it is not here
    history.replaceState(null, '', '#groups'); // so that the same link works again
    apply();
    byId('groups').scrollIntoView();
    byId('groups-heading').focus({ preventScroll: true });
  };

  const choose = (name, word) => {
    const select = byId('filter-' + name);
    const option = select && [...select.options].find((o) => o.dataset.word === word);
    if (option) select.value = option.value;
  };

  const reset = () => {
    for (const name of filters) if (byId('filter-' + name)) byId('filter-' + name).value = '';
    byId('search').value = '';
  };

  const turn = (to) => { page = to; draw(); };

  const listen = () => {
    byId('controls').addEventListener('submit', (e) => e.preventDefault());
    byId('search').addEventListener('input', apply);
    for (const name of filters) byId('filter-' + name)?.addEventListener('change', apply);
    byId('page-size').addEventListener('change', apply);
    byId('reset').addEventListener('click', () => { reset(); apply(); byId('search').focus(); });
    byId('page-first').addEventListener('click', () => turn(0));
    byId('page-previous').addEventListener('click', () => turn(page - 1));
    byId('page-next').addEventListener('click', () => turn(page + 1));
    byId('page-last').addEventListener('click', () => turn(Infinity));
    for (const th of headings) {
      const text = th.textContent;
      const button = make('button', { type: 'button' }, text);
      button.addEventListener('click', () => sortBy(th.dataset.column));
      th.replaceChildren(button, make('span', { class: 'print-only' }, text));
    }
    byId('group-close').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', closed);
    window.addEventListener('hashchange', follow);
  };

  // A select offers only what occurs, with the number of groups.
  const offer = (name, options) => {
    byId('filter-' + name)?.append(...options.map(([value, word, text, count]) =>
      make('option', { value, 'data-word': word }, `${text} (${number.format(count)})`)));
  };
  const tally = (column) => {
    const counts = new Map();
    for (const v of column) counts.set(v, (counts.get(v) || 0) + 1);
    return [...counts].sort((a, b) => a[0] - b[0]);
  };
  const offerAll = () => {
    for (const name of ['readiness', 'disposition', 'kind', 'action', 'atSwitch']) {
      offer(name, tally(data[name]).map(([v, n]) => [v, data.keys[name][v], data.words[name][v], n]));
    }
    offer('wave', tally(data.wave).filter(([v]) => v).map(([v, n]) => [v, v, 'Wave ' + v, n]));
    const counts = new Map();
    for (const [set, n] of tally(data.findings)) {
      for (const f of data.findingSets[set]) counts.set(f, (counts.get(f) || 0) + n);
    }
    offer('finding', [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([f, n]) => [f, words.rules[f].id, words.rules[f].title, n]));
  };

  const start = async () => {
    try {
      words = await read('words');
      data = await read('groups-data');
    } catch (e) {
      byId('groups-failed').hidden = false;
      console.info('the data of the groups could not be unpacked:', e.message);
      return;
    }
    document.documentElement.classList.add('js');
    offerAll();
    listen();
    apply();
    performance.mark('table-ready');
    (window.requestIdleCallback || setTimeout)(() => searchable());
    if (location.hash) follow();
  };
  start();
})();
