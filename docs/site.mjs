/** Pages on the site: named by their first heading, not by their file, and in a group by what they are for. */
import { Converter } from 'typedoc';

/** Called by TypeDoc, of which this is a plugin. @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => {
    const path = app.files.getReflectionPath(page);
    const heading = /^\s*# (.*)/.exec(page.content[0]?.text ?? '');
    if (heading === null) throw new Error(`${path}: expected a page that begins with a heading, "# ..."`);
    page.name = heading[1];
    page.frontmatter.group = groupOf(path);
  });
}

function groupOf(path) {
  if (path.includes('/decisions/')) return 'Decisions';
  return /\/guide\/|\/FAQ|\/GLOSSARY/.test(path) ? 'Guide' : 'Pages';
}
