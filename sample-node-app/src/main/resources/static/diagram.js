// Draws the nodes on a circle and the connections between them.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 360;
const HEIGHT = 300;
const RADIUS = 34;

/** With more nodes, the labels would hide the lines. */
const MOST_LABELLED = 5;

export function svg(name, attributes = {}, text) {
	const element = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes)) {
		element.setAttribute(key, value);
	}
	if (text !== undefined) {
		element.textContent = text;
	}
	return element;
}

function place(count, index) {
	// Begins at the top; an even number is turned, so that the diagram lies flat.
	const turn = (count === 2) ? Math.PI : (count % 2 === 0) ? -Math.PI / 2 - Math.PI / count : -Math.PI / 2;
	const angle = turn + 2 * Math.PI * index / count;
	const reach = (count === 1) ? 0 : 1;
	return {
		x: WIDTH / 2 + reach * Math.cos(angle) * 126,
		y: HEIGHT / 2 + (count === 3 ? 24 : 0) + reach * Math.sin(angle) * 108,
	};
}

function edge(from, to, link) {
	return svg('line', {
		class: 'edge', x1: from.x, y1: from.y, x2: to.x, y2: to.y,
		'data-link': link.name, 'data-state': link.state,
	});
}

function edgeLabel(from, to, text, share) {
	const group = svg('g', { class: 'edge-label' });
	const x = from.x + (to.x - from.x) * share;
	const y = from.y + (to.y - from.y) * share;
	const width = text.length * 6.2 + 10;
	group.append(
		svg('rect', { x: x - width / 2, y: y - 9, width, height: 18, rx: 9 }),
		svg('text', { x, y }, text));
	return group;
}

function spot(at, node) {
	const group = svg('g', { class: node.self ? 'spot self' : 'spot', 'data-spot': node.id, 'data-state': node.state });
	const shown = node.id.length > 9 ? node.id.slice(0, 8) + '…' : node.id;
	group.append(svg('title', {}, node.id), svg('circle', { cx: at.x, cy: at.y, r: RADIUS }), svg('text', at, shown));
	return group;
}

/**
 * @param target the svg element
 * @param nodes [{ id, state, self }], in their order
 * @param links [{ name, from, to, state, label }], from and to as ids
 */
export function draw(target, nodes, links) {
	const places = new Map(nodes.map((node, index) => [node.id, place(nodes.length, index)]));
	const order = new Map(nodes.map((node, index) => [node.id, index]));
	const shapes = [];
	for (const link of links) {
		shapes.push(edge(places.get(link.from), places.get(link.to), link));
	}
	for (const link of links) {
		if (link.label && nodes.length <= MOST_LABELLED) {
			// Lines that are no side of the figure cross: their labels stand before the crossing.
			const apart = Math.abs(order.get(link.from) - order.get(link.to));
			const share = (apart === 1 || apart === nodes.length - 1) ? 0.5 : 0.3;
			shapes.push(edgeLabel(places.get(link.from), places.get(link.to), link.label, share));
		}
	}
	for (const node of nodes) {
		shapes.push(spot(places.get(node.id), node));
	}
	target.replaceChildren(...shapes);
}
