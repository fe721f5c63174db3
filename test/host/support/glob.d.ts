// esbuild.mjs resolves these to every file that matches, so that no list is kept by hand.
declare module 'glob:*';
