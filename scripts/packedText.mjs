// The Markdown files of the repository as they go into the VSIX. VS Code's details page shows neither pictures nor
// links whose address is relative, and the project has no public address yet: what needs one is left out.
/**
 * Leaves out what is between `<!-- repository -->` and `<!-- /repository -->`, pictures, and the addresses of relative
 * links, whose text stays; shows what is between `<!-- package` and `/package -->`, which the repository hides.
 * @param {string} markdown @returns {string}
 */
export function packedText(markdown) {
  return (
    markdown
      .replace(/<!-- repository -->[\s\S]*?<!-- \/repository -->\n*/g, '')
      .replace(/<!-- package\n([\s\S]*?)\n\/package -->/g, '$1')
      // A picture and its caption are a paragraph of their own.
      .replace(/^!\[[^\]]*\]\([^)]*\)\n+/gm, '')
      .replace(/(?<!!)\[([^\]]+)\]\((?![a-z][a-z\d+.-]*:|#)[^)]*\)/gi, '$1')
      .replace(/\n{3,}/g, '\n\n')
  );
}
