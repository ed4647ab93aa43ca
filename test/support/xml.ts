/** A strict reader of the XML that reports are written in: elements, attributes and text; anything else is refused. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements, in order. */
  readonly children: readonly Element[];
  /** All character data right in it. */
  readonly text: string;
}

/** Throws for what is not well-formed. */
export function parseXml(xml: string): Element {
  const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(xml);
  if (illegal !== null) throw new Error(`a character that XML cannot hold at ${illegal.index}`);
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = new RegExp(pattern.source, 'uy');
    found.lastIndex = at;
    const match = found.exec(xml);
    if (match !== null) at = found.lastIndex;
    return match;
  };
  const need = (pattern: RegExp): RegExpExecArray => {
    const match = take(pattern);
    if (match === null)
      throw new Error(`expected ${pattern} at ${at}, found ${JSON.stringify(xml.slice(at, at + 30))}`);
    return match;
  };
  const element = (): Element => {
    const name = need(/<([a-z-]+)/)[1]!;
    const attributes: Record<string, string> = {};
    for (let found = take(/ ([a-z]+)="([^<"\n\r\t]*)"/); found !== null; found = take(/ ([a-z]+)="([^<"\n\r\t]*)"/)) {
      if (found[1]! in attributes) throw new Error(`attribute ${found[1]} twice`);
      attributes[found[1]!] = resolved(found[2]!);
    }
    need(/>/);
    const children: Element[] = [];
    let text = '';
    while (take(new RegExp(`</${name}>`)) === null) {
      const data = take(/[^<]+/);
      if (data?.[0].includes(']]>')) throw new Error(`]]> in text at ${at}`);
      if (data === null) children.push(element());
      else text += resolved(data[0]);
    }
    return { name, attributes, children, text };
  };
  need(/<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
  const root = element();
  need(/\n$/);
  return root;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolved(text: string): string {
  return text.replace(/&([^;&\s]*);?/g, (whole, name: string) => {
    const code = /^#(\d+)$/.exec(name);
    const character = code === null ? ENTITIES[name] : String.fromCodePoint(Number(code[1]));
    if (character === undefined || !whole.endsWith(';')) throw new Error(`${whole} is no reference`);
    return character;
  });
}
