/**
 * V8 puts a function that is assigned straight to a property into its old space. In code that every execution runs, the
 * world that such a function sees then outlives its execution: see docs/decisions/0042-speed.md. A name helps:
 * `const body = () => ...; threads[name] = body;`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['model', 'properties', 'scenarios', 'bench/programs'];
const files = [
  ...folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  ),
  ...['scheduler/execution.ts', 'scheduler/session.ts', 'test/fuzz/program.ts'],
].filter((file) => file.endsWith('.ts'));

/** Lines of the source at which a function is assigned straight to a property or a field. */
function longLived(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const isFunction = (node: ts.Node | undefined) =>
    node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
  const look = (node: ts.Node): void => {
    const isAssigned =
      ts.isBinaryExpression(node) &&
      (ts.isPropertyAccessExpression(node.left) || ts.isElementAccessExpression(node.left)) &&
      isFunction(node.right);
    const isField =
      ts.isPropertyDeclaration(node) &&
      !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) &&
      isFunction(node.initializer);
    if (isAssigned || isField)
      found.push(`${name}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

describe('functions of one execution', () => {
  it('are not assigned straight to properties', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => longLived(file, readFileSync(`${root}${file}`, 'utf8')))).toEqual([]);
  });

  it.each([
    ['threads[name] = () => run();', 1],
    ['this.look = function () {};', 1],
    ['class Lock { #drop = () => 0; static make = () => 0; }', 1],
    ['const body = () => run(); threads[name] = body; const world = { take: () => 0 };', 0],
  ])('%s', (text, count) => {
    expect(longLived('example.ts', text)).toHaveLength(count);
  });
});
