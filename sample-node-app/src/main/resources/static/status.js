// Polls the cluster and the board each second and shows what has changed.

import { draw, svg } from './diagram.js';

const POLL_MILLIS = 1000;
const HISTORY = 60;

const byId = (id) => document.getElementById(id);

/** When what the page shows was true. */
let asOf;

/** What was seen of each node before: counters for the rates, rates for the sparkline. */
const past = new Map();

function html(name, attributes = {}, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		element.setAttribute(key, value);
	}
	element.append(...children);
	return element;
}

async function json(path) {
	const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(4000) });
	if (!response.ok) {
		throw new Error(`${path} answers ${response.status}`);
	}
	return response.json();
}

// ---- texts

function rtt(micros) {
	if (micros === null || micros === undefined) {
		return '';
	}
	return micros < 10000 ? `${(micros / 1000).toFixed(2)} ms` : `${Math.round(micros / 1000)} ms`;
}

function perSecond(rate) {
	return rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en');
}

function duration(millis) {
	const seconds = Math.floor(millis / 1000);
	if (seconds < 60) {
		return `${seconds} s`;
	}
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function time(at) {
	return new Date(at).toLocaleTimeString();
}

/** A node that is still connected and does not answer may be back in a moment. */
function stateOf(member) {
	if (!member.view) {
		return member.connected ? 'silent' : 'down';
	}
	if (!member.connected) {
		return 'down';
	}
	return member.view.serving ? 'up' : 'waiting';
}

const STATE_TEXT = { up: 'up', waiting: 'catching up', silent: 'no answer', down: 'down' };

/** What the codes of failures mean to somebody who looks at the page. */
const SENTENCES = {
	NOT_CONNECTED: 'there is no connection to it',
	UNKNOWN_PEER: 'it is not known here',
	CONNECT_TIMEOUT: 'nobody answers at its address',
	IDLE_TIMEOUT: 'it has fallen silent',
	DEADLINE_EXCEEDED: 'it takes too long to answer',
	CONNECTION_LOST: 'the connection broke off',
	PEER_STOPPED: 'it was stopped',
	NOT_RUNNING: 'it is stopping',
	DRAINING: 'it is about to stop',
	OVERLOADED: 'it has too much to do',
	NO_SUCH_PATH: 'it does not know the question',
};

function sentence(code) {
	return SENTENCES[code] ?? `it failed with ${code}`;
}

// ---- rates

function rateOf(member, now) {
	const before = past.get(member.id) ?? { history: [] };
	let rate = 0;
	if (member.view) {
		const { messagesSent, messagesReceived } = member.view.traffic;
		const count = messagesSent + messagesReceived;
		// A count that is lower than before is that of a restarted node.
		if (before.count !== undefined && count >= before.count) {
			rate = (count - before.count) * 1000 / (now - before.time);
		}
		before.count = count;
		before.time = now;
		before.seen = Date.now();
		before.address = member.view.address;
		before.web = member.view.webPort;
	}
	else {
		before.count = undefined;
	}
	before.history = [...before.history, rate].slice(-HISTORY);
	past.set(member.id, before);
	return before.history;
}

function sparkline(history) {
	const target = svg('svg', { class: 'spark', viewBox: '0 0 59 20', preserveAspectRatio: 'none' });
	target.append(svg('title', {}, 'messages per second over the last minute'));
	const most = Math.max(4, ...history);
	const points = history.map((value, index) =>
		`${HISTORY - history.length + index},${(19 - 18 * value / most).toFixed(2)}`);
	if (points.length > 1) {
		target.append(
			svg('path', { class: 'fill', d: `M${HISTORY - history.length},20L${points.join('L')}L59,20Z` }),
			svg('path', { class: 'stroke', d: `M${points.join('L')}` }));
	}
	return target;
}

// ---- nodes

function figure(name, value, unit) {
	return html('div', { class: 'figure', 'data-figure': name }, html('b', {}, value), html('span', {}, unit));
}

function pathText(path) {
	const loss = path.lost > 0 ? `${(100 * path.lost).toFixed(path.lost < 0.1 ? 1 : 0)} % lost` : 'none lost';
	return `QUIC: ${rtt(path.rttMicros)}, window ${Math.round(path.congestionWindow / 1024)} KiB, ${loss}`;
}

function peerItem(peer) {
	const since = peer.connected ? peer.connectedSince : peer.lastErrorAt;
	const what = peer.connected ? `${peer.dialled ? 'dialled' : 'accepted'} ${peer.address ?? ''}`
		: peer.lastErrorCode ? sentence(peer.lastErrorCode) : '';
	const detail = [what, since ? `since ${time(since)}` : ''].filter(Boolean).join(' · ');
	return html('li', { 'data-peer': peer.id, 'data-connected': peer.connected, 'data-phase': peer.phase },
		html('span', {}, html('span', { class: 'dot' }), peer.id),
		html('span', { class: 'phase' }, peer.phase.toLowerCase()),
		html('span', { class: 'rtt', 'data-figure': 'rtt' }, peer.connected ? rtt(peer.rttMicros) : ''),
		html('span', { class: 'detail', title: peer.lastError ?? '' }, detail),
		...(peer.connected && peer.path ? [html('span', { class: 'detail', 'data-figure': 'path' }, pathText(peer.path))] : []));
}

/** Since when a node has not answered, and where it was then, as far as anybody knows. */
function absence(member, others) {
	const seen = past.get(member.id) ?? {};
	const told = others.flatMap((other) => other.view?.peers ?? [])
		.find((peer) => peer.id === member.id && peer.lastErrorAt);
	const since = seen.seen ?? told?.lastErrorAt;
	const where = seen.address ? `It was at ${seen.address}, web port ${seen.web}.` : '';
	const why = member.code ? `${sentence(member.code)}.` : 'nothing is known of it.';
	return [`${why[0].toUpperCase()}${why.slice(1)}`, since ? `Last answer at ${time(since)}.` : '', where].filter(Boolean);
}

function card(member, history, asked, others) {
	const state = stateOf(member);
	const view = member.view;
	const name = html('h3', {}, member.id);
	if (member.id === asked) {
		name.append(' ', html('span', { class: 'self' }, 'this node'));
	}
	const element = html('article', { class: `node ${state}`, 'data-node': member.id, 'data-state': state },
		html('header', {}, name, html('span', { class: 'badge' }, STATE_TEXT[state])));
	if (!view) {
		element.append(html('p', { class: 'problem', title: member.problem ?? '' }, absence(member, others).join(' ')));
		return element;
	}
	const web = `${location.hostname}:${view.webPort}`;
	element.append(
		html('p', { class: 'muted' }, `QUIC ${view.address} · web `, html('a', { href: `http://${web}/` }, web)),
		html('div', { class: 'figures' },
			figure('rate', perSecond(history[history.length - 1]), 'messages/s'),
			figure('streams', String(view.traffic.streams), 'streams'),
			figure('uptime', duration(view.uptimeMillis), 'uptime'),
			sparkline(history)),
		html('ul', { class: 'peers' }, ...view.peers.map(peerItem)));
	return element;
}

function linksOf(members) {
	const links = [];
	members.forEach((one, index) => members.slice(index + 1).forEach((other) => {
		// Each end may have measured; either may be the one that does not answer.
		const ends = [one.view?.peers.find((peer) => peer.id === other.id),
			other.view?.peers.find((peer) => peer.id === one.id)].filter((peer) => peer?.connected);
		const measured = ends.find((peer) => peer.rttMicros !== null);
		const connected = one.connected && other.connected && ends.length > 0;
		links.push({ name: `${one.id} ${other.id}`, from: one.id, to: other.id, connected,
			label: connected && measured ? rtt(measured.rttMicros) : '' });
	}));
	return links;
}

function showCluster(cluster) {
	const now = performance.now();
	document.body.dataset.stale = 'false';
	byId('asked').textContent = cluster.asked;
	document.title = `Shared board · ${cluster.asked}`;
	asOf = Date.now();
	const up = cluster.members.filter((member) => ['up', 'waiting'].includes(stateOf(member))).length;
	const all = cluster.members.length;
	showSummary(`${up} of ${all} nodes up`, up === all ? 'up' : 'down', up, all);
	byId('nodes').replaceChildren(...cluster.members.map((member) =>
		card(member, rateOf(member, now), cluster.asked, cluster.members)));
	draw(byId('diagram'), cluster.members.map((member) =>
		({ id: member.id, state: stateOf(member), self: member.id === cluster.asked })), linksOf(cluster.members));
}

function showSummary(text, state, up, all) {
	const summary = byId('summary');
	if (summary.textContent !== text) {
		summary.textContent = text;
	}
	Object.assign(summary.dataset, { state, connected: up, members: all });
}

// ---- board

function boardRow(entry) {
	const cut = entry.length > entry.preview.length ? '…' : '';
	const row = html('tr', { 'data-key': entry.key, 'data-owner': entry.owner, 'data-reachable': entry.reachable },
		html('td', {}, entry.key),
		html('td', {}, entry.preview + cut),
		html('td', {}, html('span', { class: 'dot' }), entry.owner),
		html('td', {}, new Date(entry.version.time / 1000).toLocaleTimeString()));
	row.title = entry.reachable ? '' : `${entry.owner} is down: this is what it last told, and cannot be read or written until it is back`;
	return row;
}

function showBoard(page) {
	byId('board').tBodies[0].replaceChildren(...page.entries.map(boardRow));
	byId('board').hidden = page.entries.length === 0;
	byId('board-empty').hidden = page.entries.length > 0;
	byId('board-count').textContent = page.next
		? `the first ${page.entries.length} keys` : `${page.entries.length} ${page.entries.length === 1 ? 'key' : 'keys'}`;
}

async function carryOut(method, key, value) {
	const response = await fetch(`board/${encodeURIComponent(key)}`,
		{ method, cache: 'no-store', body: method === 'PUT' ? value : undefined, signal: AbortSignal.timeout(10000) });
	const text = await response.text();
	if (!response.ok) {
		return { ok: false, text: `${response.status} ${problemOf(text)}` };
	}
	const owner = response.headers.get('Board-Owner');
	const done = { PUT: 'written', GET: `= ${text}`, DELETE: 'deleted' }[method];
	return { ok: true, text: `${key} ${done} (owner ${owner})` };
}

function problemOf(text) {
	try {
		const problem = JSON.parse(text);
		return problem.code ? `${problem.code}: ${problem.detail}` : problem.detail;
	}
	catch {
		return text;
	}
}

function showResult(result) {
	byId('result').textContent = result.text;
	byId('result').dataset.status = result.ok ? 'ok' : 'problem';
}

byId('board-form').addEventListener('submit', async (event) => {
	event.preventDefault();
	const method = event.submitter?.value ?? 'PUT';
	try {
		showResult(await carryOut(method, byId('key').value, byId('value').value));
		showBoard(await json('board'));
	}
	catch (failure) {
		showResult({ ok: false, text: `this node does not answer: ${failure.message}` });
	}
});

byId('board').addEventListener('click', (event) => {
	const row = event.target.closest('tr[data-key]');
	if (row) {
		byId('key').value = row.dataset.key;
	}
});

// ---- the clock

async function poll() {
	try {
		const [cluster, board] = await Promise.all([json('cluster'), json('board')]);
		showCluster(cluster);
		showBoard(board);
	}
	catch (failure) {
		showSummary(`this node does not answer${asOf ? ` · as of ${time(asOf)}` : ''}`, 'down', 0, 0);
		document.body.dataset.stale = 'true';
	}
	finally {
		setTimeout(poll, POLL_MILLIS);
	}
}

poll();
