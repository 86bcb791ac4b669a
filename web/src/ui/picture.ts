import type { ExportFacts } from '../lib/value-table.ts';

const SVG = 'http://www.w3.org/2000/svg';
const PADDING = 20;
const TITLE_LINE = 20;
const LINE = 16;
const COPIED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-opacity',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
  'letter-spacing',
];

/**
 * The drawing inside `body` as one SVG document: its charts with their styles written out, its HTML labels as text and
 * its coloured boxes as rectangles, under the title and facts.
 */
export function pictureOf(body: HTMLElement, facts: ExportFacts): string {
  const box = body.getBoundingClientRect();
  const page = getComputedStyle(document.body);
  const titleFont = `620 15px ${page.fontFamily}`;
  const lineFont = `400 11px ${page.fontFamily}`;
  const titles = wrapped(facts.title, titleFont, box.width);
  const lines = facts.lines.flatMap((line) => wrapped(line, lineFont, box.width));
  const below = PADDING + titles.length * TITLE_LINE;
  const top = below + 2 + lines.length * LINE + 12;
  const width = Math.ceil(box.width) + 2 * PADDING;
  const height = Math.ceil(box.height) + top + PADDING;
  const root = document.createElementNS(SVG, 'svg');
  root.setAttribute('xmlns', SVG);
  set(root, { width, height, viewBox: `0 0 ${width} ${height}` });
  root.append(shape('rect', { width, height, fill: page.backgroundColor }));
  for (const [index, line] of titles.entries()) {
    root.append(label(line, PADDING, PADDING + 14 + index * TITLE_LINE, titleFont, page.color));
  }
  for (const [index, line] of lines.entries()) {
    root.append(label(line, PADDING, below - 4 + (index + 1) * LINE, lineFont, page.color));
  }
  const group = shape('g', { transform: `translate(${PADDING - box.left} ${top - box.top})` });
  for (const child of body.children) draw(child, group);
  root.append(group);
  return new XMLSerializer().serializeToString(root);
}

/** A text in lines that are no wider than `width`; a word that is wider stands alone. */
function wrapped(text: string, font: string, width: number): string[] {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return [text];
  context.font = font;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function draw(element: Element, into: SVGElement): void {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const hidden = style.display === 'none' || style.visibility === 'hidden' || style.clipPath !== 'none';
  if (hidden || element.hasAttribute('data-no-export')) return;
  if (element instanceof SVGSVGElement) {
    const copy = copyWithStyles(element);
    set(copy, { x: box.left, y: box.top, width: box.width, height: box.height });
    into.append(copy);
    return;
  }
  if (box.width > 0 && box.height > 0 && !/^rgba\(.*, 0\)$|^transparent$/.test(style.backgroundColor)) {
    const { left: x, top: y, width, height } = box;
    into.append(shape('rect', { x, y, width, height, fill: style.backgroundColor, opacity: style.opacity }));
  }
  for (const child of element.childNodes) {
    if (child instanceof Element) draw(child, into);
    else if (child.textContent?.trim()) into.append(...textOf(child, style));
  }
}

function textOf(node: Node, style: CSSStyleDeclaration): SVGElement[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  const baseline = box.top + box.height / 2 + Number.parseFloat(style.fontSize) * 0.35;
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return [label(node.textContent?.trim() ?? '', box.left, baseline, font, style.color)];
}

function copyWithStyles(source: SVGSVGElement): SVGSVGElement {
  const copy = source.cloneNode(true) as SVGSVGElement;
  const originals = source.querySelectorAll('*');
  for (const [index, element] of copy.querySelectorAll('*').entries()) {
    const original = originals[index];
    if (!original || !(element instanceof SVGElement)) continue;
    const style = getComputedStyle(original);
    for (const name of COPIED) element.style.setProperty(name, style.getPropertyValue(name));
  }
  return copy;
}

function shape(name: 'rect' | 'g' | 'text', attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, name);
  set(element, attributes);
  return element;
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
}

function label(text: string, x: number, y: number, font: string, fill: string): SVGElement {
  const element = shape('text', { x, y, fill });
  element.style.font = font;
  element.textContent = text;
  return element;
}

/** An SVG document as PNG at twice its size. */
export async function toPng(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser cannot draw pictures.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.'))),
        'image/png',
      );
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hands `content` to the browser as a file. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
