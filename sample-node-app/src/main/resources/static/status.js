// Polls the cluster and the board each second and shows what has changed.

import { draw, svg } from './diagram.js';

const POLL_MILLIS = 1000;
const HISTORY = 60;

const byId = (id) => document.getElementById(id);

/** When what the page shows was true. */
let asOf;

/** How each node stands by what the page shows. */
const states = new Map();

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
		throw Object.assign(new Error(path), { status: response.status });
	}
	return response.json();
}

/** What a failed question to the asked node means. */
function unanswered(failure) {
	if (failure.status) {
		return `this node answers with an error (${failure.status})`;
	}
	return failure.name === 'TimeoutError' ? 'this node does not answer in time' : 'this node does not answer';
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
	if (member.view.state !== 'RUNNING') {
		return 'draining';
	}
	return member.view.serving ? 'up' : 'waiting';
}

const STATE_TEXT = { up: 'up', waiting: 'catching up', draining: 'about to stop', silent: 'no answer', down: 'down' };

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
	NO_SUCH_PATH: 'it does not serve this call',
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

/** Since when a peer is away: nothing that fails later changes it. */
function awaySince(peer) {
	return peer.away?.since ?? peer.lastErrorAt;
}

/** Why a peer is away, in words. */
function whyAway(peer) {
	if (peer.away?.stopped) {
		return SENTENCES.PEER_STOPPED;
	}
	return peer.lastErrorCode ? sentence(peer.lastErrorCode) : '';
}

/** A connection whose other end is silent tells nothing new until it is given up. */
function peerItem(peer, silent) {
	const quiet = peer.connected && silent;
	const since = peer.connected ? peer.connectedSince : awaySince(peer);
	const what = peer.connected ? `${peer.dialled ? 'dialled' : 'accepted'} ${peer.address ?? ''}` : whyAway(peer);
	const detail = [what, since ? `since ${time(since)}` : ''].filter(Boolean).join(' · ');
	return html('li', { 'data-peer': peer.id, 'data-connected': peer.connected, 'data-quiet': quiet, 'data-phase': peer.phase },
		html('span', { class: 'peer' }, html('span', { class: 'dot' }), peer.id),
		html('span', { class: 'phase' }, quiet ? 'connected, no answer' : peer.phase.toLowerCase()),
		html('span', { class: 'rtt', 'data-figure': 'rtt' }, peer.connected && !quiet ? rtt(peer.rttMicros) : ''),
		html('span', { class: 'detail', title: peer.lastError ?? '' }, detail),
		...(peer.connected && !quiet && peer.path
			? [html('span', { class: 'detail', 'data-figure': 'path' }, pathText(peer.path))] : []));
}

/** Since when a node has not answered, and where it was then, as far as anybody knows. */
function absence(member, asked, others) {
	const seen = past.get(member.id) ?? {};
	// What the asked node says of it goes before what the others say.
	const told = [...others].sort((one, other) => (other.id === asked) - (one.id === asked))
		.flatMap((other) => other.view?.peers ?? [])
		.find((peer) => peer.id === member.id && !peer.connected && awaySince(peer));
	const reason = (!member.connected && told && whyAway(told)) || (member.code && sentence(member.code)) || 'nothing is known of it';
	const where = seen.address ? `It was at ${seen.address}, web port ${seen.web}.`
		: told?.away?.addresses.length ? `It is dialled at ${told.away.addresses.join(', ')}.` : '';
	const since = seen.seen ? `Last answer at ${time(seen.seen)}.` : told ? `Away since ${time(awaySince(told))}.` : '';
	return [`${reason[0].toUpperCase()}${reason.slice(1)}.`, since, where].filter(Boolean);
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
		element.append(html('p', { class: 'problem', title: member.problem ?? '' }, absence(member, asked, others).join(' ')));
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
		html('ul', { class: 'peers' }, ...view.peers.map((peer) =>
			peerItem(peer, others.some((other) => other.id === peer.id && stateOf(other) === 'silent')))));
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
		const state = !connected ? 'down' : one.view && other.view ? 'up' : 'silent';
		links.push({ name: `${one.id} ${other.id}`, from: one.id, to: other.id, state,
			label: state === 'up' && measured ? rtt(measured.rttMicros) : '' });
	}));
	return links;
}

function showCluster(cluster) {
	const now = performance.now();
	document.body.dataset.stale = 'false';
	byId('asked').textContent = cluster.asked;
	document.title = `Shared board · ${cluster.asked}`;
	asOf = Date.now();
	states.clear();
	cluster.members.forEach((member) => states.set(member.id, stateOf(member)));
	const all = cluster.members.length;
	const count = (state) => cluster.members.filter((member) => stateOf(member) === state).length;
	const others = [['waiting', 'catching up'], ['draining', 'about to stop'], ['silent', 'without an answer']]
		.filter(([state]) => count(state) > 0).map(([state, words]) => `, ${count(state)} ${words}`).join('');
	showSummary(`${count('up')} of ${all} nodes up${others}`,
		count('up') === all ? 'up' : count('down') > 0 ? 'down' : 'waiting', count('up'), all);
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

/** The asked node does not answer: what is shown was true before. */
function showStale(words) {
	showSummary(`${words}${asOf ? ` · as of ${time(asOf)}` : ''}`, 'down', 0, 0);
	if (document.body.dataset.stale !== 'true') {
		document.body.dataset.stale = 'true';
		for (const node of document.querySelectorAll('.node')) {
			const badge = node.querySelector('.badge');
			badge.textContent = node.querySelector('.self') ? 'no answer' : `was ${badge.textContent}`;
			node.dataset.state = 'unknown';
		}
	}
}

// ---- board

/** A row says of its owner what the owner's card says. */
function boardRow(entry) {
	const cut = entry.length > entry.preview.length ? '…' : '';
	const state = states.get(entry.owner);
	const reachable = entry.reachable && state !== 'down';
	const silent = reachable && state === 'silent';
	const row = html('tr', { 'data-key': entry.key, 'data-owner': entry.owner, 'data-reachable': reachable, 'data-quiet': silent },
		html('td', {}, entry.key),
		html('td', {}, entry.preview + cut),
		html('td', {}, html('span', { class: 'dot' }), entry.owner + (!reachable ? ' is down' : silent ? ': no answer' : '')),
		html('td', {}, new Date(entry.version.time / 1000).toLocaleTimeString()));
	row.title = reachable ? '' : `${entry.owner} is down: this is what it last told, and cannot be read or written until it is back`;
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
		if (problem.owner && SENTENCES[problem.code]) {
			return `${problem.owner} owns this key and cannot be asked: ${SENTENCES[problem.code]}`;
		}
		return problem.detail ?? problem.error ?? text;
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
		showResult({ ok: false, text: unanswered(failure) });
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
		const answers = await Promise.all([json('cluster'), json('board')]).catch((failure) => showStale(unanswered(failure)));
		if (answers) {
			showCluster(answers[0]);
			showBoard(answers[1]);
		}
	}
	finally {
		setTimeout(poll, POLL_MILLIS);
	}
}

poll();
